// Ways in which the words can ask for another picture than the one that was given: each chip puts its word into the text.

import { el } from "./elements.js";

export const DIRECTIONS = ["cleaner", "simpler", "warmer", "cooler", "brighter", "darker", "softer", "closer"];

/** Whether a text asks for a direction. */
export const asksFor = (text, word) => wordIn(word).test(text);

/** The text with a direction put in, or taken out where it is there. */
export function toggled(text, word) {
  if (!asksFor(text, word)) return [text.trim(), word].filter(Boolean).join(", ");
  return text.replace(wordIn(word), "").split(",").map((piece) => piece.replace(/\s+/g, " ").trim()).filter(Boolean).join(", ");
}

const wordIn = (word) => new RegExp(`(?<![\\p{L}\\p{N}-])${word}(?![\\p{L}\\p{N}-])`, "iu");

/** The chips; `change` is called with the new text. */
export function directionChips(text, change) {
  return el("div", { class: "directions", role: "group", "aria-label": "The same, but" },
    el("span", { class: "beside-label", "aria-hidden": "true" }, "but"),
    DIRECTIONS.map((word) => el("button", { type: "button", class: "button small direction", "aria-pressed": String(asksFor(text, word)), "data-word": word, onclick: () => change(toggled(text, word)) }, word)));
}
