// The picture that is searched with: what it looks like, its name, and the way to take it away.

import * as l10n from "@vscode/l10n";
import type { ClueView } from "../core/messages";
import type { ViewContext } from "./context";
import { el, fill, foreign, glyphButton } from "./elements";
import { glyph } from "./glyphs";
import type { PictureInput } from "./picture_input";
import type { Picture } from "./reading";

export class PictureChip {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #pictures: PictureInput;
  readonly #preview: HTMLElement;
  readonly #name: HTMLElement;
  #picture: ClueView["picture"] = null;
  #saved: string | null = null;
  #told: string | null = null;

  constructor(context: ViewContext, pictures: PictureInput, remove: () => void) {
    this.#context = context;
    this.#pictures = pictures;
    this.#preview = el("span", { class: "chip-picture" });
    this.#name = el("span", { class: "chip-name" });
    this.element = el(
      "div",
      { class: "chip", role: "group", "aria-label": l10n.t("Picture to search with"), hidden: true },
      this.#preview,
      this.#name,
      glyphButton("close", l10n.t("Take the picture away"), remove),
    );
    context.thumbnails.onChange((content) => {
      if (this.#picture?.content === content) this.#draw();
    });
    context.signal.addEventListener("abort", () => this.#forget());
  }

  /** Take the picture from outside, as the extension has it; null where that cannot be shown. */
  take(picture: Picture | null): void {
    this.#forget();
    if (picture) {
      const blob = new Blob([picture.bytes], { type: picture.mediaType });
      this.#told = URL.createObjectURL(blob);
    }
    this.#draw();
  }

  show({ picture, saved }: ClueView): void {
    if (JSON.stringify([picture, saved]) === JSON.stringify([this.#picture, this.#saved])) return;
    this.#picture = picture;
    this.#saved = saved;
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    this.element.hidden = picture === null && this.#saved === null;
    const { assetId = null, content = null } = picture ?? {};
    const isOurs = assetId !== null && content !== null;
    this.#context.thumbnails.want("chip", isOurs ? [{ id: assetId, content, side: 160 }] : []);
    if (!picture) {
      fill(this.#preview, glyph("star"));
      this.#say(l10n.t("Saved search: {0}", "\u0000"), this.#saved ?? "");
      return;
    }
    const url = content === null ? this.#outside(picture.name) : this.#context.thumbnails.url(content, 160);
    const instead = glyph("picture");
    if (url === null) fill(this.#preview, instead);
    else {
      const shown = el("img", { alt: "", draggable: "false", src: url });
      // A kind that no browser shows, or a blob that is gone.
      shown.addEventListener("error", () => shown.replaceWith(instead));
      fill(this.#preview, shown);
    }
    this.#say(l10n.t("Like {0}", "\u0000"), picture.name);
  }

  #say(sentence: string, name: string): void {
    const [before, after] = sentence.split("\u0000");
    fill(this.#name, before ?? "", foreign(name), after ?? "");
    this.#name.title = name;
  }

  /** What the extension has of it; else the file that was given here, such as one that is too large to be sent back. */
  #outside(name: string): string | null {
    const { given } = this.#pictures;
    return this.#told ?? (given?.name === name ? given.url : null);
  }

  #forget(): void {
    if (this.#told !== null) URL.revokeObjectURL(this.#told);
    this.#told = null;
  }
}
