// The slider: how much alike a picture must be to be shown. It filters what is here, and asks the hub nothing.

import * as l10n from "@vscode/l10n";
import type { HitView } from "../core/messages";
import type { ViewContext } from "./context";
import { el } from "./elements";
import { percent } from "./phrases";
import { distribution } from "./shown";

const BARS = 25;
// While the person moves the slider, states that tell of an earlier place do not move it back.
const OWN_FOR_MS = 1000;
const POST_AFTER_MS = 120;

export class SimilaritySlider {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #changed: () => void;
  readonly #input: HTMLInputElement;
  readonly #output: HTMLOutputElement;
  readonly #bars: readonly HTMLElement[];
  #moved = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: ViewContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
    this.#bars = Array.from({ length: BARS }, () => el("span"));
    this.#input = el("input", {
      id: "similarity",
      type: "range",
      min: 0,
      max: 100,
      step: 1,
      value: 0,
      title: l10n.t("How much alike a picture must be to be shown"),
    });
    this.#output = el("output", { for: "similarity" });
    this.element = el(
      "div",
      { class: "similarity" },
      el("label", { for: "similarity" }, l10n.t("At least")),
      el(
        "div",
        { class: "range" },
        el("div", { class: "bars", "aria-hidden": "true" }, this.#bars),
        this.#input,
      ),
      this.#output,
    );
    this.#input.addEventListener("input", () => this.#take());
    context.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#write();
  }

  get value(): number {
    return Number(this.#input.value);
  }

  /** Set the slider as the person would. */
  set(value: number): void {
    this.#input.value = String(value);
    this.#take();
  }

  show(similarity: number): void {
    if (performance.now() - this.#moved < OWN_FOR_MS || similarity === this.value) return;
    this.#input.value = String(similarity);
    this.#write();
  }

  /** Show how hits spread over the percentages. */
  spread(hits: readonly HitView[]): void {
    const counts = distribution(hits, BARS);
    const most = Math.max(1, ...counts);
    // The root, so that few good hits are seen beside many poor ones.
    this.#bars.forEach((bar, index) => {
      const n = counts[index] ?? 0;
      bar.style.height = n > 0 ? `${12 + 88 * Math.sqrt(n / most)}%` : "0";
    });
    this.#write();
  }

  #take(): void {
    this.#moved = performance.now();
    this.#write();
    this.#changed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#context.post({ type: "similarity", percent: this.value }),
      POST_AFTER_MS,
    );
  }

  #write(): void {
    const { value } = this;
    this.#output.value = percent(value);
    this.#input.style.setProperty("--at", `${value}%`);
    this.#input.setAttribute("aria-valuetext", l10n.t("at least {0} percent alike", value));
    this.#bars.forEach((bar, index) => {
      bar.classList.toggle("in", ((index + 1) / BARS) * 100 > value);
    });
  }
}
