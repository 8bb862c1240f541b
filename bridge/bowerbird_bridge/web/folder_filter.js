// Narrowing a search to folders: each can be searched alone, or left out.

import { button, el, fill, icon } from "./elements.js";
import { part } from "./api.js";
import { count } from "./phrases.js";
import { hangPanel } from "./popups.js";

export class FolderFilter {
  #app;
  #query = { inside: [], outside: [] };
  #below = new Map();
  #names = new Map();

  /**
   * @param {import("./main.js").App} app
   * @param {(changes: {inside: string[], outside: string[]}) => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.changed = changed;
    this.#text = el("span", {}, "All folders");
    this.opener = el("button", { type: "button", class: "button" }, icon("folder"), this.#text, icon("chevron", 12));
    this.element = el("div", { class: "folder-filter" }, this.opener);
    this.panel = hangPanel(this.opener, "Folders to search in", (panel) => this.#build(panel));
    app.hub.folders.watch((folders) => {
      for (const { id, name } of folders ?? []) this.#names.set(id, name);
      this.#below.clear();
      this.#label();
    });
  }

  #text;

  show({ inside, outside }) {
    this.#query = { inside, outside };
    this.#label();
  }

  #label() {
    const { inside, outside } = this.#query;
    const name = (id) => this.#names.get(id) ?? "a folder";
    this.#text.textContent = inside.length === 1 && !outside.length ? name(inside[0])
      : inside.length ? `In ${inside.length} folders${outside.length ? `, ${outside.length} left out` : ""}`
      : outside.length === 1 ? `Without ${name(outside[0])}`
      : outside.length ? `${outside.length} folders left out` : "All folders";
    this.opener.classList.toggle("on", inside.length + outside.length > 0);
    this.opener.setAttribute("aria-label", `Folders: ${this.#text.textContent}`);
  }

  #build(panel) {
    const rows = el("ul", { class: "folder-rows" });
    const find = el("input", { type: "search", placeholder: "Find a folder", "aria-label": "Find a folder", autocomplete: "off" });
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      for (const row of rows.querySelectorAll(":scope > li")) row.hidden = !row.dataset.name.includes(wanted);
    });
    fill(panel,
      el("div", { class: "panel-head" }, find),
      rows,
      el("div", { class: "panel-foot" },
        el("p", { class: "hint" }, "Only: search nowhere else. Leave out: search everywhere else."),
        button({ text: "All folders", kind: "quiet", onclick: () => { this.#set([], []); panel.hidePopover(); } }),
      ),
    );
    this.#fillRows(rows).catch((error) => fill(rows, el("li", { class: "hint" }, error.message)));
  }

  async #fillRows(rows) {
    for (const folder of this.#app.hub.folders.value ?? []) {
      rows.append(this.#row(folder, 0));
      if (!this.#below.has(folder.id)) {
        const { folders } = await this.#app.hub.api.get(`/v1/folders/${part(folder.id)}/subfolders`);
        this.#below.set(folder.id, folders);
      }
      for (const below of this.#below.get(folder.id)) {
        this.#names.set(below.id, below.name.split("/").at(-1));
        rows.append(this.#row(below, below.name.split("/").length));
      }
    }
    this.#label();
  }

  #row(folder, depth) {
    const short = folder.name.split("/").at(-1);
    const { inside, outside } = this.#query;
    const choice = (text, pressed, act) => el("button", { type: "button", class: "button small toggle", "aria-pressed": String(pressed), "aria-label": `${text}: ${folder.name}`, onclick: act }, text);
    const only = choice("Only", inside.includes(folder.id), () => this.#toggle(folder.id, "inside", only, without));
    const without = choice("Leave out", outside.includes(folder.id), () => this.#toggle(folder.id, "outside", without, only));
    const row = el("li", { class: "folder-row" },
      icon(folder.online === false ? "disk" : "folder"),
      el("bdi", { class: "name", title: folder.name }, short),
      folder.pictures === undefined ? null : el("span", { class: "dim" }, count(folder.pictures)),
      only, without);
    row.dataset.name = folder.name.toLowerCase();
    row.style.paddingInlineStart = `${8 + depth * 14}px`;
    return row;
  }

  #toggle(id, side, pressed, other) {
    const next = { inside: this.#query.inside.filter((x) => x !== id), outside: this.#query.outside.filter((x) => x !== id) };
    const on = !this.#query[side].includes(id);
    if (on) next[side].push(id);
    pressed.setAttribute("aria-pressed", String(on));
    other.setAttribute("aria-pressed", "false");
    this.#set(next.inside, next.outside);
  }

  #set(inside, outside) {
    this.#query = { inside, outside };
    this.#label();
    this.changed(this.#query);
  }
}
