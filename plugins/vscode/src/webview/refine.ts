// What refines a search beside its words: the shape, the order, and how much the words count beside a picture.

import * as l10n from "@vscode/l10n";
import { SHAPES, SORTS, type ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, glyphButton, put } from "./elements";
import { glyph } from "./glyphs";
import { percent } from "./phrases";

// Where the hub itself puts the weight.
const USUAL = 0.5;
// While the person moves the slider, states that tell of an earlier place do not move it back.
const OWN_FOR_MS = 1000;

export class Refine {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #shape: Choice;
  readonly #sort: Choice;
  readonly #weight: HTMLInputElement;
  readonly #weightRow: HTMLElement;
  #moved = Number.NEGATIVE_INFINITY;
  #isOpen = false;
  #isOffered = false;

  constructor(context: ViewContext) {
    this.#shape = new Choice(l10n.t("Shape"), ["", ...SHAPES], shapeName, (value) => {
      const shape = SHAPES.find((each) => each === value) ?? null;
      context.post({ type: "shape", shape });
    });
    this.#sort = new Choice(l10n.t("Order"), SORTS, sortName, (value) => {
      const sort = SORTS.find((each) => each === value) ?? "best";
      context.post({ type: "sort", sort });
    });
    this.#weight = el("input", { id: "weight", type: "range", min: 0, max: 1, step: 0.05 });
    put(this.#weight, "aria-label", l10n.t("Picture or words: how much the words count"));
    this.#weight.addEventListener("input", () => {
      this.#moved = performance.now();
      this.#write();
      context.post({ type: "weight", weight: Number(this.#weight.value) });
    });
    this.#weightRow = el(
      "div",
      { class: "weight" },
      el("span", { "aria-hidden": "true" }, l10n.t("Picture")),
      el("div", { class: "range" }, this.#weight),
      el("span", { "aria-hidden": "true" }, l10n.t("Words")),
    );
    this.element = el(
      "div",
      { class: "refine", id: "refine", hidden: true },
      el("div", { class: "refine-choices" }, this.#shape.element, this.#sort.element),
      this.#weightRow,
    );
    this.button = glyphButton(
      "options",
      l10n.t("Refine"),
      () => {
        this.#isOpen = !this.#isOpen;
        this.#draw();
      },
      { "aria-expanded": "false", "aria-controls": "refine" },
    );
    this.button.classList.add("refine-button");
  }

  show({ clue, refines }: ViewState): void {
    this.#shape.show(clue.shape ?? "", refines.includes("filters"));
    this.#sort.show(clue.sort, refines.includes("sort"));
    const isWeighed = refines.includes("weight") && clue.words.trim() !== "" && clue.picture !== null;
    this.#weightRow.hidden = !isWeighed;
    if (performance.now() - this.#moved > OWN_FOR_MS) this.#weight.value = String(clue.weight ?? USUAL);
    this.#write();
    this.#isOffered = refines.includes("filters") || refines.includes("sort") || isWeighed;
    this.button.classList.toggle("on", clue.shape !== null || clue.sort !== "best" || clue.weight !== null);
    this.#draw();
  }

  #draw(): void {
    this.button.hidden = !this.#isOffered;
    this.element.hidden = !this.#isOffered || !this.#isOpen;
    put(this.button, "aria-expanded", String(this.#isOpen));
  }

  #write(): void {
    const words = Number(this.#weight.value) * 100;
    const text = l10n.t("Words {0}, picture {1}", percent(words), percent(100 - words));
    this.#weight.style.setProperty("--at", `${words}%`);
    put(this.#weight, "aria-valuetext", text);
    this.#weight.title = text;
  }
}

/** A list to choose one of. */
class Choice {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  readonly #usual: string;

  constructor(
    name: string,
    values: readonly string[],
    nameOf: (value: string) => string,
    chose: (value: string) => void,
  ) {
    this.#usual = values[0] ?? "";
    this.#select = el(
      "select",
      { "aria-label": name, title: name },
      values.map((value) => el("option", { value }, nameOf(value))),
    );
    this.element = el("div", { class: "select" }, this.#select, glyph("chevron", 12));
    this.#select.addEventListener("change", () => {
      chose(this.#select.value);
      this.#mark();
    });
  }

  show(value: string, isOffered: boolean): void {
    this.#select.value = value;
    this.element.hidden = !isOffered;
    this.#mark();
  }

  #mark(): void {
    this.element.classList.toggle("on", this.#select.value !== this.#usual);
  }
}

function shapeName(shape: string): string {
  switch (shape) {
    case "wide":
      return l10n.t("Wide pictures");
    case "tall":
      return l10n.t("Tall pictures");
    case "square":
      return l10n.t("Square pictures");
    default:
      return l10n.t("Every shape");
  }
}

function sortName(sort: string): string {
  switch (sort) {
    case "newest":
      return l10n.t("Newest first");
    case "oldest":
      return l10n.t("Oldest first");
    case "largest":
      return l10n.t("Largest first");
    case "smallest":
      return l10n.t("Smallest first");
    case "name":
      return l10n.t("By name");
    default:
      return l10n.t("Best first");
  }
}
