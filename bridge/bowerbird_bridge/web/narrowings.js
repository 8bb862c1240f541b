// All that is asked beside the clue, each as a chip that can be taken away, and as a reason why nothing is found.

import { button, el, icon, refill, searchInput } from "./elements.js";
import { SORTS, activeFilters, emptyFilters } from "./filters.js";
import { plural } from "./phrases.js";
import { idsOf, isKept } from "./kept_sets.js";

/**
 * @typedef {object} Narrowing
 * @property {string} text
 * @property {string} icon
 * @property {string} [colour]
 * @property {Partial<import("./query.js").Query>} without the changes that take it away
 * @property {boolean} hides whether it keeps pictures out of the list
 */

/**
 * What is asked beside the clue. Folders have a button of their own, so they count only where a list is empty.
 * @param {import("./main.js").App} app
 * @param {import("./query.js").Query} query
 * @returns {Narrowing[]}
 */
export function narrowingsOf(app, query, { folders = false } = {}) {
  const { core, among, sort, copies, inside, outside, filters } = query;
  const name = (id) => app.hub.collections.value?.find((collection) => collection.id === id)?.name ?? "a collection";
  return [
    core && { icon: "lock", text: isKept(core) ? `${idsOf(core).length} locked` : "Locked in another tab", remove: "Unlock", without: { core: null }, hides: false },
    among && { icon: "within", text: isKept(among) ? `In ${plural(idsOf(among).length, "picture")}` : "In results of another tab", without: { among: null }, hides: isKept(among) },
    folders && inside.length + outside.length > 0 && { icon: "folder", text: plural(inside.length + outside.length, "folder"), without: { inside: [], outside: [] }, hides: true },
    ...activeFilters(filters, name).map((each) => ({ ...each, without: { filters: each.without }, hides: true })),
    sort !== "best" && { icon: "sliders", text: SORTS.find(([value]) => value === sort)[1], without: { sort: "best" }, hides: false },
    copies && { icon: "copy", text: "Copies one by one", without: { copies: false }, hides: false },
  ].filter(Boolean);
}

/** The changes that take all of it away. */
export const withoutAll = () => ({ core: null, among: null, sort: "best", copies: false, filters: emptyFilters() });

export class NarrowingChips {
  #app;

  /**
   * @param {import("./main.js").App} app
   * @param {(changes: Partial<import("./query.js").Query>) => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.changed = changed;
    this.element = el("ul", { class: "narrowings", "aria-label": "What the search is narrowed to", hidden: true });
    app.hub.collections.watch(() => this.#query && this.show(this.#query)); // their names come later
  }

  #query = null;

  show(query) {
    this.#query = query;
    const all = narrowingsOf(this.#app, query);
    refill(this.element, searchInput,
      all.map((each) => this.#chip(each)),
      all.length > 1 ? el("li", {}, button({ text: "Take all away", kind: "quiet small", onclick: () => this.changed(withoutAll()) })) : null);
    this.element.hidden = all.length === 0;
  }

  #chip({ icon: drawn, text, colour, remove, without }) {
    return el("li", { class: `chip narrowing${without.core === null ? " locked" : ""}` },
      colour ? swatch(colour) : icon(drawn, 13),
      el("span", {}, text),
      button({ label: remove ?? `Take away: ${text}`, icon: "close", kind: "quiet", onclick: () => this.changed(without) }));
  }
}

/** A spot of a colour; which one it is stands beside it in words. */
export function swatch(colour) {
  const spot = el("span", { class: "swatch", "aria-hidden": "true" });
  spot.style.background = SPOTS[colour] ?? (CSS.supports("color", colour) ? colour : "none");
  return spot;
}

/** What the names of colours look like; the names are the hub's. */
const SPOTS = {
  red: "#d5302b", orange: "#ee8322", yellow: "#f2cf34", green: "#3d9a4b", teal: "#1f9c98", blue: "#2f62cf", purple: "#8046b8", pink: "#ec7fae",
  brown: "#7f5434", beige: "#e0cfae", black: "#161616", grey: "#8c8c8c", white: "#ffffff",
};
