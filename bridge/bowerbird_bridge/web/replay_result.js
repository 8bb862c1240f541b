// What a recipe gives here and now, and what differs from the list in it, in plain words.

import { percent } from "./cell.js";
import { button, el, icon } from "./elements.js";
import { list, plural } from "./phrases.js";

const STRIP = 12;
const SMALL_DRIFT = 0.1; // points; less than anybody sees

/**
 * @param {import("./main.js").App} app
 * @param {import("./recipes.js").Replay} replay
 * @param {import("./shelf.js").Shelf} shelf
 */
export function replayResult(app, { status, name, answer, error }, shelf) {
  if (status === "none") return null;
  if (status === "busy") return el("p", { class: "hint" }, `Replaying “${name}”…`);
  if (status === "failed") return el("p", { class: "note bad" }, error.message);
  if (status === "needs") return needs(app, error);
  const { says, same, answer: page, why } = answer;
  const differences = same ? [] : differencesOf(answer, shelf);
  return el("article", { class: "replay" },
    el("header", {},
      el("span", { class: `finding ${same ? "good" : "accent"}` }, icon(same ? "check" : "again")),
      el("div", {},
        el("h3", {}, same ? `The same ${plural(page.hits.length, "picture")}, in the same order` : summary(answer)),
        el("p", { class: "dim" }, el("bdi", {}, name), ` · made ${day(answer.made)} · `, el("bdi", {}, says))),
      button({ text: "Open this search", icon: "search", onclick: () => app.recipes.openSearch() })),
    differences.length ? el("ol", { class: "differences" }, differences) : null,
    why.length ? el("div", { class: "replay-why" }, el("h4", {}, same ? "What has changed since, without changing the list" : "What may have made the difference"), el("ul", {}, why.map((line) => el("li", {}, line)))) : null,
    page.hits.length ? el("div", { class: "strip" }, page.hits.slice(0, STRIP).map(({ id, name: file }) => shelf.picture(id, { name: file }))) : null);
}

/** How the lists differ, in one sentence. */
export function summary({ kept, moved, missing, new: fresh, drift }) {
  const parts = [
    kept ? `${plural(kept, "picture")} stayed in order` : "",
    moved.length ? `${moved.length} moved` : "",
    missing.length ? `${missing.length} ${missing.length === 1 ? "is" : "are"} missing` : "",
    fresh.length ? `${fresh.length} ${fresh.length === 1 ? "is" : "are"} new` : "",
  ].filter(Boolean);
  const shift = drift > SMALL_DRIFT ? `; percentages differ by up to ${drift.toFixed(1)} points` : "";
  return `${list(parts) || "The list is empty"}${shift}`;
}

function differencesOf({ answer, missing, moved, new: fresh }, shelf) {
  const hit = (place) => answer.hits[place - 1];
  const line = (change, kind, text, note = "") => {
    const found = change.now === null ? null : hit(change.now);
    return el("li", { class: "difference" },
      found ? shelf.picture(found.id) : el("span", { class: "shelf-picture lost" }, icon("picture", 18)),
      el("div", {}, el("p", {}, el("span", { class: `tag ${kind}` }, text), " ", found ? el("bdi", { class: "name" }, found.name) : null), note ? el("p", { class: "dim" }, note) : null));
  };
  const at = (place, similarity) => `no. ${place}${similarity === null ? "" : ` with ${percent(similarity)}`}`;
  return [
    ...missing.map((each) => line(each, "warn", "Missing", `It was ${at(each.before, each.similarity_before)}. ${each.in_library ? "It is in your library, and is no longer among the first." : `It is not in your library; its contents begin with ${each.content.slice(0, 8)}.`}`)),
    ...fresh.map((each) => line(each, "accent", "New", `It is ${at(each.now, each.similarity_now)}.`)),
    ...moved.map((each) => line(each, "", "Moved", `From ${at(each.before, each.similarity_before)} to ${at(each.now, each.similarity_now)}.`)),
  ];
}

function needs(app, error) {
  const file = el("input", { type: "file", multiple: true, accept: "image/*,.hdr,.pic,.exr", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  file.addEventListener("change", () => file.files.length && app.recipes.supply([...file.files]));
  return el("div", { class: "note away replay-needs" }, el("p", {}, error.message), button({ text: "Choose the picture…", icon: "picture", onclick: () => file.click() }), file);
}

const day = (time) => new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
