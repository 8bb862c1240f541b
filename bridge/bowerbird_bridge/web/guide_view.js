// The guide: docs/guide.md, which comes along as blocks. An address such as #/guide/letters leads to a heading.

import { GUIDE } from "./guide_text.js";
import { el } from "./elements.js";
import { managePage } from "./manage_view.js";
import { writeRoute } from "./route.js";

/**
 * @param {import("./main.js").App} app
 * @param {string|null} id the heading to begin with
 */
export function guideView(app, id) {
  const [[, , title], lead, ...blocks] = GUIDE;
  const page = managePage({ title: words(title), lead: "" });
  page.element.classList.add("guide");
  page.heading.nextElementSibling.replaceChildren(...spans(lead[1]));
  page.body.append(
    el("nav", { class: "guide-parts", "aria-label": "Parts of the guide" },
      el("ul", {}, blocks.filter(([kind]) => kind === "h2").map(([, name, text]) => el("li", {}, link(name, text))))),
    el("div", { class: "guide-text" }, blocks.map(block)));
  const heading = (id && page.body.querySelector(`#${CSS.escape(`guide-${id}`)}`)) || page.heading;
  if (heading !== page.heading) requestAnimationFrame(() => {
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  });
  return { ...page, heading, close: () => {} };
}

function block([kind, first, second]) {
  if (kind === "h2" || kind === "h3") return el(kind, { id: `guide-${first}`, tabindex: "-1" }, spans(second));
  if (kind === "sh") return el("pre", { tabindex: "0", role: "group", "aria-label": "Commands" }, el("code", {}, first));
  if (kind === "table") return table(first, second);
  if (kind === "p") return el("p", {}, spans(first));
  return el(kind, {}, first.map((item) => el("li", {}, spans(item))));
}

function table(head, rows) {
  return el("div", { class: "table-room" },
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, head.map((cell) => (cell.length ? el("th", { scope: "col" }, spans(cell)) : el("td", {}))))),
      el("tbody", {}, rows.map(([name, ...cells]) => el("tr", {}, el("th", { scope: "row" }, spans(name)), cells.map((cell, at) => el("td", { "data-head": words(head[at + 1]) }, spans(cell))))))));
}

const NAMES = { code: "code", b: "strong", i: "em" };

/** What stands within a line. */
function spans(parts) {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const [kind, ...inner] = part;
    if (kind === "a") return link(inner[0], inner.slice(1));
    return el(NAMES[kind], {}, spans(inner));
  });
}

const link = (id, text) => el("a", { href: writeRoute({ view: "guide", id }) }, spans(text));

const words = (parts) => parts.map((part) => (typeof part === "string" ? part : words(part.slice(1)))).join("");
