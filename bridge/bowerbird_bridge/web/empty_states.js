// What stands where there are no pictures to show: what can be asked, why nothing was found, what went wrong.

import { button, el, icon } from "./elements.js";
import { emptyQuery } from "./query.js";
import { writeRoute } from "./route.js";
import { count, plural } from "./phrases.js";
import { savedStrip } from "./saved_view.js";
import { selfTestHint } from "./self_test_hint.js";

const EXAMPLES = ["warm sunset, wide sky", "red mug on white", "soft light living room"];

/** Nothing was asked yet: the three clues, each with an example to try. */
export function teaching(app, box, describe) {
  const ask = (text) => app.search({ ...emptyQuery(), text });
  const card = (kind, drawn, title, text, ...more) => el("li", { class: `clue ${kind}` }, el("span", { class: "clue-icon" }, icon(drawn, 22)), el("h2", {}, title), el("p", {}, text), more);
  return el("div", { class: "teaching" },
    el("h1", {}, "What are you looking for?"),
    el("p", { class: "lead" }, lead(app.hub.status.value)),
    el("ul", { class: "clues" },
      card("words", "words", "Describe it", "In your own words: what is on it, its colours, its light.",
        el("div", { class: "examples" }, EXAMPLES.map((text) => button({ text, kind: "example", onclick: () => ask(text) })), button({ text: "Help me describe it…", icon: "wand", kind: "example", onclick: describe }))),
      card("picture", "picture", "Show it a picture", "Drop one anywhere, or paste one. Then search by a part of it, or add words such as “but blue”.",
        el("div", { class: "examples" }, button({ text: "Choose a picture…", kind: "example", onclick: () => box.element.querySelector("input[type=file]").click() }))),
      card("letters", "letters", "Type a code", "Letters and numbers that stand in the picture: a label, a title, an article number.",
        el("div", { class: "examples" }, button({ text: "BB-2047-K", kind: "example", onclick: () => ask("BB-2047-K") })))),
    savedStrip(app),
    el("p", { class: "keys" }, el("kbd", {}, "/"), " to search, ", el("kbd", {}, "↓"), " into the results, ", el("kbd", {}, "Enter"), " for details, ", el("kbd", {}, "Esc"), " to go back. ", el("a", { href: writeRoute({ view: "guide", id: "which-clue-for-which-picture" }) }, "How to search, in the guide")),
    selfTestHint(app));
}

/** How much there is to be found. */
export function lead(status) {
  return status ? `${plural(status.searchable, "picture")} ready to be found, on this computer only.` : "Your pictures, on this computer only.";
}

export function failure(error, again) {
  return state("problem", error.code === "hub_away" ? "The hub does not answer" : "That did not work", error.message, button({ text: "Try again", icon: "again", kind: "main", onclick: again }));
}

/** A calm middle of a page: an icon, a title, a sentence and what to do. */
export function state(drawn, title, text, ...actions) {
  return el("div", { class: "state" }, el("span", { class: "state-icon" }, icon(drawn, 26)), el("h2", {}, title), el("p", {}, text), el("div", { class: "state-actions" }, actions));
}

/** The shape of results while the first ones are on their way. */
export function busyGrid() {
  const widths = [3, 2, 4, 3, 2, 3, 4, 2, 3, 3, 2, 4];
  return el("div", { class: "busy-grid", "aria-hidden": "true" }, widths.map((width) => {
    const cell = el("span", { class: "skeleton" });
    cell.style.flexGrow = String(width);
    return cell;
  }));
}
