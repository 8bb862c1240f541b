// Looking for a folder of this computer without typing: suggestions first, then into folders.

import { withQuery } from "./api.js";
import { button, el, fill, freshId, icon } from "./elements.js";
import { openDialog } from "./popups.js";

/** @typedef {{id?: string, name: string, path: string}} Place */

export class PlaceBrowser {
  #app;
  #trail = [];
  #rows = el("ul", { class: "places" });
  #head = el("div", { class: "places-head" });

  /**
   * @param {import("./main.js").App} app
   * @param {{pick: (place: Place) => void, picked?: (place: Place) => boolean, verb?: string}} options
   */
  constructor(app, { pick, picked = () => false, verb = "Choose" }) {
    this.#app = app;
    this.pick = pick;
    this.picked = picked;
    this.verb = verb;
    this.element = el("div", { class: "place-browser" }, this.#head, this.#rows);
    this.#open(null);
  }

  /** Draw again, for instance because something was chosen. */
  refresh() {
    this.#draw();
  }

  #places = [];

  async #open(place, { back = false } = {}) {
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await this.#app.hub.api.get(withQuery("/v1/places", { within: place?.id }));
      if (back) this.#trail.pop();
      else if (place) this.#trail.push(place);
      this.#places = answer.places;
      this.#draw();
      if (place || back) this.element.querySelector("button")?.focus();
    } catch (error) {
      this.#app.notices.tellError(error);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }

  #draw() {
    const inside = this.#trail.at(-1);
    fill(this.#head,
      inside ? button({ label: "Back", icon: "back", kind: "quiet", onclick: () => this.#open(this.#trail.at(-2) ?? null, { back: true }) }) : null,
      el("p", {}, inside ? el("bdi", { class: "mono" }, inside.path) : "Good places to start"),
      inside ? this.#choice(inside) : null);
    fill(this.#rows, this.#places.length ? this.#places.map((place) => this.#row(place)) : el("li", { class: "hint" }, "There are no folders in here."));
  }

  #row(place) {
    return el("li", { class: "place" },
      icon("folder"),
      el("div", { class: "place-text" },
        el("bdi", { class: "name" }, place.name),
        el("bdi", { class: "mono dim" }, place.path),
        (place.advice ?? []).map((line) => el("p", { class: "advice" }, line))),
      place.has_folders ? button({ text: "Open", kind: "quiet", "aria-label": `Open: ${place.name}`, onclick: () => this.#open(place) }) : null,
      this.#choice(place));
  }

  #choice(place) {
    if (place.in_library) return el("span", { class: "tag good" }, "In your library");
    const picked = this.picked(place);
    return button({ text: picked ? "Chosen" : this.verb, icon: picked ? "check" : undefined, kind: picked ? "on" : "plain", "aria-label": `${picked ? "Chosen" : this.verb}: ${place.name}`, onclick: () => { this.pick(place); this.refresh(); } });
  }
}

/** A field for those who know the path. */
export function pathField(verb, take) {
  const input = el("input", { type: "text", id: freshId("path"), class: "mono", autocomplete: "off", spellcheck: "false", placeholder: "/home/anna/Pictures" });
  const go = () => {
    const path = input.value.trim();
    if (path) take(path, () => (input.value = ""));
  };
  input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), go()));
  return el("div", { class: "field" }, el("label", { for: input.id }, "Or type where it lies"), el("div", { class: "with-button" }, input, button({ text: verb, onclick: go })));
}

/**
 * Have one folder chosen in a dialog.
 * @param {import("./main.js").App} app
 * @returns {Promise<Place|null>}
 */
export function choosePlace(app, { title, text, yes }) {
  return openDialog({
    title,
    wide: true,
    build: (done) => ({
      body: [el("p", {}, text), new PlaceBrowser(app, { pick: done, verb: yes }).element, pathField(yes, (path) => done({ name: path, path }))],
    }),
  });
}
