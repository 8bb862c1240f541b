// What is asked: its shape, the parts of it that only narrow, and the body of the request that it makes. Pure.

import { emptyFilters, filtersForm } from "./filters.js";
import { idsOf, isKept } from "./kept_sets.js";

/**
 * What is asked. `like` is the picture that a region is a part of, `examples` are further ones beside it. `core` and
 * `among` are keys of kept sets: the pictures that were locked, and those that the search stays within.
 * @typedef {{asset: string}|{given: string}} Like a picture of the library, or one that the person gave
 * @typedef {object} Query
 * @property {string} text
 * @property {"auto"|"words"|"letters"|"name"} mode what the person said the text is
 * @property {Like|null} like
 * @property {{x: number, y: number, width: number, height: number}|null} region the part of it that counts
 * @property {Like[]} examples
 * @property {number|null} weight the say of the words beside a picture, 0 to 1; null: the usual one
 * @property {string} avoid what it shall not look like
 * @property {string[]} inside
 * @property {string[]} outside
 * @property {import("./filters.js").Filters} filters
 * @property {string} sort
 * @property {string|null} core
 * @property {string|null} among
 * @property {boolean} copies whether copies of the same picture are listed one by one
 */

/** As many pictures as a search takes beside `like`. */
export const MOST_EXAMPLES = 16;

/** As many pictures as a search stays within: the hub reads requests of 64 KiB, and an id takes 29 bytes of one. */
export const MOST_AMONG = 1800;

/** @returns {Query} */
export const emptyQuery = () => ({
  text: "", mode: "auto", like: null, region: null, examples: [], weight: null, avoid: "", inside: [], outside: [],
  filters: emptyFilters(), sort: "best", core: null, among: null, copies: false,
});

export function asksNothing(query) {
  return !query.text.trim() && !query.like && !idsOf(query.core).length;
}

/** What stays when something else is asked: where to look, and what must not be there. */
export function narrowing({ avoid, inside, outside, filters, copies }) {
  return { avoid, inside, outside, filters, copies };
}

/** Whether hits shall look like pictures: those that were given, or those that were locked. */
export const looksFor = ({ like, core }) => Boolean(like) || idsOf(core).length > 0;

/** The pictures of a query, the first of them the one that a region is a part of. */
export const picturesOf = ({ like, examples }) => (like ? [like, ...examples] : examples);

/** The changes that make these the pictures of a query. A region stays only with the picture that it is a part of. */
export function withPictures(query, pictures) {
  const [like = null, ...examples] = pictures;
  return { like, examples: examples.slice(0, MOST_EXAMPLES), region: like && sameLike(like, query.like) ? query.region : null };
}

export const sameLike = (one, other) => Boolean(one && other) && one.asset === other.asset && one.given === other.given;

/** The body of a search, without the page and without the pictures that the person gave, which the hub names first. */
export function requestOf({ text, mode, like, region, weight, avoid, inside, outside, filters, sort, core, among, copies }) {
  const words = text.trim();
  const form = filtersForm(filters);
  return {
    ...(words ? { text: words } : {}),
    ...(words && mode !== "auto" ? { entry: mode } : {}),
    ...(like && region ? { region } : {}),
    ...(words && looksFor({ like, core }) && weight !== null ? { weight } : {}),
    ...(avoid ? { avoid } : {}),
    ...(inside.length ? { inside } : {}),
    ...(outside.length ? { outside } : {}),
    ...(form ? { filters: form } : {}),
    ...(sort === "best" ? {} : { sort }),
    ...(idsOf(core).length ? { core: idsOf(core) } : {}),
    ...(among !== null && isKept(among) ? { among: idsOf(among) } : {}),
    ...(copies ? {} : { collapse: true }),
  };
}
