// The start of the page: the session, the frame, and which view an address means.

import { ApiError } from "./api.js";
import { el, fill, icon } from "./elements.js";
import { Hub } from "./hub.js";
import { Notices } from "./notices.js";
import { PictureActions } from "./picture_actions.js";
import { Recipes, recipeIn } from "./recipes.js";
import { SavedSearches } from "./saved_searches.js";
import { SearchView } from "./search_view.js";
import { Shell } from "./shell.js";
import { collectionView } from "./collection_view.js";
import { curatedView } from "./curated_view.js";
import { duplicatesView } from "./duplicates_view.js";
import { forgetSession, openSession, rememberedSession, takeCode } from "./session.js";
import { foldersView } from "./folders_view.js";
import { guideView } from "./guide_view.js";
import { healthView } from "./health_view.js";
import { modelsView } from "./models_view.js";
import { pluginsView } from "./plugins_view.js";
import { preferencesView } from "./preferences_view.js";
import { problemsView } from "./problems_view.js";
import { readRoute, writeRoute } from "./route.js";
import { savedView } from "./saved_view.js";
import { selfTestView } from "./self_test_view.js";
import { welcomeView } from "./welcome_view.js";
import { DropTarget } from "./drop_target.js";

const VIEWS = { plugins: pluginsView, folders: foldersView, models: modelsView, problems: problemsView, health: healthView, preferences: preferencesView, saved: savedView, duplicates: duplicatesView, curated: curatedView, selftest: selfTestView, guide: guideView };

