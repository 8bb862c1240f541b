// Searches that are kept under names and earlier ones, in a list under a button.

import * as l10n from "@vscode/l10n";
import type { ClueView, ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, fill, foreign, glyphButton, put, wordButton } from "./elements";
import { glyph } from "./glyphs";
import { clueLine } from "./phrases";
import { Popup } from "./popup";

export class HistoryList {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #list: HTMLUListElement;
  readonly #popup: Popup;
  readonly #context: ViewContext;
  readonly #clear: HTMLButtonElement;
  #history: readonly ClueView[] = [];
  #saved: ViewState["saved"] = [];
  #at = 0;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#button = glyphButton(
      "history",
      l10n.t("Earlier searches (Alt+Down in the search field)"),
      () => {},
      {
        "aria-haspopup": "listbox",
      },
    );
    this.#list = el("ul", {
      role: "listbox",
      tabindex: 0,
      class: "history",
      "aria-label": l10n.t("Earlier searches"),
    });
    const clear = wordButton(
      l10n.t("Clear the list"),
      () => {
        this.#popup.close();
        context.post({ type: "clear-history" });
      },
      "link",
    );
    clear.prepend(glyph("bin", 14));
    this.#clear = clear;
    const panel = el("div", { class: "history-panel" }, this.#list, clear);
    this.#popup = new Popup(this.#button, panel, context.signal, () => {
      this.#go(0);
      this.#list.focus();
      context.post({ type: "list-saved" });
    });
    this.element = el("div", { class: "history-place" }, this.#button, panel);
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      const index = option ? [...this.#list.children].indexOf(option) : -1;
      if (index >= 0) this.#take(index);
    });
    // Tab leads from the list to the button below it instead of closing both.
    this.#list.addEventListener("keydown", (event) => event.key === "Tab" && event.stopPropagation());
  }

  open(): void {
    this.#popup.open();
  }

  show({ history, saved }: ViewState): void {
    this.element.hidden = history.length + saved.length === 0;
    this.#clear.hidden = history.length === 0;
    if (history === this.#history && saved === this.#saved) return;
    this.#history = history;
    this.#saved = saved;
    fill(
      this.#list,
      saved.map(({ name, says }, index) => row(index, says, glyph("star", 14), foreign(name))),
      history.map((clue, index) =>
        row(
          saved.length + index,
          "",
          glyph(clue.picture && clue.words === "" ? "picture" : "search", 14),
          foreign(clueLine(clue)),
        ),
      ),
    );
  }

  #key(event: KeyboardEvent): void {
    const last = this.#length - 1;
    if (event.key === "ArrowDown") this.#go(Math.min(last, this.#at + 1));
    else if (event.key === "ArrowUp") this.#go(Math.max(0, this.#at - 1));
    else if (event.key === "Home") this.#go(0);
    else if (event.key === "End") this.#go(last);
    else if (event.key === "Enter" || event.key === " ") this.#take(this.#at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(index: number): void {
    this.#at = index;
    [...this.#list.children].forEach((option, place) => {
      put(option, "aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    });
    put(this.#list, "aria-activedescendant", index < this.#length ? `history-${index}` : null);
  }

  get #length(): number {
    return this.#saved.length + this.#history.length;
  }

  #take(index: number): void {
    this.#popup.close();
    const saved = this.#saved[index];
    if (saved) this.#context.post({ type: "saved", id: saved.id });
    else if (index < this.#length) this.#context.post({ type: "history", index: index - this.#saved.length });
  }
}

function row(index: number, says: string, ...parts: readonly Node[]): HTMLElement {
  const title = says === "" ? null : l10n.t("Saved search: {0}", says);
  return el("li", { role: "option", id: `history-${index}`, "aria-selected": "false", title }, parts);
}
