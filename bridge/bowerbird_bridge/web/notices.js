// Short messages: seen at the foot of the page, and read out. Counts and progress are only read out.

import { button, el } from "./elements.js";

const SHOWN_FOR = 6000;

export class Notices {
  #polite = el("div", { class: "unseen", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  #stack = el("div", { class: "notices", role: "log", "aria-live": "polite", "aria-label": "Messages" });
  #timer = 0;

  constructor() {
    this.element = el("div", { class: "notice-room" }, this.#polite, this.#stack);
  }

  /** Have something read out, once it has stayed the last thing to say for a moment. */
  say(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#polite.textContent = text), 400);
  }

  /**
   * Show a message for a while.
   * @param {string} text
   * @param {{kind?: "good"|"bad"|"plain", action?: {text: string, act: () => void}, here?: boolean}} [options] `here`: it is of
   * no use in another view.
   */
  tell(text, { kind = "plain", action, here = false } = {}) {
    for (const shown of [...this.#stack.children]) if (shown.querySelector("p").textContent === text) shown.remove();
    const close = () => note.remove();
    const note = el(
      "div",
      { class: `notice ${kind}` },
      el("p", {}, text),
      action ? button({ text: action.text, kind: "quiet", onclick: () => { if (note.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true }); close(); action.act(); } }) : null,
      button({ label: "Dismiss", icon: "close", kind: "quiet", onclick: close }),
    );
    note.dataset.here = here;
    this.#stack.append(note);
    while (this.#stack.children.length > 4) this.#stack.firstElementChild.remove();
    let timer = setTimeout(close, kind === "bad" ? SHOWN_FOR * 2 : SHOWN_FOR);
    note.addEventListener("pointerenter", () => clearTimeout(timer));
    note.addEventListener("pointerleave", () => (timer = setTimeout(close, SHOWN_FOR)));
    note.addEventListener("focusin", () => clearTimeout(timer));
  }

  /** Take away what is of no use in the view that opens. */
  leave() {
    for (const shown of this.#stack.querySelectorAll("[data-here=true]")) shown.remove();
  }

  /** Show why something could not be done, in the hub's own words. */
  tellError(error) {
    if (error?.name !== "AbortError") this.tell(error.message, { kind: "bad" });
  }

  /** Do something that may fail, and say so if it does. */
  async attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.tellError(error);
      return undefined;
    }
  }
}
