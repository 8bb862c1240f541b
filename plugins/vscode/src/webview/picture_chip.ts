// The picture that is searched with: what it looks like, its name, and the way to take it away.

import * as l10n from "@vscode/l10n";
import type { ClueView } from "../core/messages";
import type { ViewContext } from "./context";
import { el, fill, foreign, glyphButton } from "./elements";
import { glyph } from "./glyphs";
import type { PictureInput } from "./picture_input";

export class PictureChip {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #pictures: PictureInput;
  readonly #preview: HTMLElement;
  readonly #name: HTMLElement;
  readonly #contents = new Map<string, string>();
  #picture: ClueView["picture"] = null;

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
      const id = this.#picture?.assetId ?? "";
      if (this.#contents.get(id) === content) this.#draw();
    });
  }

  /** Learn the content of a picture of the library, by which its thumbnail is known. */
  learn(id: string, content: string): void {
    this.#contents.set(id, content);
  }

  show(picture: ClueView["picture"]): void {
    if (JSON.stringify(picture) === JSON.stringify(this.#picture)) return;
    this.#picture = picture;
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    this.element.hidden = picture === null;
    const content = this.#contents.get(picture?.assetId ?? "");
    this.#context.thumbnails.want(
      "chip",
      picture?.assetId && content ? [{ id: picture.assetId, content, side: 160 }] : [],
    );
    if (!picture) return;
    const { given } = this.#pictures;
    const url =
      picture.source === "library"
        ? content
          ? this.#context.thumbnails.url(content, 160)
          : null
        : given?.name === picture.name
          ? given.url
          : null;
    const instead = glyph("picture");
    if (url === null) fill(this.#preview, instead);
    else {
      const shown = el("img", { alt: "", draggable: "false", src: url });
      // A kind that no browser shows, or a blob that is gone.
      shown.addEventListener("error", () => shown.replaceWith(instead));
      fill(this.#preview, shown);
    }
    const [before, after] = l10n.t("Like {0}", "\u0000").split("\u0000");
    fill(this.#name, before ?? "", foreign(picture.name), after ?? "");
    this.#name.title = picture.name;
  }
}
