// Which entry the hub took and why, and how the person overrules it.

import { button, el, icon, prose } from "./elements.js";
import { provedLine } from "./labels.js";
import { openMenu } from "./popups.js";

const ENTRIES = { words: "Description", letters: "Letters in the picture", name: "File name", picture: "Picture" };
const MODES = [
  ["auto", "Let Bowerbird decide"],
  ["words", "A description"],
  ["letters", "Letters in the picture"],
  ["name", "A file name"],
];

/**
 * The line under the box.
 * @param {import("./main.js").App} app
 * @param {import("./results.js").State} state
 * @param {import("./query.js").Query} query
 */
export function understood(app, { entry, why, notes, directions, status, labels, hits }, query) {
  if (status === "failed" || !entry) return null;
  const proved = labels === "done" ? provedLine(hits) : "";
  const overrule = (mode) => app.search({ ...query, mode });
  const open = (event) =>
    openMenu(event.currentTarget, "Take what you typed as", MODES.map(([mode, text]) => ({ text, checked: mode === query.mode, act: () => overrule(mode) })));
  return [
    el("p", { class: "entry-line" },
      el("span", { class: "entries" }, entry.split("+").map((name) => el("span", { class: `entry ${name}` }, icon(name in ENTRIES ? name : "search", 13), el("span", {}, ENTRIES[name] ?? name)))),
      directions.map((word) => el("span", { class: "entry direction-asked", title: "A way in which the words ask for another picture than the one that was given" }, icon("wand", 13), el("span", {}, word))),
      el("span", { class: "why-line" }, why)),
    labels === "looking" ? el("span", { class: "proving dim" }, "Checking what is the same…") : proved ? el("span", { class: "proving tag good" }, proved) : null,
    query.text.trim() ? button({ text: query.mode === "auto" ? "Take it otherwise" : "As you chose", icon: "chevron", kind: "quiet small", "aria-haspopup": "menu", onclick: open }) : null,
    notes.filter((note) => !isAboutGiven(note)).map((note) => el("p", { class: "note" }, prose(note))),
  ];
}

/** What is poor about a picture that was given, said right under it: it may be why nothing fits. */
export function poorReference({ notes }) {
  return notes.filter(isAboutGiven).map((note) => el("p", { class: "note reference" }, icon("problem", 15), el("span", {}, note)));
}

/** The hub's warnings about a picture begin so. */
const isAboutGiven = (note) => note.startsWith("The picture that you gave");
