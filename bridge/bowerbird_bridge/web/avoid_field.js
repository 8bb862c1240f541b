// What a picture shall not look like: such pictures come behind the others.

import { el, freshId } from "./elements.js";

const TYPING_PAUSE = 350;

export class AvoidField {
  #query = { avoid: "" };
  #timer = 0;

  /** @param {(changes: {avoid: string}) => void} changed */
  constructor(changed) {
    this.changed = changed;
    const id = freshId("avoid");
    this.input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false", maxlength: "500", placeholder: "blue, cars", "aria-describedby": `${id}-help` });
    this.element = el("div", { class: "avoid" },
      el("label", { for: id }, "Without"),
      this.input,
      el("p", { id: `${id}-help`, class: "unseen" }, "Pictures that look like this come after the others. Commas part several things."));
    this.input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), TYPING_PAUSE);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.input.value) this.input.value = "";
      else if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      this.#ask();
    });
  }

  /** Show a query, without asking it. */
  show({ avoid }) {
    this.#query = { avoid };
    if (document.activeElement !== this.input || this.input.value.trim() !== avoid) this.input.value = avoid;
  }

  #ask() {
    clearTimeout(this.#timer);
    const avoid = this.input.value.trim();
    if (avoid === this.#query.avoid) return;
    this.#query = { avoid };
    this.changed(this.#query);
  }
}
