// The filters of a search: their shape, how each is said in a few words, and how they stand in an address. Pure.

import { count, list, mediaType } from "./phrases.js";

/**
 * What a picture must be; empty values ask nothing. Days are `YYYY-MM-DD` and both included.
 * @typedef {object} Filters
 * @property {""|"wide"|"tall"|"square"} shape
 * @property {number} minWidth in pixels, 0: any
 * @property {number} minHeight
 * @property {string[]} types media types
 * @property {string} from
 * @property {string} to
 * @property {string} camera
 * @property {string[]} keywords
 * @property {string} colour a name or `#rrggbb`
 * @property {string} collection
 * @property {boolean} online only what can be opened now
 */

export const SHAPES = [["wide", "Wide"], ["tall", "Tall"], ["square", "Square"]];

export const SORTS = [
  ["best", "Best match first"],
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["largest", "Largest first"],
  ["smallest", "Smallest first"],
  ["name", "By file name"],
];

const KINDS = ["wide", "tall", "square"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @returns {Filters} */
export const emptyFilters = () => ({ shape: "", minWidth: 0, minHeight: 0, types: [], from: "", to: "", camera: "", keywords: [], colour: "", collection: "", online: false });

/** The filters that ask something, one for each thing that a person can drop: what it says, and what is left without it. */
export function activeFilters(filters, collectionName = () => "a collection") {
  const { shape, minWidth, minHeight, types, from, to, camera, keywords, colour, collection, online } = filters;
  const drop = (changes) => ({ ...filters, ...changes });
  const day = (text) => new Date(`${text}T12:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return [
    shape && { icon: "picture", text: SHAPES.find(([value]) => value === shape)[1], without: drop({ shape: "" }) },
    (minWidth || minHeight) && { icon: "picture", text: sizeText(minWidth, minHeight), without: drop({ minWidth: 0, minHeight: 0 }) },
    types.length && { icon: "name", text: list(types.map(mediaType)), without: drop({ types: [] }) },
    (from || to) && { icon: "time", text: from && to ? `Taken ${day(from)} to ${day(to)}` : from ? `Taken since ${day(from)}` : `Taken until ${day(to)}`, without: drop({ from: "", to: "" }) },
    camera && { icon: "camera", text: camera, without: drop({ camera: "" }) },
    ...keywords.map((word) => ({ icon: "keyword", text: word, without: drop({ keywords: keywords.filter((other) => other !== word) }) })),
    colour && { icon: "colour", colour, text: `Colour: ${colour}`, without: drop({ colour: "" }) },
    collection && { icon: "collection", text: `In “${collectionName(collection)}”`, without: drop({ collection: "" }) },
    online && { icon: "disk", text: "Only what is here", without: drop({ online: false }) },
  ].filter(Boolean);
}

function sizeText(width, height) {
  if (width && height) return `At least ${count(width)} × ${count(height)}`;
  return width ? `At least ${count(width)} px wide` : `At least ${count(height)} px high`;
}

/** The filters as the hub wants them; null where nothing is asked. */
export function filtersForm({ shape, minWidth, minHeight, types, from, to, camera, keywords, colour, collection, online }) {
  const form = {
    ...(shape ? { shape } : {}),
    ...(minWidth ? { min_width: minWidth } : {}),
    ...(minHeight ? { min_height: minHeight } : {}),
    ...(types.length ? { media_types: types } : {}),
    ...(from ? { taken_from: from } : {}),
    ...(to ? { taken_to: to } : {}),
    ...(camera ? { camera } : {}),
    ...(keywords.length ? { keywords } : {}),
    ...(colour ? { colour } : {}),
    ...(collection ? { collection } : {}),
    ...(online ? { online } : {}),
  };
  return Object.keys(form).length ? form : null;
}

/**
 * Read the filters out of an address; what is no filter is passed over.
 * @param {URLSearchParams} given
 * @returns {Filters}
 */
export function readFilters(given) {
  const text = (name) => (given.get(name) ?? "").trim().slice(0, 200);
  const texts = (name) => given.getAll(name).map((value) => value.trim().slice(0, 200)).filter(Boolean).slice(0, 20);
  const pixels = (name) => Math.min(1_000_000, Math.max(0, Math.trunc(Number(given.get(name)) || 0)));
  const day = (name) => (isDay(text(name)) ? text(name) : "");
  return {
    shape: KINDS.includes(given.get("shape")) ? given.get("shape") : "",
    minWidth: pixels("width"), minHeight: pixels("height"),
    types: texts("type"), from: day("from"), to: day("to"), camera: text("camera"), keywords: texts("key"),
    colour: text("colour"), collection: text("within"), online: given.get("here") === "1",
  };
}

/** Write the filters into an address. */
export function writeFilters(filters, asked) {
  const { shape, minWidth, minHeight, types, from, to, camera, keywords, colour, collection, online } = filters;
  const single = { shape, width: minWidth || "", height: minHeight || "", from, to, camera, colour, within: collection, here: online ? "1" : "" };
  for (const [name, value] of Object.entries(single)) if (value) asked.set(name, String(value));
  for (const type of types) asked.append("type", type);
  for (const word of keywords) asked.append("key", word);
}

/** Whether a text is a day that there is. */
export const isDay = (text) => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`));
