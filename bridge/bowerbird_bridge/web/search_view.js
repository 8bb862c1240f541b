// The search view: box, what was understood, slider and folders, and the grid with its details panel.

import { button, el, fill } from "./elements.js";
import { AvoidField } from "./avoid_field.js";
import { Details } from "./details.js";
import { DragOut } from "./drag_out.js";
import { FolderFilter } from "./folder_filter.js";
import { Grid } from "./grid.js";
import { Results } from "./results.js";
import { SearchBox } from "./search_box.js";
import { SimilaritySlider } from "./similarity.js";
import { asksNothing, emptyQuery } from "./route.js";
import { plural } from "./phrases.js";
import { understood } from "./understood.js";
import { busyGrid, failure, lead, nothingFound, teaching } from "./empty_states.js";
import { selectionBar, sizeButtons } from "./grid_tools.js";

export class SearchView {
  #app;
  #query = null;
  #entries = el("div", { class: "understood" });
  #heading = el("h1", { class: "unseen", hidden: true });
  #count = el("p", { class: "count" });
  #tools = el("div", { class: "tools" });
  #room = el("div", { class: "state-room" });
  #foot = el("div", { class: "grid-foot" });
  #stale = el("div", { class: "stale", hidden: true });
  #seen = 0;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
    this.results = new Results(app.hub.api, app.hub.given);
    this.box = new SearchBox(app, (query, typing) => app.search(query, { replace: typing }));
    this.slider = new SimilaritySlider((threshold) => this.results.setThreshold(threshold));
    const narrow = (changes) => app.search({ ...this.#query, ...changes }, { replace: true });
    this.avoid = new AvoidField(narrow);
    this.filter = new FolderFilter(app, narrow);
    this.scroller = el("div", { class: "scroller", tabindex: "-1" });
    const drag = new DragOut(app.hub.api);
    this.details = new Details(app, { shown: (hit) => this.grid.mark(hit), closed: () => this.#detailsClosed(), step: (by) => this.#step(by) });
    const bar = selectionBar(app, () => this.grid.choose([]));
    this.grid = new Grid(this.scroller, app.hub.pictures, {
      open: (hit) => this.details.show(hit, { focus: app.keyboard || app.narrow }),
      nearEnd: () => this.results.more(),
      choose: (chosen) => bar.show(chosen),
      menu: (hit, at) => app.actions.menu(this.#meant(hit), at),
      key: (hit, key) => app.actions.key(this.#meant(hit), key, document.activeElement),
      drag: (hit, event) => drag.fill(hit, event),
      touch: (hit) => {
        drag.prepare(hit);
        if (this.details.open && !app.narrow && this.scroller.contains(document.activeElement) && this.grid.active === hit) this.details.show(hit);
      },
    });
    const sizes = sizeButtons((target) => this.grid.resize(target));
    this.scroller.append(this.#room, this.grid.element, this.#foot);
    this.#tools.append(this.#count, this.slider.element, this.avoid.element, this.filter.element, sizes);
    this.element = el("div", { class: "search-view" },
      el("div", { class: "search-head" }, this.box.element, this.#entries),
      el("div", { class: "results" },
        el("section", { class: "found", "aria-label": "Results" }, this.#heading, this.#tools, this.#stale, this.scroller, bar.element),
        this.details.element));
    this.results.state.watch((state) => this.#draw(state));
    app.hub.status.watch((status) => {
      const line = this.#room.querySelector(".lead");
      if (line) line.textContent = lead(status);
    });
    app.hub.connection.watch(({ live }) => live && this.results.catchUp());
    let known = app.hub.changes.value;
    app.hub.changes.watch((changes) => {
      if (changes === known) return;
      known = changes;
      this.#changed();
    });
  }

  /** Show and ask a query. */
  open(query) {
    const same = this.#query && JSON.stringify(query) === JSON.stringify(this.#query);
    this.#query = query;
    this.box.show(query);
    this.avoid.show(query);
    this.filter.show(query);
    if (same) return;
    this.#stale.hidden = true;
    if (asksNothing(query)) {
      this.results.clear();
      this.details.close();
    } else {
      this.#seen = 0;
      this.results.start(query);
    }
  }

  /** What was asked last, for coming back from another view. */
  get lastQuery() {
    return this.#query ?? emptyQuery();
  }

  /** Give the keyboard to the results. */
  focusResults() {
    if (this.results.state.value.shown.length) this.grid.focus();
  }

  #meant(hit) {
    const { chosen } = this.grid;
    return chosen.includes(hit) ? chosen : [hit];
  }

  #step(by) {
    const hit = this.grid.step(by);
    if (hit) this.details.show(hit, { focus: this.details.element.contains(document.activeElement) });
  }

  #detailsClosed() {
    if (this.results.state.value.shown.length) this.grid.focus();
    else this.box.focus();
  }

  /** The library holds something new: say so, and search again by itself only where nobody is looking at results yet. */
  #changed() {
    const { status, hits } = this.results.state.value;
    if (status === "idle" || status === "loading") return;
    if (!hits.length) {
      this.results.start(this.#query);
      return;
    }
    this.#stale.hidden = false;
    fill(this.#stale, el("span", {}, "Your library has changed since this search."),
      button({ text: "Search again", icon: "again", kind: "quiet", onclick: () => { this.#stale.hidden = true; this.#seen = 0; this.results.start(this.#query); } }));
  }

  #draw(state) {
    const { status, hits, shown, next, threshold } = state;
    const { notices } = this.#app;
    const idle = status === "idle";
    this.element.classList.toggle("resting", idle);
    this.element.setAttribute("aria-busy", String(status === "loading"));
    this.scroller.classList.toggle("waiting", status === "loading" && hits.length > 0);
    this.#heading.hidden = idle;
    this.#heading.textContent = this.#query?.text ? `Results for “${this.#query.text}”` : "Results";
    this.#tools.hidden = idle || (status === "failed");
    fill(this.#entries, idle || !this.#query ? null : understood(this.#app, state, this.#query));
    const fresh = status === "ready" && this.#seen === 0;
    if (fresh) this.#seen = 1;
    if (status !== "loading" || !hits.length) this.grid.show(shown, { complete: !next, top: fresh });
    if (fresh && this.details.open && !hits.some((hit) => hit.id === this.details.hit?.id)) this.details.close();
    this.slider.show(hits, threshold);
    this.#count.textContent = status === "loading" && !hits.length ? "Searching…" : countOf(state);
    fill(this.#room,
      idle ? teaching(this.#app, this.box)
        : status === "failed" ? failure(state.error, () => this.results.start(this.#query))
        : status === "loading" && !hits.length ? busyGrid()
        : status === "ready" && !shown.length ? nothingFound(this.#app, this.#query, { hidden: hits.length, reset: () => this.results.setThreshold(0) })
        : null);
    fill(this.#foot, state.fetching ? "Fetching more…" : state.error && status === "ready" ? button({ text: `${state.error.message} Try again`, onclick: () => this.results.more() }) : null);
    if (status === "ready") notices.say(shown.length ? `${countOf(state)}. ${state.why}` : "No pictures found.");
    else if (status === "failed") notices.say(state.error.message);
  }
}

function countOf({ hits, shown, next, threshold }) {
  const more = next ? "+" : "";
  if (threshold > 0 && shown.length < hits.length) return `${shown.length.toLocaleString("en-GB")} of ${hits.length.toLocaleString("en-GB")}${more} pictures`;
  return next ? `${hits.length.toLocaleString("en-GB")}+ pictures` : plural(hits.length, "picture");
}
