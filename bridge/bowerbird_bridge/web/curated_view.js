// What was copied into the curated folder: from where, found by what, and whether both are still there.

import { button, el, fill, path } from "./elements.js";
import { managePage, row, tag } from "./manage_view.js";
import { state } from "./empty_states.js";
import { ago, folderOf } from "./phrases.js";
import { Shelf } from "./shelf.js";

const PAGE = 50;

/** @param {import("./main.js").App} app */
export function curatedView(app) {
  const { api } = app.hub;
  const page = managePage({
    title: "Curated copies",
    lead: "What you copied into your curated folder, the latest first, and where each copy comes from.",
    actions: [button({ text: "Where copies go…", icon: "sliders", onclick: () => app.go({ view: "preferences" }) })],
  });
  const shelf = new Shelf(app.hub);
  const rows = el("ul", { class: "rows" });
  const foot = el("div", { class: "actions" });
  const take = async (cursor) => {
    const { copies, next } = await api.get("/v1/curated-copies", { limit: PAGE, cursor });
    rows.append(...copies.map((copy) => copyRow(app, copy, shelf)));
    fill(foot, next ? button({ text: "Show more", onclick: () => app.notices.attempt(() => take(next)) }) : null);
  };
  page.load(async () => {
    fill(rows);
    await take();
    return rows.children.length ? [rows, foot] : nothingCopied(app);
  });
  return { ...page, close: () => shelf.clear() };
}

function copyRow(app, copy, shelf) {
  const { asset, name, path: place, copied, query, project, subject, source, source_known: known, there } = copy;
  const found = [query ? `found by “${query}”` : "", project ? `project ${project}` : "", subject && subject !== query ? `subject ${subject}` : ""].filter(Boolean);
  return row({
    mark: shelf.picture(asset),
    title: name,
    kind: "pictured",
    tags: [
      there === false ? tag("The copy is gone", "warn") : there === null ? tag("Its folder is away") : null,
      known ? null : tag("The original is gone", "warn"),
    ],
    lines: [
      el("p", {}, `Copied ${ago(copied)}`, found.map((each) => [" · ", el("bdi", {}, each)])),
      place ? el("p", { class: "place-line" }, el("span", {}, "In "), path(folderOf(place))) : null,
      source ? el("p", { class: "place-line" }, el("span", {}, known ? "From " : "Was copied from "), path(source)) : null,
    ],
    actions: [
      button({ text: "Original", icon: "reveal", disabled: !known, "aria-label": `Show the original of ${name}`, title: "Show the original in its folder", onclick: () => app.actions.reveal({ id: asset }) }),
      place ? button({ label: `Copy the path of ${name}`, icon: "copy", kind: "quiet", onclick: () => app.actions.copyPath([{ path: place }]) }) : null,
    ].filter(Boolean),
  });
}

function nothingCopied(app) {
  return state("keep", "Nothing was copied yet", "Choose a picture in a search and press K, or “Copy to curated folder”. It is copied under a clean name with a note of where it comes from; the original stays where it is, and nothing is copied twice.",
    button({ text: "Search", kind: "main", onclick: () => app.go({ view: "search" }) }));
}
