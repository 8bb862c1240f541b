// Choosing a part of a picture, with the pointer or with the keyboard.

import { button, el } from "./elements.js";
import { openDialog } from "./popups.js";

const STEP = 0.02;
const LEAST = 0.04;

const clamp = (n, low, high) => Math.min(high, Math.max(low, n));

/** @typedef {{x: number, y: number, width: number, height: number}} Region fractions of the picture */

/**
 * Let the person choose a part.
 * @param {{url: string, region: Region|null}} options
 * @returns {Promise<{region: Region|null}|null>} `region: null` for the whole picture; null where nothing was chosen
 */
export function chooseRegion({ url, region }) {
  return openDialog({
    title: "Search by a part of the picture",
    wide: true,
    build: (done) => {
      const field = new RegionField(url, region, (chosen) => done({ region: chosen }));
      return {
        body: [
          el("p", { class: "hint" }, "Draw a box around what matters. With the keyboard: arrows move the box, Shift with arrows changes its size, Enter searches."),
          field.element,
        ],
        actions: [
          button({ text: "Whole picture", onclick: () => done({ region: null }) }),
          button({ text: "Search this part", icon: "search", kind: "main", onclick: () => done({ region: field.region }) }),
        ],
      };
    },
  });
}

class RegionField {
  /** @type {Region} */
  region;
  #box = el("div", { class: "region-box" });
  #spoken = el("p", { class: "unseen", role: "status" });
  #from = null;

  constructor(url, region, search) {
    this.region = region ?? { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
    this.field = el(
      "div",
      { class: "region-field", tabindex: "0", role: "application", "aria-label": "Part of the picture: arrow keys move it, Shift with arrow keys changes its size, Enter searches", autofocus: true },
      el("img", { src: url, alt: "The picture to search with", draggable: "false" }),
      this.#box,
    );
    this.element = el("div", { class: "region-room" }, this.field, this.#spoken);
    this.field.addEventListener("pointerdown", (event) => this.#begin(event));
    this.field.addEventListener("pointermove", (event) => this.#draw(event));
    this.field.addEventListener("pointerup", () => (this.#from = null));
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") search(this.region);
      else if (!this.#key(event)) return;
      event.preventDefault();
    });
    this.#paint();
  }

  #at(event) {
    const box = this.field.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width, 0, 1), y: clamp((event.clientY - box.top) / box.height, 0, 1) };
  }

  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.field.focus();
    this.field.setPointerCapture(event.pointerId);
    this.#from = this.#at(event);
  }

  #draw(event) {
    if (!this.#from) return;
    const to = this.#at(event);
    const width = Math.abs(to.x - this.#from.x);
    const height = Math.abs(to.y - this.#from.y);
    if (width < LEAST / 2 && height < LEAST / 2) return; // a click, not a box
    this.#set({ x: Math.min(to.x, this.#from.x), y: Math.min(to.y, this.#from.y), width, height });
  }

  #key(event) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by) return false;
    const { x, y, width, height } = this.region;
    this.#set(event.shiftKey ? { x, y, width: width + by[0], height: height + by[1] } : { x: x + by[0], y: y + by[1], width, height });
    const { region } = this;
    const say = (n) => `${Math.round(n * 100)} %`;
    this.#spoken.textContent = `From the left ${say(region.x)}, from the top ${say(region.y)}, ${say(region.width)} wide, ${say(region.height)} high`;
    return true;
  }

  #set({ x, y, width, height }) {
    width = clamp(width, LEAST, 1);
    height = clamp(height, LEAST, 1);
    this.region = { x: clamp(x, 0, 1 - width), y: clamp(y, 0, 1 - height), width, height };
    this.#paint();
  }

  #paint() {
    const { x, y, width, height } = this.region;
    Object.assign(this.#box.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
  }
}