export class App {
  /** Whether the keyboard was used last: then the focus follows what opens. */
  keyboard = false;
  route = readRoute(location.hash);
  #view = null;
  #searchView = null;

  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.hub = new Hub(session, () => ended());
    this.notices = new Notices();
    this.actions = new PictureActions(this);
    this.saved = new SavedSearches(this);
    this.recipes = new Recipes(this);
    this.shell = new Shell(this);
  }

  get narrow() {
    return matchMedia("(max-width: 860px)").matches;
  }

  async start() {
    document.body.replaceChildren(this.shell.element, this.notices.element);
    addEventListener("hashchange", () => this.#arrive());
    addEventListener("keydown", (event) => this.#key(event), true);
    addEventListener("pointerdown", () => (this.keyboard = false), true);
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    document.addEventListener("paste", (event) => this.#paste(event));
    document.body.append(new DropTarget((data, target) => this.#takePicture(data, target), () => this.notices.tell("Only picture files can be dropped here, and recipes. Save the picture first, then drop the file.", { kind: "bad" })).element);
    let first = true;
    this.hub.folders.watch((folders) => {
      if (folders === null) return;
      // With the first folder the welcome ends, and with the last one it begins again.
      if (first || this.#welcoming !== (folders.length === 0)) this.#arrive();
      first = false;
    });
    try {
      await this.hub.start();
    } catch (error) {
      if (error instanceof ApiError && error.status !== 401) this.notices.tellError(error);
      if (first) this.#arrive();
    }
  }

  #welcoming = false;

  /** Go to a view; `replace` leaves no step back, as while typing. */
  go(route, { replace = false } = {}) {
    const address = writeRoute(route);
    const here = address === location.hash || (address === "#/" && !location.hash);
    // What follows a press can count on the new address: a change of the fragment alone would be told of later.
    if (!here) history[replace ? "replaceState" : "pushState"](null, "", address);
    this.#arrive();
  }

  search(query, options) {
    this.go({ view: "search", query }, options);
  }

  focusResults() {
    this.#searchView?.focusResults();
  }

  #search() {
    this.#searchView ??= new SearchView(this);
    return this.#searchView;
  }

  async #arrive() {
    const code = takeCode();
    if (code !== null) {
      await openSession(code).catch(() => {});
      location.reload();
      return;
    }
    this.route = readRoute(location.hash);
    this.#welcoming = this.hub.folders.value?.length === 0;
    const { view, id, query } = this.route;
    this.shell.mark(this.route);
    this.shell.arrived();
    const wanted = view === "search" ? (this.#welcoming ? "welcome" : "search") : `${view}/${id ?? ""}`;
    if (this.#view?.key !== wanted) this.#open(wanted, view, id);
    if (wanted === "search") this.#search().open(query);
  }

  #open(wanted, view, id) {
    const first = this.#view === null;
    this.#view?.close?.();
    this.notices.leave();
    if (wanted === "search") this.#view = { element: this.#search().element, heading: null };
    else if (wanted === "welcome") this.#view = welcomeView(this);
    else if (view === "collection") this.#view = collectionView(this, id);
    else this.#view = VIEWS[view](this, id);
    this.#view.key = wanted;
    fill(this.shell.main, this.#view.element);
    document.title = wanted === "search" || wanted === "welcome" ? "Bowerbird" : `${this.#view.heading.textContent} · Bowerbird`;
    if (wanted === "search") {
      if (!this.narrow || !first) this.#search().box.input.focus();
    } else if (!first) this.#view.heading.focus();
  }

  #key(event) {
    if (!["Control", "Shift", "Alt", "Meta"].includes(event.key)) this.keyboard = true;
  }

  #shortcut(event) {
    const typing = event.target instanceof Element && event.target.closest("input:not([type=range], [type=checkbox]), textarea, select");
    if ((event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      if (this.route.view !== "search") this.go({ view: "search", query: this.#search().lastQuery });
      requestAnimationFrame(() => this.#search().box.focus());
    } else if (event.key === "Escape" && !document.querySelector(":popover-open")) {
      if (this.shell.closeDrawer()) return;
      if (this.#view?.closeDetails) this.#view.closeDetails();
      else if (this.#view?.key === "search") this.#search().details.close();
    }
  }

  #paste(event) {
    if (document.querySelector("dialog[open]") || this.#welcoming) return;
    const typing = event.target instanceof Element && event.target.closest("input, textarea");
    const picture = [...(event.clipboardData?.items ?? [])].some((item) => item.kind === "file" && item.type.startsWith("image/"));
    if (picture) {
      event.preventDefault();
      this.#takePicture(event.clipboardData);
    } else if (!typing) {
      const text = event.clipboardData?.getData("text/plain").trim();
      if (text) this.search({ ...this.#search().lastQuery, text });
    }
  }

  #takePicture(data, target = null) {
    const { box, beside } = this.#search();
    const recipe = recipeIn(data);
    if (recipe) {
      this.recipes.take(recipe);
      return true;
    }
    return target?.closest(".beside") ? beside.takeFrom(data) : box.takeFrom(data);
  }
}

/** Say in plain words how to open the page, where there is no session. */
function closedDoor(title, text) {
  document.title = "Bowerbird";
  document.body.replaceChildren(
    el("main", { class: "door" },
      el("img", { src: "/page/bowerbird.svg", alt: "", width: "88", height: "88" }),
      el("h1", {}, title),
      el("p", {}, text),
      el("p", {}, "Open it from a terminal, with the command"),
      el("p", {}, el("code", { class: "command" }, "bowerbird open")),
      el("p", { class: "hint" }, icon("keep", 14), el("span", {}, "The command hands this page a code that works once, for one minute. That keeps other programs and web pages out of your pictures."))));
}

function ended() {
  forgetSession();
  closedDoor("This page was closed by the hub", "Its session ended, or the hub was started again. Nothing is lost.");
}

async function begin() {
  const code = takeCode();
  let session = rememberedSession();
  if (code !== null) {
    try {
      session = await openSession(code);
    } catch (error) {
      if (!session) {
        closedDoor(error instanceof ApiError ? "This link was used already, or is too old" : "The hub does not answer", error.message);
        return;
      }
    }
  }
  if (!session) {
    closedDoor("Your pictures are behind this door", "Bowerbird’s page opens only for you.");
    return;
  }
  await new App(session).start();
}

begin();
