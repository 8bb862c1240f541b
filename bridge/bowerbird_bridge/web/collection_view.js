// A collection: its pictures in the same grid, with renaming, deleting, and taking pictures out.

import { part } from "./api.js";
import { button, el, fill } from "./elements.js";
import { Details } from "./details.js";
import { DragOut } from "./drag_out.js";
import { Grid } from "./grid.js";
import { busyGrid, state } from "./empty_states.js";
import { selectionBar } from "./grid_tools.js";
import { plural } from "./phrases.js";
import { askText, confirmation } from "./popups.js";

const PAGE = 200;

/**
 * @param {import("./main.js").App} app
 * @param {string} id
 */
export function collectionView(app, id) {
  const { api } = app.hub;
  const heading = el("h1", { tabindex: "-1" }, "Collection");
  const counted = el("p", { class: "count" });
  const room = el("div", { class: "state-room" }, busyGrid());
  const scroller = el("div", { class: "scroller", tabindex: "-1" });
  const drag = new DragOut(api);
  let hits = [];
  let next = null;
  let fetching = false;

  const takeOut = async (chosen) => {
    await app.notices.attempt(async () => {
      for (const hit of chosen) await api.delete(`/v1/collections/${part(id)}/assets/${part(hit.id)}`);
      const gone = new Set(chosen.map((hit) => hit.id));
      hits = hits.filter((hit) => !gone.has(hit.id));
      details.close();
      show();
      app.notices.tell(`${plural(gone.size, "picture")} taken out of the collection.`, { kind: "good" });
      await app.hub.learnCollections();
    });
  };
  const meant = (hit) => (grid.chosen.includes(hit) ? grid.chosen : [hit]);
  const details = new Details(app, {
    shown: (hit) => grid.mark(hit),
    closed: () => hits.length && grid.focus(),
    step: (by) => {
      const hit = grid.step(by);
      if (hit) details.show(hit, { focus: details.element.contains(document.activeElement) });
    },
  });
  const bar = selectionBar(app, () => grid.choose([]), [{ text: "Take out", icon: "minus", act: takeOut }]);
  const grid = new Grid(scroller, app.hub.pictures, {
    open: (hit) => details.show(hit, { focus: app.keyboard || app.narrow }),
    nearEnd: () => app.notices.attempt(more),
    choose: (chosen) => bar.show(chosen),
    menu: (hit, at) => app.actions.menu(meant(hit), at, [{ text: "Take out of the collection", icon: "minus", act: () => takeOut(meant(hit)) }]),
    key: (hit, key) => (key === "Delete" ? (takeOut(meant(hit)), true) : app.actions.key(meant(hit), key, document.activeElement)),
    drag: (hit, event) => drag.fill(hit, event),
    touch: (hit) => drag.prepare(hit),
  });
  scroller.append(room, grid.element);

  const show = () => {
    grid.show(hits, { complete: !next });
    counted.textContent = `${plural(hits.length, "picture")}${next ? " and more" : ""}`;
    fill(room, hits.length ? null : state("collection", "Nothing is in here yet", "Search for something, and add pictures with “Collect…”.", button({ text: "Search", kind: "main", onclick: () => app.go({ view: "search" }) })));
  };
  const more = async () => {
    if (fetching) return;
    fetching = true;
    try {
      const page = await api.get(`/v1/collections/${part(id)}/assets`, { limit: PAGE, cursor: next });
      hits = [...hits, ...page.assets.map((asset) => ({ reasons: [], copies: 0, ...asset }))];
      next = page.next;
      show();
    } finally {
      fetching = false;
    }
  };
  const rename = async () => {
    const name = await askText({ title: "Rename the collection", label: "Name", value: heading.textContent, yes: "Rename" });
    if (!name) return;
    await app.notices.attempt(() => api.patch(`/v1/collections/${part(id)}`, { name }));
    await app.hub.learnCollections();
  };
  const remove = async () => {
    if (!(await confirmation({ title: `Delete “${heading.textContent}”?`, text: "The collection goes; its pictures stay where they are.", yes: "Delete" }))) return;
    await app.notices.attempt(async () => {
      await api.delete(`/v1/collections/${part(id)}`);
      await app.hub.learnCollections();
      app.go({ view: "search" });
    });
  };
  const unwatch = app.hub.collections.watch((collections) => {
    const own = collections?.find((collection) => collection.id === id);
    if (own) heading.textContent = own.name;
  });
  more().catch((error) => fill(room, state("problem", "That could not be read", error.message)));
  const element = el("div", { class: "search-view" },
    el("div", { class: "results" },
      el("section", { class: "found", "aria-label": "Pictures of the collection" },
        el("header", { class: "tools" }, heading, counted, el("span", { class: "spring" }),
          button({ text: "Rename", icon: "pen", onclick: rename }), button({ text: "Delete", icon: "bin", onclick: remove })),
        scroller, bar.element),
      details.element));
  return { element, heading, close: unwatch, closeDetails: () => details.open && (details.close(), true) };
}
