// Making elements. Texts only ever enter as text nodes: a file name can hold markup, and must show as it is.

import { type GlyphName, glyph } from "./glyphs";

export type Child = Node | string | null | false;
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** Make an element; `true` gives an empty attribute, `false` and null none. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...present(children.flat()));
  return element;
}

/** Put `children` in place of all that is in `parent`. */
export function fill(parent: Element, ...children: readonly (Child | readonly Child[])[]): void {
  parent.replaceChildren(...present(children.flat()));
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== null && child !== false);
}

/** A text that others wrote, whose direction is its own. */
export function foreign(text: string, className = ""): HTMLElement {
  return el("bdi", className === "" ? {} : { class: className }, text);
}

/** A button that shows only a glyph; `label` names it, and shows when it is pointed at. */
export function glyphButton(
  name: GlyphName,
  label: string,
  act: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const button = el(
    "button",
    { type: "button", class: "glyph-button", "aria-label": label, title: label, ...attributes },
    glyph(name),
  );
  button.addEventListener("click", act);
  return button;
}

/** A button with words. */
export function wordButton(
  text: string,
  act: () => void,
  kind: "primary" | "secondary" | "link" = "secondary",
): HTMLButtonElement {
  const button = el("button", { type: "button", class: `word-button ${kind}` }, text);
  button.addEventListener("click", act);
  return button;
}

/** Change an attribute only where it differs: what is written again is read out again. */
export function put(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Change a text only where it differs. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Say whether an event comes from a key press in the midst of an input method. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.key === "Process";
}
