// The address: which view, and in the search view what is asked. Only in the fragment, which no server sees.

/** @typedef {{view: string, id: string|null, query: import("./results.js").Query}} Route */

const MODES = new Set(["auto", "words", "letters", "name"]);

export const VIEWS = ["search", "collection", "plugins", "folders", "models", "problems", "health", "preferences"];

/** @returns {import("./results.js").Query} */
export const emptyQuery = () => ({ text: "", mode: "auto", like: null, region: null, avoid: "", inside: [], outside: [] });

export function asksNothing(query) {
  return !query.text.trim() && !query.like;
}

/** @returns {Route} */
export function readRoute(hash) {
  const [, path = "", search = ""] = /^#?\/?([^?]*)\??(.*)$/.exec(hash) ?? [];
  const [view, id] = path.split("/").map(decode);
  const given = new URLSearchParams(search);
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
  query.avoid = (given.get("without") ?? "").trim();
  query.inside = given.getAll("in");
  query.outside = given.getAll("not");
  return { view: VIEWS.includes(view) ? view : "search", id: id || null, query };
}

/** @param {Partial<Route>} route */
export function writeRoute({ view = "search", id = null, query = emptyQuery() }) {
  const asked = new URLSearchParams();
  if (query.text) asked.set("q", query.text);
  if (query.mode !== "auto") asked.set("as", query.mode);
  if (query.like) asked.set(...("asset" in query.like ? ["like", query.like.asset] : ["given", query.like.given]));
  if (query.region) {
    const { x, y, width, height } = query.region;
    asked.set("part", [x, y, width, height].map((n) => n.toFixed(4)).join(","));
  }
  if (query.avoid) asked.set("without", query.avoid);
  for (const folder of query.inside) asked.append("in", folder);
  for (const folder of query.outside) asked.append("not", folder);
  const path = view === "search" ? "" : `${view}${id ? `/${encodeURIComponent(id)}` : ""}`;
  return `#/${path}${asked.size ? `?${asked}` : ""}`;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
