// What opens under a button: the list of earlier searches, the menu of ways to insert.

import { el } from "./elements";
import { type GlyphName, glyph } from "./glyphs";

const MARGIN = 4;

/** Let `panel` open and close with `anchor`; the browser closes it at Escape and at a click elsewhere. */
export class Popup {
  readonly #anchor: HTMLButtonElement;
  readonly #panel: HTMLElement;

  constructor(anchor: HTMLButtonElement, panel: HTMLElement, opened: () => void) {
    this.#anchor = anchor;
    this.#panel = panel;
    panel.popover = "auto";
    panel.classList.add("popup");
    anchor.popoverTargetElement = panel;
    anchor.setAttribute("aria-expanded", "false");
    panel.addEventListener("toggle", (event) => {
      const isOpen = event.newState === "open";
      anchor.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) {
        opened();
        this.#lay();
      }
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && event.key !== "Tab") return;
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      this.close();
    });
  }

  get isOpen(): boolean {
    return this.#panel.matches(":popover-open");
  }

  open(): void {
    if (!this.isOpen && this.#anchor.checkVisibility()) this.#panel.showPopover();
  }

  /** Close, and give the keyboard back to the button. */
  close(): void {
    if (!this.isOpen) return;
    this.#panel.hidePopover();
    this.#anchor.focus();
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
  items: () => readonly MenuItem[],
): HTMLElement {
  const menu = el("div", { role: "menu", "aria-label": label, class: "menu" });
  const popup = new Popup(anchor, menu, () => {
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
