// Beside the grid: the size of its pictures, and what can be done with all that are chosen.

import { button, el } from "./elements.js";
import { plural } from "./phrases.js";

const SIZES = { Small: 120, Medium: 190, Large: 290 };
const KEY = "bowerbird.size";

/** @param {(target: number) => void} changed */
export function sizeButtons(changed) {
  const chosen = localStorage.getItem(KEY) in SIZES ? localStorage.getItem(KEY) : "Medium";
  const set = (name) => {
    localStorage.setItem(KEY, name);
    for (const each of group.children) each.setAttribute("aria-pressed", String(each.dataset.size === name));
    changed(SIZES[name]);
  };
  const group = el("div", { class: "segments sizes", role: "group", "aria-label": "Size of the pictures" },
    Object.keys(SIZES).map((name) => {
      const each = el("button", { type: "button", class: "segment", "aria-pressed": String(name === chosen), "aria-label": name, title: `${name} pictures`, onclick: () => set(name) }, el("span", { class: `size-mark ${name.toLowerCase()}` }));
      each.dataset.size = name;
      return each;
    }));
  changed(SIZES[chosen]);
  return group;
}

/**
 * The bar that shows while pictures are chosen.
 * @param {import("./main.js").App} app
 */
export function selectionBar(app, clear, more = []) {
  let hits = [];
  const text = el("strong", {});
  const element = el("div", { class: "selection-bar", role: "toolbar", "aria-label": "Chosen pictures", hidden: true },
    text,
    more.map(({ text: words, icon, act }) => button({ text: words, icon, kind: "quiet", onclick: () => act(hits) })),
    button({ text: "Copy to curated folder", icon: "keep", kind: "quiet", onclick: () => app.actions.curate(hits, app.route.query.text) }),
    button({ text: "Collect…", icon: "collection", kind: "quiet", "aria-haspopup": "menu", onclick: (event) => app.actions.collect(hits, event.currentTarget) }),
    button({ text: "Copy paths", icon: "copy", kind: "quiet", onclick: () => app.actions.copyPath(hits) }),
    button({ label: "Choose none", icon: "close", kind: "quiet", onclick: clear }));
  return {
    element,
    show(chosen) {
      if (chosen.length !== hits.length && (chosen.length || hits.length)) app.notices.say(chosen.length ? `${plural(chosen.length, "picture")} chosen` : "None chosen");
      hits = chosen;
      element.hidden = chosen.length === 0;
      text.textContent = `${plural(chosen.length, "picture")} chosen`;
    },
  };
}
