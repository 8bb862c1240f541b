// What opens under a button: the list of earlier searches, the menu of ways to insert.

import { el } from "./elements";
import { type GlyphName, glyph } from "./glyphs";

const MARGIN = 4;

/** Let `panel` open and close with `anchor`; Escape closes it, and a press elsewhere. */
export class Popup {
  readonly #anchor: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #opened: () => void;

  constructor(anchor: HTMLButtonElement, panel: HTMLElement, signal: AbortSignal, opened: () => void) {
    this.#anchor = anchor;
    this.#panel = panel;
    this.#opened = opened;
    // Not "auto": the browser tells of those too late for the keys that a quick person presses next.
    panel.popover = "manual";
    panel.classList.add("popup");
    anchor.setAttribute("aria-expanded", "false");
    anchor.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Tab") return;
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      this.close();
    });
    document.addEventListener(
      "pointerdown",
      ({ target }) => {
        if (target instanceof Node && !panel.contains(target) && !anchor.contains(target)) this.#hide();
      },
      { capture: true, signal },
    );
    addEventListener("blur", () => this.#hide(), { signal });
  }

  get isOpen(): boolean {
    return this.#panel.matches(":popover-open");
  }

  open(): void {
    if (this.isOpen || !this.#anchor.checkVisibility()) return;
    this.#panel.showPopover();
    this.#anchor.setAttribute("aria-expanded", "true");
    this.#opened();
    this.#lay();
  }

  /** Close, and give the keyboard back to the button. */
  close(): void {
    if (!this.isOpen) return;
    this.#hide();
    this.#anchor.focus();
  }

  #hide(): void {
    if (!this.isOpen) return;
    this.#panel.hidePopover();
    this.#anchor.setAttribute("aria-expanded", "false");
  }

  #lay(): void {
    const box = this.#anchor.getBoundingClientRect();
    const { style } = this.#panel;
    const below = innerHeight - box.bottom - 2 * MARGIN;
    const above = box.top - 2 * MARGIN;
    const isAbove = below < Math.min(160, this.#panel.scrollHeight) && above > below;
    style.maxHeight = `${Math.max(60, isAbove ? above : below)}px`;
    const width = this.#panel.offsetWidth;
    const height = this.#panel.offsetHeight;
    const farthest = innerWidth - MARGIN - width;
    style.left = `${Math.max(MARGIN, Math.min(box.right - width, farthest))}px`;
    style.top = `${isAbove ? Math.max(MARGIN, box.top - height - 2) : box.bottom + 2}px`;
  }
}

export interface MenuItem {
  readonly glyph: GlyphName;
  readonly text: string;
  readonly keys: string;
  readonly isDisabled: boolean;
  act(): void;
}

/** Make the menu of a button; its items are asked for when it opens. */
export function menuFor(
  anchor: HTMLButtonElement,
  label: string,
  signal: AbortSignal,
  items: () => readonly MenuItem[],
): HTMLElement {
  const menu = el("div", { role: "menu", "aria-label": label, class: "menu" });
  const popup = new Popup(anchor, menu, signal, () => {
    menu.replaceChildren(...items().map((item) => menuItem(item, popup)));
    rows(menu)[0]?.focus();
  });
  anchor.setAttribute("aria-haspopup", "menu");
  menu.addEventListener("keydown", (event) => {
    const all = rows(menu);
    const at = all.findIndex((row) => row.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[(to + all.length) % all.length]?.focus();
  });
  anchor.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    popup.open();
  });
  return menu;
}

function menuItem(item: MenuItem, popup: Popup): HTMLElement {
  const row = el(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: -1,
      class: "menu-item",
      "aria-disabled": item.isDisabled ? "true" : null,
    },
    glyph(item.glyph),
    el("span", { class: "menu-text" }, item.text),
    item.keys !== "" && el("span", { class: "menu-keys" }, item.keys),
  );
  row.addEventListener("click", () => {
    if (item.isDisabled) return;
    popup.close();
    item.act();
  });
  return row;
}

function rows(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
}
