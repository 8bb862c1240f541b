// The large preview beside a picture: after resting on it for a moment, or by key (WCAG 2.2, 1.4.13).

import type { HitView } from "../core/messages";
import { type Box, placeCard } from "./card_place";
import type { ViewContext } from "./context";
import { el, foreign, put, write } from "./elements";
import { boxesOf, matchWords } from "./match";
import { Overlay } from "./overlay";

const REST_MS = 400;
// Time to bring the pointer from the picture onto the card.
const LEAVE_MS = 200;

export class Preview {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #picture: HTMLImageElement;
  readonly #overlay = new Overlay();
  readonly #frame: HTMLElement;
  readonly #words: HTMLElement;
  readonly #name = foreign("");
  readonly #head: HTMLElement;
  readonly #isDetailed: (hit: HitView) => boolean;
  #hit: HitView | null = null;
  #coming: string | null = null;
  #dismissed: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** It lies below `head`, and `isDetailed` says whether the details of a picture are to be read elsewhere. */
  constructor(context: ViewContext, head: HTMLElement, isDetailed: (hit: HitView) => boolean) {
    this.#context = context;
    this.#head = head;
    this.#isDetailed = isDetailed;
    this.#picture = el("img", { alt: "", draggable: "false" });
    this.#frame = el("div", { class: "card-picture" }, this.#picture, this.#overlay.element);
    this.#words = el("p", { class: "card-name" }, this.#name);
    this.element = el("div", { class: "card", role: "tooltip", hidden: true }, this.#frame, this.#words);
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.element.addEventListener("pointerleave", () => this.leave());
    this.#picture.addEventListener("load", () => this.#drawBoxes());
    context.boxes.onChange(() => this.#drawBoxes());
    context.thumbnails.onChange((content) => {
      if (this.#hit?.content === content) this.#showPicture(this.#hit);
    });
    context.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !this.isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        this.dismiss();
      },
      { capture: true, signal: context.signal },
    );
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Show a picture once the pointer has rested on it; one that was sent away waits until the pointer was elsewhere. */
  rest(hit: HitView, cell: HTMLElement): void {
    clearTimeout(this.#timer);
    if (hit.id !== this.#dismissed) this.#dismissed = null;
    if (hit === this.#hit || hit.id === this.#dismissed) return;
    this.#coming = hit.id;
    this.#timer = setTimeout(() => this.open(hit, cell), REST_MS);
  }

  /** Go away, unless the pointer comes back soon. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#dismissed = null;
      this.close();
    }, LEAVE_MS);
  }

  open(hit: HitView, cell: HTMLElement): void {
    clearTimeout(this.#timer);
    if (!cell.isConnected) return;
    this.#hit = hit;
    this.#overlay.clear();
    write(this.#name, hit.name);
    put(this.element, "aria-label", hit.name);
    this.#words.hidden = this.#isDetailed(hit);
    this.#context.thumbnails.want("preview", [{ id: hit.id, content: hit.content, side: 640 }]);
    this.#showPicture(hit);
    this.element.hidden = false;
    this.#lay(hit, cell);
    this.#drawBoxes();
  }

  /** Go away, and stay away while the pointer stays on the same picture. */
  dismiss(): void {
    this.#dismissed = this.#hit?.id ?? this.#coming ?? null;
    this.close();
  }

  close(): void {
    this.#coming = null;
    clearTimeout(this.#timer);
    this.element.hidden = true;
    this.#overlay.clear();
    this.#hit = null;
    this.#context.thumbnails.want("preview", []);
  }

  #showPicture(hit: HitView): void {
    const url = this.#context.thumbnails.url(hit.content, 640);
    this.#frame.hidden = url === null;
    if (url !== null && this.#picture.src !== url) this.#picture.src = url;
  }

  /** Draw where it matches, on the picture that is to be seen: one that is still to come draws it when it is there. */
  #drawBoxes(): void {
    const { complete, naturalWidth: width, naturalHeight: height } = this.#picture;
    if (this.#hit === null || this.#frame.hidden || !this.#context.boxes.isOn) this.#overlay.clear();
    else if (complete && width > 0) {
      const room = { width: this.#frame.clientWidth, height: this.#frame.clientHeight };
      this.#overlay.show(boxesOf(this.#hit), { width, height }, room, matchWords(this.#hit));
    }
  }

  #lay(hit: HitView, cell: HTMLElement): void {
    const { style } = this.element;
    const ratio = hit.width > 0 && hit.height > 0 ? Math.min(4, Math.max(0.4, hit.width / hit.height)) : 1;
    const beside = cell.getBoundingClientRect();
    // With the edges of the card.
    const box = placeCard(beside, below(this.#head), ratio, this.#words.offsetHeight + 2);
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
  }
}

/** Give what there is of the window below an element. */
function below(element: HTMLElement): Box {
  const top = Math.max(0, element.getBoundingClientRect().bottom);
  const width = document.documentElement.clientWidth;
  return { left: 0, top, width, height: Math.max(0, innerHeight - top) };
}
