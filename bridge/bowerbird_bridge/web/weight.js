// How much the words say beside a picture: from the picture alone to the words alone.

import { el, freshId } from "./elements.js";

/** Where the hub itself puts the weight, for a slider that was not moved yet. */
export const USUAL = 0.5;
const PAUSE = 250;

export class WeightSlider {
  #timer = 0;

  /** @param {(weight: number) => void} changed called once the slider rests */
  constructor(changed) {
    const id = freshId("weight");
    this.input = el("input", { id, type: "range", min: "0", max: "1", step: "0.05", "aria-label": "Picture or words: how much the words say" });
    this.element = el("div", { class: "weight" },
      el("span", { class: "beside-label", "aria-hidden": "true" }, "Picture"),
      el("div", { class: "range" }, this.input),
      el("span", { class: "beside-label", "aria-hidden": "true" }, "Words"));
    this.input.addEventListener("input", () => {
      this.#write();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => changed(Number(this.input.value)), PAUSE);
    });
  }

  /** @param {number|null} weight null: the usual one */
  show(weight) {
    const value = weight ?? USUAL;
    if (document.activeElement !== this.input || Math.abs(Number(this.input.value) - value) > 0.5) this.input.value = String(value);
    this.#write();
  }

  #write() {
    const words = Math.round(Number(this.input.value) * 100);
    this.input.style.setProperty("--at", `${words}%`);
    this.input.setAttribute("aria-valuetext", words === 0 ? "picture alone" : words === 100 ? "words alone" : `words ${words} %, picture ${100 - words} %`);
    this.input.title = `Words ${words} %, picture ${100 - words} %`;
  }
}
