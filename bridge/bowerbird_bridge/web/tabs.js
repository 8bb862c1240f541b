// Tabs: one of several views of the same thing, changed with the arrow keys.

import { el, fill, freshId } from "./elements.js";

/**
 * @param {string} label
 * @param {Array<{value: string, text: string}>} tabs
 * @param {string} chosen
 * @param {(value: string) => void} changed called once at the start, too
 */
export function tabbed(label, tabs, chosen, changed) {
  const panel = el("div", { class: "tab-panel", role: "tabpanel", id: freshId("panel") });
  const row = el("div", { class: "tabs", role: "tablist", "aria-label": label });
  const choose = (value, focus = false) => {
    for (const tab of row.children) {
      const on = tab.dataset.value === value;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) panel.setAttribute("aria-labelledby", tab.id);
      if (on && focus) tab.focus();
    }
    changed(value);
  };
  fill(row, tabs.map(({ value, text }) => {
    const tab = el("button", { type: "button", class: "tab", role: "tab", id: freshId("tab"), "aria-controls": panel.id, onclick: () => choose(value) }, text);
    tab.dataset.value = value;
    return tab;
  }));
  row.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = [...row.children].indexOf(document.activeElement);
    choose(row.children[(at + by + row.children.length) % row.children.length].dataset.value, true);
  });
  return { row, panel, start: () => choose(chosen) };
}
