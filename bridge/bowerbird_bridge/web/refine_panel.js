// The panel “Refine”: order and filters, made of what the library holds.

import { button, el, fill, icon } from "./elements.js";
import { SHAPES, SORTS, activeFilters, emptyFilters } from "./filters.js";
import { count, mediaType, plural } from "./phrases.js";
import { MOST_AMONG } from "./query.js";
import { day, group, select, toggles } from "./choices.js";
import { Facets } from "./facets.js";
import { hangPanel } from "./popups.js";
import { swatch } from "./narrowings.js";

const SIZES = [[800, "800 px"], [1600, "1,600 px"], [2400, "2,400 px"], [4000, "4,000 px"]];
const FEW = 24;

export class RefinePanel {
  #app;
  #facets;
  #query;
  #number = el("span", { class: "nav-count", hidden: true });

  /**
   * @param {import("./main.js").App} app
   * @param {{changed: (changes: Partial<import("./query.js").Query>) => void, within: () => void, shown: () => number}} handlers
   *   `within`: search in what is shown, which are so many as `shown` says
   */
  constructor(app, handlers) {
    this.#app = app;
    this.#facets = new Facets(app.hub);
    this.handlers = handlers;
    this.opener = el("button", { type: "button", class: "button" }, icon("sliders"), el("span", {}, "Refine "), this.#number, icon("chevron", 12));
    this.element = el("div", { class: "refine" }, this.opener);
    this.panel = hangPanel(this.opener, "Refine the search", (panel) => this.#build(panel));
    this.panel.classList.add("refine-panel");
  }

  show(query) {
    this.#query = query;
    const active = activeFilters(query.filters).length + (query.sort === "best" ? 0 : 1);
    this.opener.classList.toggle("on", active > 0);
    this.#number.hidden = active === 0;
    fill(this.#number, String(active), el("span", { class: "unseen" }, " chosen"));
  }

  #build(panel) {
    const { sort, copies } = this.#query;
    const shown = this.handlers.shown();
    const library = el("div", { class: "facets" }, el("p", { class: "hint", role: "status" }, "Looking at what your library holds…"));
    const { filters } = this.#query;
    fill(panel,
      el("div", { class: "refine-body" },
        select("Order", SORTS, sort, (value) => this.handlers.changed({ sort: value })),
        group("Shape", toggles(SHAPES.map(([value, text]) => ({ value, text })), [filters.shape], ([shape = ""]) => this.#set({ shape }))),
        group("At least so wide", toggles(SIZES.map(([value, text]) => ({ value: String(value), text })), [String(filters.minWidth)], ([width]) => this.#set({ minWidth: Number(width ?? 0), minHeight: 0 }))),
        library,
        group("Also", el("div", { class: "toggles" },
          toggles([{ value: "here", text: "Only what is here", mark: icon("disk", 13) }], filters.online ? ["here"] : [], ([here]) => this.#set({ online: here !== undefined })),
          toggles([{ value: "copies", text: "Copies one by one", mark: icon("copy", 13) }], copies ? ["copies"] : [], ([each]) => this.handlers.changed({ copies: each !== undefined }))))),
      el("div", { class: "panel-foot" },
        button({ text: `Search in ${shown === 1 ? "this picture" : shown > MOST_AMONG ? `the first ${count(MOST_AMONG)}` : `these ${count(shown)}`}`, icon: "within", kind: "quiet", disabled: shown === 0, onclick: () => { panel.hidePopover(); this.handlers.within(); } }),
        el("span", { class: "spring" }),
        button({ text: "Clear", kind: "quiet", onclick: () => { this.handlers.changed({ filters: emptyFilters(), sort: "best", copies: false }); this.#build(panel); panel.querySelector("select").focus(); } })));
    this.#fillLibrary(library).catch((error) => fill(library, el("p", { class: "hint" }, error.message)));
  }

  async #fillLibrary(room) {
    const facets = await this.#facets.learn();
    const { filters } = this.#query;
    const collections = this.#app.hub.collections.value ?? [];
    const options = (values, named = (value) => value) => values.map(({ value, pictures }) => ({ value, text: named(value), note: count(pictures) }));
    fill(room,
      facets.colours.length ? group("Colour", toggles(facets.colours.map(({ value }) => ({ value, text: value, mark: swatch(value) })), [filters.colour], ([colour = ""]) => this.#set({ colour }))) : null,
      this.#taken(facets.years, filters),
      facets.media_types.length > 1 || filters.types.length ? group("Kind of file", toggles(options(facets.media_types, mediaType), filters.types, (types) => this.#set({ types }), { several: true })) : null,
      facets.cameras.length ? select("Camera", [["", "Any camera"], ...facets.cameras.map(({ value, pictures }) => [value, `${value} (${count(pictures)})`])], filters.camera, (camera) => this.#set({ camera })) : null,
      facets.keywords.length ? this.#keywords(facets.keywords, filters.keywords) : null,
      collections.length ? select("Collection", [["", "Any or none"], ...collections.map(({ id, name }) => [id, name])], filters.collection, (collection) => this.#set({ collection })) : null,
      facets.unread ? el("p", { class: "hint" }, `${plural(facets.unread, "picture")} ${facets.unread === 1 ? "has" : "have"} not been asked yet for date, camera, keywords and colours.`) : null);
  }

  #taken(years, filters) {
    if (!years.length && !filters.from && !filters.to) return null;
    const room = el("div", { class: "days" });
    const write = () => {
      const { from, to } = this.#query.filters;
      fill(room, day("From", from, (value) => this.#set({ from: value })), day("To", to, (value) => this.#set({ to: value })));
    };
    write();
    const whole = ({ from, to }) => (from.slice(0, 4) === to.slice(0, 4) && from.endsWith("-01-01") && to.endsWith("-12-31") ? [from.slice(0, 4)] : []);
    return group("Taken",
      toggles(years.slice(0, 8).map(({ value, pictures }) => ({ value, text: value, note: count(pictures) })), whole(filters), ([year]) => {
        this.#set(year ? { from: `${year}-01-01`, to: `${year}-12-31` } : { from: "", to: "" });
        write();
      }),
      room);
  }

  #keywords(known, chosen) {
    const values = known.map(({ value, pictures }) => ({ value, text: value, note: count(pictures) }));
    const first = [...values.filter(({ value }) => chosen.includes(value)), ...values.filter(({ value }) => !chosen.includes(value))];
    const rows = toggles(first, chosen, (keywords) => this.#set({ keywords }), { several: true });
    if (values.length <= FEW) return group("Keywords", rows);
    const hide = (wanted) => {
      let seen = 0;
      for (const row of rows.children) {
        const fits = row.dataset.value.toLowerCase().includes(wanted);
        row.hidden = !fits || (seen >= FEW && row.getAttribute("aria-pressed") !== "true");
        if (fits) seen += 1;
      }
    };
    const find = el("input", { type: "search", placeholder: "Find a keyword", "aria-label": "Find a keyword", autocomplete: "off", oninput: () => hide(find.value.trim().toLowerCase()) });
    hide("");
    return group("Keywords", find, rows);
  }

  #set(changes) {
    this.handlers.changed({ filters: { ...this.#query.filters, ...changes } });
  }
}
