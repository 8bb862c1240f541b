// What keeps the person from their work, what to do about it, and a button for that.

import * as l10n from "@vscode/l10n";
import type { NoticeView } from "../core/messages";
import { el, fill, glyphButton, wordButton } from "./elements";
import { glyph } from "./glyphs";

export class NoticeBar {
  readonly element: HTMLElement;
  readonly #mend: () => void;
  readonly #dismiss: () => void;
  #shown = "";

  constructor(mend: () => void, dismiss: () => void) {
    this.#mend = mend;
    this.#dismiss = dismiss;
    this.element = el("div", { class: "notice-place" });
  }

  /** Show a notice, or none; tells whether that is another one than before. */
  show(notice: NoticeView | null): boolean {
    const shown = JSON.stringify(notice);
    if (shown === this.#shown) return false;
    this.#shown = shown;
    if (!notice) {
      fill(this.element);
      return true;
    }
    fill(
      this.element,
      el(
        "div",
        { class: `notice ${notice.isError ? "error" : "info"}`, role: notice.isError ? "alert" : "status" },
        glyph(notice.isError ? "error" : "info"),
        el(
          "div",
          { class: "notice-words" },
          el("p", {}, notice.sentence),
          notice.advice !== "" && el("p", { class: "advice" }, notice.advice),
          notice.button !== "" && notice.remedy !== "none" && wordButton(notice.button, this.#mend),
        ),
        glyphButton("close", l10n.t("Dismiss"), this.#dismiss),
      ),
    );
    return true;
  }
}
