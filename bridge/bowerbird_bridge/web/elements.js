// Making elements. Texts only ever enter as text nodes: a file name can hold markup, and must show as it is.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `on…` functions become listeners, `true` an empty attribute, `false`, `null` and `undefined` none.
 * @param {string} name
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node|string|number|null|undefined|false|Array<Node|string|null|undefined|false>)} children
 * @returns {HTMLElement & Record<string, any>}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on") && typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
}

/** Give a sentence of the hub as children: a command stands between backticks in it. */
export const prose = (text) => text.split("`").map((piece, at) => (at % 2 ? el("code", {}, piece) : piece));

/** Put `children` in place of everything in `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodes(children));
}

/**
 * Fill a row of buttons anew without taking the keyboard away: it goes to the button that stands where the last one
 * did, and to `otherwise` where none is left.
 */
export function refill(parent, otherwise, ...children) {
  const at = [...parent.querySelectorAll("button")].indexOf(document.activeElement);
  fill(parent, ...children);
  if (at < 0) return;
  const buttons = parent.querySelectorAll("button");
  (buttons[Math.min(at, buttons.length - 1)] ?? otherwise())?.focus();
}

/** Where the keyboard goes when nothing is nearer. */
export const searchInput = () => document.querySelector(".search-input");

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

// Drawn on 16 by 16, as strokes of the current colour.
const ICONS = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14",
  plug: "M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5V14",
  folder: "M2 12.5v-9h4l1.5 2H14v7z",
  model: "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.8 5.2 8 8l5.2-2.8M8 8v6",
  problem: "M8 2.2 14.4 13.5H1.6zM8 6.5v3.2M8 11.6v.2",
  health: "M1.5 8.5h3l2-4.5 3 8 2-3.5h3",
  sliders: "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3",
  collection: "M3 5.5h10v8H3zM4.5 3.2h7M6 1.2h4",
  picture: "M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.8 6.2v.1",
  words: "M3 4h10M3 8h10M3 12h6",
  letters: "M3.5 13 8 3l4.5 10M5.2 9.5h5.6",
  name: "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8.5h4M6 11h4",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  reveal: "M2 12.5v-9h4l1.5 2H14v3M10 12l2 2 3-4",
  more: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM11.2 9v4.5M9 11.2h4.5",
  keep: "M4 2h8v12L8 11l-4 3z",
  crop: "M4.5 1v10.5H15M1 4.5h10.5V15",
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5 6.5 12 13 4.5",
  chevron: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  back: "M10 4 6 8l4 4",
  menu: "M2 4h12M2 8h12M2 12h12",
  bin: "M3 4.5h10M6 4.5v-2h4v2M4.2 4.5 5 14h6l.8-9.5",
  pen: "M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3",
  disk: "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h12M11.5 11.3v.1",
  again: "M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 2v3h-3",
  stop: "M4.5 4.5h7v7h-7z",
  minus: "M3 8h10",
  lock: "M3.5 7.5h9V14h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  unlock: "M3.5 7.5h9V14h-9zM5.5 7.5V4.8a2.5 2.5 0 0 1 4.8-1",
  time: "M8 2.5v2M2.5 4h11v10h-11zM2.5 7h11M5 2.5v1.5M11 2.5v1.5",
  camera: "M2 5h3l1-2h4l1 2h3v8H2zM8 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  keyword: "M2.5 8.5 8 3h5v5l-5.5 5.5zM10.5 5.5v.1",
  colour: "M8 2s4.5 4.6 4.5 7.5a4.5 4.5 0 0 1-9 0C3.5 6.6 8 2 8 2z",
  within: "M2 3h12v10H2zM5 6h6v4H5z",
  star: "M8 1.8l1.9 4 4.4.6-3.2 3.1.8 4.4L8 11.8l-3.9 2.1.8-4.4L1.7 6.4l4.4-.6z",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  split: "M6.5 3h-4v10h4M9.5 3h4v10h-4M8 1.5v13",
  twins: "M2 2.5h7v8H2zM7 5.5h7v8H7z",
  guide: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.3v.2",
  wand: "M3 13l7-7M11.5 2v3M10 3.5h3M13 8v2M12 9h2M6 2.5v2M5 3.5h2",
};

/**
 * Draw an icon; it is decoration, and what it stands beside or in says it in words.
 * @param {keyof typeof ICONS} name
 */
export function icon(name, size = 16) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: size, height: size, class: "icon" })) {
    drawing.setAttribute(key, String(value));
  }
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** Make a button with an icon, words, or both; without words `label` names it and shows when it is pointed at. */
export function button({ text, label, icon: drawn, kind = "plain", ...attributes }) {
  return el(
    "button",
    { type: "button", class: `button ${kind}${text ? "" : " bare"}`, "aria-label": label, title: text ? undefined : label, ...attributes },
    drawn ? icon(drawn) : null,
    text ? el("span", {}, text) : null,
  );
}

let made = 0;
/** Give a name that no other element of the page has, for `aria-labelledby` and its like. */
export const freshId = (stem) => `${stem}-${++made}`;

/** A path that may be broken after its separators rather than within a name. */
export function path(text) {
  const parts = text.split(/(?<=[\\/])/);
  return el("bdi", { class: "mono" }, parts.flatMap((part, index) => (index ? [el("wbr"), part] : [part])));
}
