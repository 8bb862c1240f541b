// How the clue was understood and why, and what the hub remarks beside results.

import type { ViewState } from "../core/messages";
import { el, fill, foreign } from "./elements";
import { glyph, signalGlyph } from "./glyphs";
import { entryNames } from "./phrases";

/** The line under the fields, and the remarks below it. */
export class Hint {
  readonly element: HTMLElement;
  #shown = "";

  constructor() {
    this.element = el("div", { class: "hint" });
  }

  show({ entry, why, notes }: ViewState): void {
    const shown = JSON.stringify([entry, why, notes]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const names = entryNames(entry).map(({ signal, name }) =>
      el("span", { class: "entry" }, signalGlyph(signal, 12), name),
    );
    fill(
      this.element,
      (names.length > 0 || why !== "") && el("p", { class: "why" }, names, foreign(why)),
      notes.map((note) => el("p", { class: "note" }, glyph("info", 14), foreign(note))),
    );
    this.element.hidden = this.element.childElementCount === 0;
  }
}
