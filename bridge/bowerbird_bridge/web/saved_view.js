// Searches that were kept: under names in this library, and as recipes in files.

import { button, el, fill, icon } from "./elements.js";
import { managePage, row, section } from "./manage_view.js";
import { state } from "./empty_states.js";
import { ago, plural } from "./phrases.js";
import { replayResult } from "./replay_result.js";
import { Shelf } from "./shelf.js";

/** @param {import("./main.js").App} app */
export function savedView(app) {
  const page = managePage({ title: "Saved searches", lead: "Searches that you ask again and again, and recipes: files that give the same list anywhere." });
  const shelf = new Shelf(app.hub);
  const own = el("div", {});
  const replayed = el("div", { class: "replayed", role: "status" });
  fill(page.body, own, section("Recipes", recipeZone(app), replayed));
  const ends = [
    app.hub.saved.watch((saved) => fill(own, saved === null ? null : saved.length ? el("ul", { class: "rows" }, saved.map((each) => savedRow(app, each))) : nothingSaved(app))),
    app.recipes.replay.watch((replay) => {
      shelf.clear();
      fill(replayed, replayResult(app, replay, shelf));
    }),
    () => shelf.clear(),
  ];
  app.notices.attempt(() => app.hub.learnSaved()); // the command line saves some, too
  return { ...page, close: () => ends.forEach((end) => end()) };
}

function savedRow(app, saved) {
  const { name, says, created, pictures } = saved;
  const said = [says && says !== name ? says : null, pictures ? plural(pictures, "picture") : null, `saved ${ago(created)}`].filter(Boolean).join(" · ");
  return row({
    mark: icon("star"),
    title: name,
    lines: [el("p", {}, el("bdi", {}, said))],
    actions: [
      button({ text: "Search", icon: "search", "aria-label": `Search: ${name}`, onclick: () => app.saved.run(saved) }),
      button({ label: `Rename ${name}`, icon: "pen", kind: "quiet", onclick: () => app.saved.rename(saved) }),
      button({ label: `Delete ${name}`, icon: "bin", kind: "quiet", onclick: async (event) => {
        const rows = [...event.currentTarget.closest(".rows").children];
        const at = rows.indexOf(event.currentTarget.closest(".item"));
        await app.saved.remove(saved);
        (document.querySelectorAll(".manage-body .rows .item-actions")[at]?.lastElementChild ?? document.querySelector("main h1"))?.focus();
      } }),
    ],
  });
}

function nothingSaved(app) {
  return state("star", "No search is saved yet", "Search for something, then press the star above the results. What you asked stays: words, pictures, folders and filters. What it finds is found anew each time.",
    button({ text: "Search", kind: "main", onclick: () => app.go({ view: "search" }) }));
}

function recipeZone(app) {
  const file = el("input", { type: "file", accept: ".json,application/json", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  file.addEventListener("change", () => {
    if (file.files[0]) app.recipes.take(file.files[0]);
    file.value = "";
  });
  return el("div", { class: "zone" },
    icon("download", 20),
    el("p", {}, "A recipe holds a search and the list that it gave. Replay one to see whether it still does, and what differs if not. Drop the file anywhere on this page."),
    button({ text: "Choose a recipe…", onclick: () => file.click() }), file);
}

/** The saved searches as a row of buttons, for where a search begins. */
export function savedStrip(app) {
  const strip = el("div", { class: "saved-strip" });
  const FEW = 6;
  const unwatch = app.hub.saved.watch((saved) => {
    if (strip.dataset.shown && !strip.isConnected) return unwatch();
    strip.dataset.shown = "1";
    return fill(strip, saved?.length ? [
      el("h2", {}, "Saved searches"),
      el("div", { class: "examples" }, saved.slice(0, FEW).map((each) => button({ text: each.name, icon: "star", kind: "example", title: each.says, onclick: () => app.saved.run(each) })),
        saved.length > FEW ? button({ text: `All ${saved.length}`, kind: "example", onclick: () => app.go({ view: "saved" }) }) : null),
    ] : null);
  });
  return strip;
}
