// The frame that all views but the search have in common: a title, a sentence on what it is for, and sections.

import { el, fill } from "./elements.js";
import { state } from "./empty_states.js";
import { button } from "./elements.js";

/**
 * @param {{title: string, lead: string, actions?: Node[]}} options
 */
export function managePage({ title, lead, actions = [] }) {
  const heading = el("h1", { tabindex: "-1" }, title);
  const body = el("div", { class: "manage-body" });
  const element = el("div", { class: "scroller manage" },
    el("div", { class: "manage-column" },
      el("header", { class: "manage-head" }, el("div", {}, heading, el("p", { class: "lead" }, lead)), actions.length ? el("div", { class: "actions" }, actions) : null),
      body));
  return {
    element,
    body,
    heading,
    /** Fill the page with what `load` gives; a skeleton stands there meanwhile, and the reason where it fails. */
    async load(load) {
      if (!body.children.length) fill(body, el("div", { class: "rows" }, [1, 2, 3].map(() => el("span", { class: "skeleton row" }))));
      try {
        fill(body, await load());
      } catch (error) {
        fill(body, state("problem", "That could not be read", error.message, button({ text: "Try again", icon: "again", onclick: () => this.load(load) })));
      }
    },
  };
}

/** A titled group of rows. */
export function section(title, ...children) {
  return el("section", { class: "group" }, title ? el("h2", {}, title) : null, children);
}

/** One thing of a list: its name, lines about it, and what can be done with it. */
export function row({ mark = null, title, lines = [], tags = [], actions = [], kind = "" }) {
  return el("li", { class: `item ${kind}` },
    mark,
    el("div", { class: "item-text" },
      el("div", { class: "item-title" }, el("bdi", {}, title), tags),
      lines.filter(Boolean).map((line) => (line instanceof Node ? line : el("p", {}, line)))),
    el("div", { class: "item-actions" }, actions));
}

export const tag = (text, kind = "") => el("span", { class: `tag ${kind}` }, text);

export const bar = (progress, label) => {
  const known = progress?.total > 0;
  const element = el("progress", { class: "bar", "aria-label": label, max: known ? progress.total : null, value: known ? progress.done : null });
  return element;
};
