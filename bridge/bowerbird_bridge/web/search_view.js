// The search view: box, what was understood, slider and folders, and the grid with its details panel.

import { button, el, fill } from "./elements.js";
import { AvoidField } from "./avoid_field.js";
import { Beside } from "./beside.js";
import { DescriptionHelper } from "./describing.js";
import { Details } from "./details.js";
import { DragOut } from "./drag_out.js";
import { FolderFilter } from "./folder_filter.js";
import { Grid } from "./grid.js";
import { KeepSearch } from "./keep_search.js";
import { LockButton, secondThreshold } from "./locking.js";
import { NarrowingChips } from "./narrowings.js";
import { RefinePanel } from "./refine_panel.js";
import { Results } from "./results.js";
import { SearchBox } from "./search_box.js";
import { SimilaritySlider } from "./similarity.js";
import { MOST_AMONG, asksNothing, emptyQuery } from "./query.js";
import { count, plural } from "./phrases.js";
import { keepSet } from "./kept_sets.js";
import { provedLine } from "./labels.js";
import { poorReference, understood } from "./understood.js";
import { busyGrid, failure, lead, teaching } from "./empty_states.js";
import { nothingFound, nothingPasses } from "./nothing_found.js";
import { selectionBar, sizeButtons } from "./grid_tools.js";

