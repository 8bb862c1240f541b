// The address: which view, and in the search view what is asked. Only in the fragment, which no server sees.

import { SORTS, readFilters, writeFilters } from "./filters.js";
import { MOST_EXAMPLES, emptyQuery } from "./query.js";

/** @typedef {{view: string, id: string|null, query: import("./query.js").Query}} Route */

const MODES = new Set(["auto", "words", "letters", "name"]);
const ORDERS = new Set(SORTS.map(([value]) => value));

export const VIEWS = ["search", "collection", "plugins", "folders", "models", "problems", "health", "preferences", "saved", "duplicates", "curated", "selftest", "guide"];

/** @returns {Route} */
export function readRoute(hash) {
  const [, path = "", search = ""] = /^#?\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  const [view, id] = path.split("/").map(decode);
  return { view: VIEWS.includes(view) ? view : "search", id: id || null, query: readQuery(new URLSearchParams(search)) };
}

/** @param {Partial<Route>} route */
export function writeRoute({ view = "search", id = null, query = emptyQuery() }) {
  const asked = writeQuery(query);
  const path = view === "search" ? "" : `${view}${id ? `/${encodeURIComponent(id)}` : ""}`;
  return `#/${path}${asked.size ? `?${asked}` : ""}`;
}

function readQuery(given) {
  const query = emptyQuery();
  query.text = given.get("q") ?? "";
  if (MODES.has(given.get("as"))) query.mode = given.get("as");
  if (given.get("like")) query.like = { asset: given.get("like") };
  if (given.get("given")) query.like = { given: given.get("given") };
  const region = (given.get("part") ?? "").split(",").map(Number);
  if (query.like && region.length === 4 && region.every((n) => n >= 0 && n <= 1)) {
    const [x, y, width, height] = region;
    if (width > 0 && height > 0) query.region = { x, y, width, height };
  }
  if (query.like) query.examples = given.getAll("and").map(readLike).filter(Boolean).slice(0, MOST_EXAMPLES);
  const weight = given.get("say");
  if (weight && Number(weight) >= 0 && Number(weight) <= 1) query.weight = Number(weight);
  query.avoid = (given.get("without") ?? "").trim();
  query.inside = given.getAll("in");
  query.outside = given.getAll("not");
  query.filters = readFilters(given);
  if (ORDERS.has(given.get("sort"))) query.sort = given.get("sort");
  query.core = given.get("locked") || null;
  query.among = given.get("among") || null;
  query.copies = given.get("copies") === "1";
  return query;
}

function writeQuery(query) {
  const asked = new URLSearchParams();
  if (query.text) asked.set("q", query.text);
  if (query.mode !== "auto") asked.set("as", query.mode);
  if (query.like) asked.set(...("asset" in query.like ? ["like", query.like.asset] : ["given", query.like.given]));
  if (query.region) {
    const { x, y, width, height } = query.region;
    asked.set("part", [x, y, width, height].map((n) => n.toFixed(4)).join(","));
  }
  for (const example of query.examples) asked.append("and", "asset" in example ? `a:${example.asset}` : `g:${example.given}`);
  if (query.weight !== null) asked.set("say", query.weight.toFixed(2));
  if (query.avoid) asked.set("without", query.avoid);
  for (const folder of query.inside) asked.append("in", folder);
  for (const folder of query.outside) asked.append("not", folder);
  writeFilters(query.filters, asked);
  if (query.sort !== "best") asked.set("sort", query.sort);
  if (query.core) asked.set("locked", query.core);
  if (query.among) asked.set("among", query.among);
  if (query.copies) asked.set("copies", "1");
  return asked;
}

function readLike(text) {
  const [, kind, id] = /^([ag]):(.+)$/.exec(text) ?? [];
  return kind === undefined ? null : kind === "a" ? { asset: id } : { given: id };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
