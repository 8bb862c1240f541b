// The frame of the page: where one can go, what the hub is doing, and whether it is there at all.

import { part } from "./api.js";
import { button, el, fill, icon } from "./elements.js";
import { writeRoute } from "./route.js";
import { bar } from "./manage_view.js";
import { count, plural, progressLine } from "./phrases.js";

const PLACES = [
  ["search", "search", "Search"],
  ["saved", "star", "Saved searches"],
  ["curated", "keep", "Curated copies"],
  ["duplicates", "twins", "Duplicates"],
];
/** What is set up once and looked after. */
const UPKEEP = [
  ["folders", "folder", "Folders"],
  ["plugins", "plug", "Plug-ins"],
  ["models", "model", "Models"],
  ["problems", "problem", "Problems"],
  ["health", "health", "Health"],
  ["preferences", "sliders", "Preferences"],
  ["guide", "guide", "Guide"],
];

/** Views without a place of their own. */
const PART_OF = { selftest: "health" };

export class Shell {
  #app;
  #links = new Map();
  #counts = new Map();
  #collections = el("ul", { class: "nav-list" });
  #work = el("div", { class: "work" });
  #banner = el("div", { class: "banner", role: "alert", hidden: true });
  #asking = el("div", { class: "banner asking", role: "alert", hidden: true });
  main = el("main", { id: "main", tabindex: "-1" });

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
    const nav = el("nav", { class: "sidebar", "aria-label": "Bowerbird" },
      el("a", { class: "brand", href: "#/" }, el("img", { src: "/page/bowerbird.svg", alt: "", width: "26", height: "26" }), el("span", {}, "Bowerbird")),
      el("ul", { class: "nav-list" }, PLACES.map(([view, drawn, text]) => this.#link(view, drawn, text))),
      el("div", { class: "nav-head" }, el("h2", {}, "Collections"), button({ label: "New collection", icon: "plus", kind: "quiet", onclick: () => app.actions.newCollection() })),
      this.#collections,
      el("span", { class: "spring" }),
      el("ul", { class: "nav-list lower" }, UPKEEP.map(([view, drawn, text]) => this.#link(view, drawn, text))),
      this.#work);
    const menu = button({ label: "Menu", icon: "menu", kind: "quiet", "aria-expanded": "false", onclick: () => this.#drawer(this.element.dataset.drawer !== "open") });
    this.#menu = menu;
    const skip = el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); this.main.focus(); } }, "Skip to the pictures");
    this.element = el("div", { class: "shell" },
      skip,
      nav,
      el("div", { class: "shade", onclick: () => this.#drawer(false) }),
      el("div", { class: "stage" }, el("header", { class: "top" }, menu, el("span", { class: "brand" }, "Bowerbird")), this.#banner, this.#asking, this.main));
    nav.addEventListener("click", (event) => event.target.closest("a") && this.#drawer(false));
    this.#follow();
  }

  #menu;
  #states = new Map();

  /** Mark where the person is. */
  mark(route) {
    for (const [key, link] of this.#links) {
      if (key === (route.view === "collection" ? `collection/${route.id}` : (PART_OF[route.view] ?? route.view))) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** Close the drawer of a narrow window; true where it was open. */
  closeDrawer() {
    const open = this.element.dataset.drawer === "open";
    this.#drawer(false);
    return open;
  }

  #drawer(open) {
    this.element.dataset.drawer = open ? "open" : "shut";
    this.#menu.setAttribute("aria-expanded", String(open));
    if (open) this.element.querySelector(".sidebar a").focus();
  }

  #link(view, drawn, text, id = null) {
    const number = el("span", { class: "nav-count" });
    const link = el("a", { href: writeRoute({ view, id }), class: "nav-link" }, icon(drawn), el("bdi", { class: "nav-text" }, text), number);
    const key = id ? `${view}/${id}` : view;
    this.#links.set(key, link);
    this.#counts.set(key, number);
    return el("li", {}, link);
  }

  #count(key, n, { kind = "", what = "" } = {}) {
    const number = this.#counts.get(key);
    fill(number, n ? [el("span", { "aria-hidden": "true" }, count(n)), el("span", { class: "unseen" }, ` ${count(n)} ${what}`)] : null);
    number.className = `nav-count ${n ? kind : ""}`;
  }

  #follow() {
    const { hub } = this.#app;
    hub.collections.watch((collections) => {
      for (const key of [...this.#links.keys()]) if (key.startsWith("collection/")) this.#links.delete(key);
      fill(this.#collections, (collections ?? []).map((collection) => this.#link("collection", "collection", collection.name, collection.id)),
        collections?.length ? null : el("li", { class: "hint" }, "Gather pictures for a project, without copying them."));
      for (const { id, pictures } of collections ?? []) this.#count(`collection/${id}`, pictures, { what: "pictures" });
      this.mark(this.#app.route);
    });
    hub.saved.watch((saved) => this.#count("saved", saved?.length, { what: "saved" }));
    hub.status.watch((status) => {
      if (!status) return;
      const { unreadable, quarantined } = status.files;
      this.#count("problems", unreadable + quarantined, { what: "files" });
      this.#count("folders", status.held, { kind: "urgent", what: status.held === 1 ? "picture waits for your word" : "pictures wait for your word" });
      this.#draw();
    });
    hub.jobs.watch((jobs) => {
      this.#tellEnds(jobs);
      this.#draw();
    });
    hub.pending.watch((pending) => this.#askedToPair(pending));
    hub.connection.watch((connection) => this.#connected(connection));
  }

  /** Say how a job ended that was seen under way; that the index is up to date says the foot of the places already. */
  #tellEnds(jobs) {
    const { notices } = this.#app;
    for (const { id, kind, state, title, error } of jobs) {
      const before = this.#states.get(id);
      this.#states.set(id, state);
      if (!before || before === state) continue;
      if (state === "failed") notices.tell(error?.detail || `${title}: it failed.`, { kind: "bad" });
      else if (state === "succeeded" && kind !== "index") notices.tell(`${title}: done.`, { kind: "good" });
    }
  }

  #askedToPair(pending) {
    this.#count("plugins", pending, { kind: "urgent", what: pending === 1 ? "request" : "requests" });
    const here = this.#app.route.view === "plugins";
    this.#asking.hidden = pending === 0 || here;
    fill(this.#asking, pending ? [icon("plug"), el("p", {}, pending === 1 ? "A plug-in asks to connect." : `${pending} plug-ins ask to connect.`), el("a", { class: "button main", href: writeRoute({ view: "plugins" }) }, "Look at it")] : null);
  }

  /** The pairing banner has no place in the view that shows the pairings. */
  arrived() {
    this.#askedToPair(this.#app.hub.pending.value);
  }

  #connected({ live, wait }) {
    if (live === this.#banner.hidden) {
      // Only the sentence changes from try to try: the button must not be taken away under a finger or the focus.
      if (!live) this.#banner.querySelector("span").textContent = tryingLine(wait);
      return;
    }
    this.#banner.hidden = live;
    fill(this.#banner, live ? null : [
      icon("plug"),
      el("p", {}, el("strong", {}, "The hub does not answer. "), el("span", {}, tryingLine(wait))),
      button({ text: "Try now", onclick: () => this.#app.hub.tryNow() }),
    ]);
    if (live) this.#app.notices.tell("The hub is back.", { kind: "good" });
  }

  #draw() {
    const { hub } = this.#app;
    const status = hub.status.value;
    const job = hub.underWay;
    if (job) {
      const line = job.state === "queued" ? "Waiting for its turn" : progressLine(job.progress, job.title);
      const old = this.#work.querySelector("progress");
      const fresh = bar(job.progress, job.title);
      if (old && this.#work.dataset.job === job.id && old.hasAttribute("value") === fresh.hasAttribute("value")) {
        if (fresh.hasAttribute("value")) Object.assign(old, { max: fresh.max, value: fresh.value });
        this.#work.querySelector(".work-line").textContent = line;
        return;
      }
      this.#work.dataset.job = job.id;
      fill(this.#work, el("p", { class: "work-title" }, job.title,
        button({ label: `Stop: ${job.title}`, icon: "stop", kind: "quiet small", onclick: () => this.#app.notices.attempt(async () => hub.takeJob(await hub.api.post(`/v1/jobs/${part(job.id)}/cancel`))) })),
      fresh, el("p", { class: "work-line" }, line));
      return;
    }
    delete this.#work.dataset.job;
    const index = status?.parts.index;
    fill(this.#work, status ? [
      el("p", { class: "work-title" }, el("span", { class: `dot ${index.state === "failed" ? "bad" : index.state === "paused" ? "warn" : "good"}` }), plural(status.searchable, "picture")),
      el("p", { class: "work-line" }, index.state === "ready" || index.state === "installed" ? "Up to date" : index.detail || index.state),
    ] : null);
  }
}

const tryingLine = (wait) => `${wait >= 1000 ? `Trying again every ${Math.round(wait / 1000)} s` : "Trying again"}; the page goes on by itself.`;
