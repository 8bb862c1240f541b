// The boxes over a picture that is shown whole in its place, as `object-fit: contain` lays it.

import type { Corners } from "../core/messages";
import { put } from "./elements";
import { outline, type Size } from "./match";

const SVG = "http://www.w3.org/2000/svg";
/** Pixels between what is marked and the middle of the line. */
const APART = 2;
/** Half of what the line measures with its halo, as .overlay of popups.css draws it, in pixels. */
const HALF_LINE = 2;

export class Overlay {
  readonly element = made("svg", { class: "overlay", role: "img" });

  constructor() {
    this.clear();
  }

  /** Draw boxes on a picture of `size` that fits into `room`; `words` say the same. */
  show(boxes: readonly Corners[], size: Size, room: Size, words: string): void {
    const scale = Math.min(room.width / size.width, room.height / size.height);
    if (boxes.length === 0 || !(scale > 0)) {
      this.clear();
      return;
    }
    put(this.element, "viewBox", `0 0 ${size.width} ${size.height}`);
    put(this.element, "aria-label", words);
    const lines = boxes.map((box) => outline(box, size, APART / scale, HALF_LINE / scale));
    // All halos lie under all lines.
    this.element.replaceChildren(
      ...["halo", "line"].flatMap((kind) => lines.map((points) => made("polygon", { points, class: kind }))),
    );
    put(this.element, "hidden", null);
  }

  clear(): void {
    put(this.element, "hidden", "");
    this.element.replaceChildren();
  }
}

function made<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
