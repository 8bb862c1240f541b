// The second pass of the slider: what is shown is locked, and the list grows from it at a lower bar.

import * as l10n from "@vscode/l10n";
import type { HitView, ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, wordButton, write } from "./elements";
import { glyph } from "./glyphs";
import { lockable, secondPass } from "./shown";
import type { SimilaritySlider } from "./similarity";

export class Locking {
  readonly element: HTMLElement;
  readonly #lock: HTMLButtonElement;
  readonly #lockText = el("span", { class: "lock-text" });
  readonly #unlock: HTMLButtonElement;
  readonly #count = el("span", { class: "locked-count" });
  #ids: readonly string[] = [];

  constructor(context: ViewContext, slider: SimilaritySlider) {
    this.#lock = wordButton("", () => {
      const ids = this.#ids;
      slider.set(secondPass(slider.value));
      context.post({ type: "lock", ids });
    });
    this.#lock.append(glyph("lock", 14), this.#lockText);
    this.#lock.title = l10n.t("They stay on top, and the slider then lets in others that are like them");
    this.#unlock = wordButton(l10n.t("Unlock"), () => context.post({ type: "unlock" }), "link");
    this.#unlock.title = l10n.t("Search as if nothing had been locked");
    this.element = el("div", { class: "locking" }, this.#count, this.#unlock, this.#lock);
  }

  show(
    { clue, refines }: ViewState,
    hits: readonly HitView[],
    passed: readonly HitView[],
    percent: number,
  ): void {
    this.#ids = refines.includes("core") ? lockable(hits, passed, percent) : [];
    const { length } = this.#ids;
    write(
      this.#lockText,
      length === 1 ? l10n.t("Lock this one") : l10n.t("Lock these {0}", length.toLocaleString()),
    );
    write(this.#count, clue.locked === 1 ? l10n.t("1 locked") : l10n.t("{0} locked", clue.locked));
    this.#lock.hidden = length === 0;
    this.#unlock.hidden = this.#count.hidden = clue.locked === 0;
    this.element.hidden = this.#lock.hidden && this.#unlock.hidden;
  }
}
