// The slider: how much alike a picture must be to be shown. It filters what is here and asks the hub nothing.

import { el, freshId } from "./elements.js";
import { isCalibrated } from "./cell.js";

const BARS = 25;

export class SimilaritySlider {
  #bars = Array.from({ length: BARS }, () => el("span"));
  #output = el("output", {});
  #label;
  #ranks = false;
  #passing = 0;

  /** @param {(threshold: number) => void} changed */
  constructor(changed) {
    const id = freshId("similarity");
    this.input = el("input", { id, type: "range", min: "0", max: "100", step: "1", value: "0" });
    this.#output.setAttribute("for", id);
    this.#label = el("label", { for: id }, "At least");
    this.element = el(
      "div",
      { class: "similarity" },
      this.#label,
      el("div", { class: "range" }, el("div", { class: "bars", "aria-hidden": "true" }, this.#bars), this.input),
      this.#output,
    );
    this.input.addEventListener("input", () => {
      this.#write();
      changed(Number(this.input.value));
    });
    this.#write();
  }

  /** Show how the hits spread over the percentages; where these tell the rank alone, so many are the best. */
  show(hits, shown, threshold) {
    this.#ranks = hits.length > 0 && !hits.some(isCalibrated);
    this.#passing = shown.length;
    this.#label.textContent = this.#ranks ? "The first" : "At least";
    if (Number(this.input.value) !== threshold) this.input.value = String(threshold);
    this.#write();
    const counts = new Array(BARS).fill(0);
    for (const { similarity } of hits) counts[Math.min(BARS - 1, Math.floor((similarity / 100) * BARS))] += 1;
    const most = Math.max(1, ...counts);
    counts.forEach((n, index) => {
      this.#bars[index].style.height = n ? `${12 + 88 * Math.sqrt(n / most)}%` : "0";
      this.#bars[index].className = ((index + 1) / BARS) * 100 > threshold ? "in" : "";
    });
  }

  #write() {
    this.input.style.setProperty("--at", `${this.input.value}%`);
    this.#output.value = this.#ranks ? String(this.#passing) : `${this.input.value} %`;
    this.input.setAttribute("aria-valuetext", this.#ranks ? `the first ${this.#passing}` : `at least ${this.input.value} % alike`);
    this.input.setAttribute("aria-label", this.#ranks ? "Only the best" : "At least so much alike");
  }
}
