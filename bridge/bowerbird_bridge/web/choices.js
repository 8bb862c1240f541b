// Small controls of panels: switches side by side, a choice from a list, a pair of days.

import { el, freshId } from "./elements.js";

/** A titled group of a panel. */
export function group(title, ...children) {
  const id = freshId("group");
  return el("div", { class: "choice-group", role: "group", "aria-labelledby": id }, el("p", { class: "group-title", id }, title), children);
}

/**
 * Buttons of which one, none or several are pressed. `changed` is called with all values that are pressed.
 * @param {Array<{value: string, text: string, note?: string, mark?: Node}>} options
 * @param {string[]} chosen
 * @param {(chosen: string[]) => void} changed
 */
export function toggles(options, chosen, changed, { several = false } = {}) {
  const row = el("div", { class: "toggles" });
  for (const { value, text, note, mark } of options) {
    const toggle = el("button", { type: "button", class: "button small toggle", "aria-pressed": String(chosen.includes(value)), onclick: () => {
      const on = !chosen.includes(value);
      chosen = several ? (on ? [...chosen, value] : chosen.filter((other) => other !== value)) : on ? [value] : [];
      for (const each of row.children) each.setAttribute("aria-pressed", String(chosen.includes(each.dataset.value)));
      changed(chosen);
    } }, mark, el("span", {}, text), note ? el("span", { class: "dim" }, note) : null);
    toggle.dataset.value = value;
    row.append(toggle);
  }
  return row;
}

/** A choice from a list. */
export function select(label, options, chosen, changed) {
  const id = freshId("select");
  const field = el("select", { id, onchange: () => changed(field.value) }, options.map(([value, text]) => el("option", { value }, text)));
  field.value = chosen;
  return el("div", { class: "field" }, el("label", { for: id }, label), field);
}

/** A day, which may be left empty. */
export function day(label, value, changed) {
  const id = freshId("day");
  const field = el("input", { id, type: "date", value, min: "1826-01-01", max: "2100-12-31", onchange: () => (field.validity.valid ? changed(field.value) : null) });
  return el("div", { class: "field" }, el("label", { for: id }, label), field);
}
