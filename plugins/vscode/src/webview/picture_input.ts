// Pictures to search with: pasted, dropped or chosen from a file.

import * as l10n from "@vscode/l10n";
import { DRAG_TYPE, MOST_PICTURE_BYTES } from "../core/messages";
import { SEARCHABLE_ENDINGS } from "../core/picture_kinds";
import type { ViewContext } from "./context";
import { mayBePicture, unpacked } from "./dragging";
import { el } from "./elements";
import { glyph } from "./glyphs";

/** A picture that this view sent, to be shown beside the words. */
export interface Given {
  readonly name: string;
  readonly url: string;
}

export class PictureInput {
  /** Shown over the view while something is dragged over it. */
  readonly element: HTMLElement;
  readonly file: HTMLInputElement;
  given: Given | null = null;
  readonly #context: ViewContext;
  readonly #moreLike: (id: string) => void;

  /** `moreLike` is called where a picture of the grid is dropped on `head`. */
  constructor(context: ViewContext, head: HTMLElement, moreLike: (id: string) => void) {
    this.#context = context;
    this.#moreLike = moreLike;
    this.element = el(
      "div",
      { class: "drop", hidden: true, "aria-hidden": "true" },
      glyph("picture", 24),
      el("span", {}, l10n.t("Drop it to search with this picture")),
    );
    this.file = el("input", {
      type: "file",
      accept: ["image/*", ...SEARCHABLE_ENDINGS.map((ending) => `.${ending}`)].join(","),
      class: "unseen",
      tabindex: -1,
      "aria-hidden": "true",
    });
    this.file.addEventListener("change", () => {
      const [file] = this.file.files ?? [];
      if (file) void this.take(file);
      this.file.value = "";
    });
    this.#listen(head, context.signal);
    context.signal.addEventListener("abort", () => this.#forget());
  }

  /** Send a file as what to search with. */
  async take(file: File): Promise<void> {
    if (!mayBePicture(file)) {
      this.#context.tell(
        l10n.t("“{0}” is not a picture.", file.name),
        l10n.t("Paste or drop a PNG, JPEG, WebP or another image file."),
      );
      return;
    }
    if (file.size > MOST_PICTURE_BYTES) {
      this.#context.tell(
        l10n.t("“{0}” is too large to search with.", file.name),
        l10n.t("A picture may measure up to {0} MB.", MOST_PICTURE_BYTES / 1024 / 1024),
      );
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      this.#context.tell(l10n.t("“{0}” cannot be read.", file.name), l10n.t("Is it still where it was?"));
      return;
    }
    if (this.#context.signal.aborted) return;
    this.#forget();
    const name = file.name || l10n.t("Pasted picture");
    this.given = { name, url: URL.createObjectURL(file) };
    this.#context.post({ type: "picture", name, mediaType: file.type, bytes });
  }

  #forget(): void {
    if (this.given) URL.revokeObjectURL(this.given.url);
    this.given = null;
  }

  #takeFrom(data: DataTransfer | null): boolean {
    const files = [...(data?.files ?? [])];
    const file = files.find(mayBePicture) ?? files[0];
    if (file) void this.take(file);
    return file !== undefined;
  }

  #listen(head: HTMLElement, signal: AbortSignal): void {
    const over = (event: DragEvent) => {
      const takes = accepts(event, head);
      this.element.hidden = !takes;
      if (!takes) return;
      // What is taken here must not reach the editor, which would make its own drop zones of it.
      event.preventDefault();
      event.stopPropagation();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    document.addEventListener("dragenter", over, { signal });
    document.addEventListener("dragover", over, { signal });
    document.addEventListener(
      "dragleave",
      (event) => {
        if (event.relatedTarget === null) this.element.hidden = true;
      },
      { signal },
    );
    document.addEventListener(
      "drop",
      (event) => {
        this.element.hidden = true;
        if (!accepts(event, head)) return;
        event.preventDefault();
        event.stopPropagation();
        const [id] = unpacked(event.dataTransfer?.getData(DRAG_TYPE) ?? "");
        if (id !== undefined) this.#moreLike(id);
        else this.#takeFrom(event.dataTransfer);
      },
      { signal },
    );
    document.addEventListener(
      "dragend",
      () => {
        this.element.hidden = true;
      },
      { signal },
    );
    document.addEventListener(
      "paste",
      (event) => {
        const [id] = unpacked(event.clipboardData?.getData(DRAG_TYPE) ?? "");
        if (id !== undefined) this.#moreLike(id);
        else if (!this.#takeFrom(event.clipboardData)) return;
        event.preventDefault();
      },
      { signal },
    );
  }
}

/** Files are taken anywhere, pictures of the grid where the words are. */
function accepts(event: DragEvent, head: HTMLElement): boolean {
  const types = event.dataTransfer?.types ?? [];
  if (types.includes(DRAG_TYPE)) return event.target instanceof Node && head.contains(event.target);
  return types.includes("Files");
}