export class SearchView {
  #app;
  #query = null;
  #entries = el("div", { class: "understood" });
  #reference = el("div", { class: "reference-room" });
  #heading = el("h1", { class: "unseen", hidden: true });
  #count = el("p", { class: "count" });
  #tools = el("div", { class: "tools" });
  #room = el("div", { class: "state-room" });
  #foot = el("div", { class: "grid-foot" });
  #stale = el("div", { class: "stale", hidden: true });
  #better = el("div", { class: "stale better", hidden: true });
  #seen = 0;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
    this.results = new Results(app.hub.api, app.hub.given, () => this.grid.inUse);
    this.box = new SearchBox(app, (query, typing) => app.search(query, { replace: typing }));
    const change = (changes) => app.search({ ...this.#query, ...changes });
    const narrow = (changes) => app.search({ ...this.#query, ...changes }, { replace: true });
    this.helper = new DescriptionHelper((text) => change({ text, mode: "auto" }));
    this.box.element.querySelector(".picture-open").before(this.helper.element);
    this.beside = new Beside(app, (changes) => ("weight" in changes ? narrow(changes) : change(changes)));
    this.slider = new SimilaritySlider((threshold) => this.results.setThreshold(threshold));
    this.lock = new LockButton((core, n) => this.#locked(core, n));
    this.avoid = new AvoidField(narrow);
    this.filter = new FolderFilter(app, narrow);
    this.refine = new RefinePanel(app, { changed: change, within: () => this.#searchWithin(), shown: () => this.results.state.value.shown.length });
    this.chips = new NarrowingChips(app, change);
    this.keep = new KeepSearch(app, () => this.results.state.value.threshold);
    this.scroller = el("div", { class: "scroller", tabindex: "-1" });
    const drag = new DragOut(app.hub.api);
    const { actions } = app;
    this.details = new Details(app, { shown: (hit) => this.grid.mark(hit), closed: () => this.#detailsClosed(), step: (by) => this.#step(by) });
    const bar = selectionBar(app, () => this.grid.choose([]), [
      { text: "More like these", icon: "more", act: (hits) => actions.moreLikeThese(hits) },
      { text: "Lock", icon: "lock", act: (hits) => actions.lock(hits) },
    ]);
    this.grid = new Grid(this.scroller, app.hub.pictures, {
      open: (hit) => this.details.show(hit, { focus: app.keyboard || app.narrow }),
      nearEnd: () => this.results.more(),
      choose: (chosen) => bar.show(chosen),
      menu: (hit, at) => actions.menu(this.#meant(hit), at, this.#menu(this.#meant(hit))),
      key: (hit, key) => this.#key(this.#meant(hit), key) || actions.key(this.#meant(hit), key, document.activeElement),
      drag: (hit, event) => drag.fill(hit, event),
      touch: (hit) => {
        drag.prepare(hit);
        if (this.details.open && !app.narrow && this.scroller.contains(document.activeElement) && this.grid.active === hit) this.details.show(hit);
      },
    });
    const sizes = sizeButtons((target) => this.grid.resize(target));
    this.scroller.append(this.#room, this.grid.element, this.#foot);
    this.#tools.append(this.#count, this.slider.element, this.lock.element, this.avoid.element, this.filter.element, this.refine.element, el("div", { class: "end-tools" }, this.keep.element, sizes));
    this.element = el("div", { class: "search-view" },
      el("div", { class: "search-head" }, this.box.element, this.beside.element, this.#reference, this.#entries),
      el("div", { class: "results" },
        el("section", { class: "found", "aria-label": "Results" }, this.#heading, this.#tools, this.chips.element, this.#stale, this.#better, this.scroller, bar.element),
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
    for (const part of [this.helper, this.beside, this.avoid, this.filter, this.refine, this.chips, this.keep]) part.show(query);
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

  /** Begin the second pass: what is locked stays, and the bar for the rest comes down. */
  #locked(core, n) {
    this.results.setThreshold(secondThreshold(this.results.state.value.threshold));
    this.#app.search({ ...this.#query, core });
    this.#app.notices.tell(`${plural(n, "picture")} locked. Lower the slider to let in more that are like them.`, { kind: "good", here: true });
    this.slider.input.focus();
  }

  #searchWithin() {
    const ids = this.results.state.value.shown.slice(0, MOST_AMONG).map(({ id }) => id);
    this.#app.search({ ...this.#query, among: keepSet(ids) });
    this.box.focus();
  }

  #menu(hits) {
    return [
      { text: hits.length === 1 ? "Add as example" : "Add as examples", icon: "plus", key: "E", act: () => this.#app.actions.addExamples(hits) },
      { text: "Lock: keep on top", icon: "lock", key: "O", act: () => this.#app.actions.lock(hits) },
    ];
  }

  #key(hits, key) {
    const act = { e: () => this.#app.actions.addExamples(hits), o: () => this.#app.actions.lock(hits) }[key.toLowerCase()];
    act?.();
    return act !== undefined;
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
    const { status, hits, shown, next, threshold, better } = state;
    const idle = status === "idle";
    this.element.classList.toggle("resting", idle);
    this.element.setAttribute("aria-busy", String(status === "loading"));
    this.scroller.classList.toggle("waiting", status === "loading" && hits.length > 0);
    this.#heading.hidden = idle;
    this.#heading.textContent = this.#query?.text ? `Results for “${this.#query.text}”` : "Results";
    this.#tools.hidden = idle || status === "failed";
    this.chips.element.classList.toggle("resting", idle);
    fill(this.#entries, idle || !this.#query ? null : understood(this.#app, state, this.#query));
    fill(this.#reference, status === "idle" || status === "failed" ? null : poorReference(state));
    const fresh = status === "ready" && this.#seen === 0;
    if (fresh) this.#seen = 1;
    if (status !== "loading" || !hits.length) this.grid.show(shown, { complete: !next, top: fresh, expanded: Boolean(this.#query?.core) });
    if (fresh && this.details.open && !hits.some((hit) => hit.id === this.details.hit?.id)) this.details.close();
    this.details.update(hits);
    this.slider.show(hits, shown, threshold);
    this.lock.show(state, this.#query);
    this.#offerOrder(better);
    this.#count.textContent = status === "loading" && !hits.length ? "Searching…" : countOf(state);
    this.#drawRoom(state);
    fill(this.#foot, state.fetching ? "Fetching more…" : state.error && status === "ready" ? button({ text: `${state.error.message} Try again`, onclick: () => this.results.more() }) : null);
    this.#speak(state);
  }

  /** Pictures stay where somebody is looking at them; the better order is offered instead. */
  #offerOrder(better) {
    if (better !== null && this.#better.hidden) {
      fill(this.#better, el("span", {}, `${provedLine(better) || "What matches was looked at closely"}. The order stayed as you were looking at it.`),
        button({ text: "Show the better order", icon: "again", kind: "quiet", onclick: () => { this.results.reorder(); this.grid.focus(); } }));
    }
    this.#better.hidden = better === null;
  }

  #drawRoom(state) {
    const { status, hits, shown, error } = state;
    const describe = () => this.helper.opener.click();
    // What helps against nothing found is asked for once, not at every change of the state.
    const nothing = status === "ready" && !shown.length && !hits.length;
    if (nothing && this.#nothing === this.#query) return;
    this.#nothing = nothing ? this.#query : null;
    fill(this.#room,
      status === "idle" ? teaching(this.#app, this.box, describe)
        : status === "failed" ? failure(error, () => this.results.start(this.#query))
        : status === "loading" && !hits.length ? busyGrid()
        : nothing ? nothingFound(this.#app, this.#query, (query) => this.results.probe(query))
        : status === "ready" && !shown.length ? nothingPasses(hits.length, () => this.results.setThreshold(0))
        : null);
  }

  #nothing = null;

  #speak({ status, shown, why, error, ...state }) {
    const { notices } = this.#app;
    const proved = state.labels === "done" ? provedLine(state.hits) : "";
    if (status === "ready") notices.say(shown.length ? [countOf({ shown, ...state }), why, ...state.notes, proved].filter(Boolean).join(". ") : ["No pictures found.", ...state.notes].join(" "));
    else if (status === "failed") notices.say(error.message);
  }
}

function countOf({ hits, shown, next, threshold }) {
  const more = next ? "+" : "";
  if (threshold > 0 && shown.length < hits.length) return `${count(shown.length)} of ${count(hits.length)}${more} pictures`;
  return next ? `${count(hits.length)}+ pictures` : plural(hits.length, "picture");
}
