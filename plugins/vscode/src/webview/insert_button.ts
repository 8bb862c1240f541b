// The button that inserts, with a menu of the other ways beside it.

import * as l10n from "@vscode/l10n";
import { el, fill, foreign, put, write } from "./elements";
import { glyph } from "./glyphs";
import type { GridWay } from "./grid_input";
import { keys } from "./phrases";
import { type MenuItem, menuFor } from "./popup";

export interface InsertActions {
  insert(way: GridWay): void;
  copyToWorkspace(): void;
}

export class InsertButton {
  readonly element: HTMLElement;
  /** Why nothing can be inserted. */
  readonly reason: HTMLElement;
  readonly #main: HTMLButtonElement;
  readonly #text: HTMLElement;
  readonly #actions: InsertActions;
  readonly #isMac = /Mac/.test(navigator.platform);
  #target: string | null = null;
  #count = 0;
  #isBusy = false;

  constructor(actions: InsertActions, signal: AbortSignal) {
    this.#actions = actions;
    this.#text = el("span", { class: "insert-text" });
    this.#main = el(
      "button",
      { type: "button", class: "word-button primary insert" },
      glyph("insert"),
      this.#text,
    );
    this.#main.addEventListener("click", () => {
      if (this.#main.getAttribute("aria-disabled") !== "true") actions.insert("usual");
    });
    const other = l10n.t("Other ways to insert");
    const more = el(
      "button",
      { type: "button", class: "word-button primary split", "aria-label": other, title: other },
      glyph("chevron"),
    );
    const menu = menuFor(more, other, signal, () => this.#items());
    this.reason = el("p", { class: "reason", id: "insert-reason", hidden: true });
    this.element = el("div", { class: "insert-group" }, this.#main, more, menu);
  }

  show(target: string | null, isBusy: boolean): void {
    this.#target = target;
    this.#isBusy = isBusy;
    this.#draw();
  }

  chosen(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    this.#draw();
  }

  /** Why nothing can be inserted now; "" where it can. */
  get whyNot(): string {
    if (this.#target === null) return l10n.t("Open a text file to insert into.");
    return this.#count === 0 ? l10n.t("Choose a picture first.") : "";
  }

  #draw(): void {
    const { whyNot } = this;
    const several = this.#count > 1;
    if (this.#target === null) write(this.#text, l10n.t("Insert"));
    else {
      const text = several
        ? l10n.t("Insert {0} into {1}", this.#count, "\u0000")
        : l10n.t("Insert into {0}", "\u0000");
      const [before, after] = text.split("\u0000");
      fill(this.#text, before ?? "", foreign(this.#target), after ?? "");
    }
    this.#main.title = whyNot || `${this.#text.textContent} (${keys("Enter", this.#isMac)})`;
    put(this.#main, "aria-disabled", whyNot || this.#isBusy ? "true" : null);
    put(this.#main, "aria-describedby", whyNot ? "insert-reason" : null);
    write(this.reason, this.#target === null ? whyNot : "");
    this.reason.hidden = this.#target !== null;
  }

  #items(): readonly MenuItem[] {
    const cannot = this.whyNot !== "" || this.#isBusy;
    const way = (name: GridWay) => () => this.#actions.insert(name);
    const written = (text: string) => keys(text, this.#isMac);
    return [
      {
        glyph: "copy",
        text: l10n.t("Insert a copy in the workspace"),
        keys: written("Ctrl+Enter"),
        isDisabled: cannot,
        act: way("copy"),
      },
      {
        glyph: "link",
        text: l10n.t("Insert a link to where it lies"),
        keys: written("Alt+Enter"),
        isDisabled: cannot,
        act: way("link"),
      },
      {
        glyph: "options",
        text: l10n.t("Insert with options…"),
        keys: written("Shift+Enter"),
        isDisabled: cannot,
        act: way("options"),
      },
      {
        glyph: "folder",
        text: l10n.t("Copy into the workspace only"),
        keys: "",
        isDisabled: this.#count === 0 || this.#isBusy,
        act: () => this.#actions.copyToWorkspace(),
      },
    ];
  }
}
