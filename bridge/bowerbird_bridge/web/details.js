// The panel of one picture: large, with why it was found, where it lies, and what can be done with it.

import { part } from "./api.js";
import { button, el, fill, freshId, icon, path } from "./elements.js";
import { PRIORITY } from "./pictures.js";
import { thumbnailPath } from "./cell.js";
import { hitOverlay, whySection } from "./match.js";
import { factsSection } from "./asset_facts.js";
import { folderOf, plural } from "./phrases.js";
import { offlineNote } from "./picture_actions.js";
import { emptyQuery, narrowing } from "./query.js";
import { chooseRegion } from "./region.js";

export class Details {
  hit = null;
  #app;
  #release = [];
  #url = null;
  #asking = new AbortController();
  #why = el("div", { class: "why-room" });

  /**
   * @param {import("./main.js").App} app
   * @param {{closed: () => void, step: (by: number) => void, shown: (hit: any) => void}} handlers
   */
  constructor(app, handlers) {
    this.#app = app;
    this.handlers = handlers;
    this.#heading = freshId("details");
    this.element = el("aside", { class: "details", "aria-labelledby": this.#heading, hidden: true });
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  #heading;

  get open() {
    return !this.element.hidden;
  }

  /** Show a picture; `focus` gives the keyboard to the panel. */
  show(hit, { focus = false } = {}) {
    if (this.hit !== hit) {
      this.#letGo();
      this.#asking = new AbortController();
      this.hit = hit;
      fill(this.element, this.#head(hit), this.#picture(hit), this.#actions(hit), this.#why, this.#place(hit), factsSection(this.#app, hit, this.#asking.signal));
      this.#explain(hit);
      this.element.scrollTop = 0;
    }
    this.element.hidden = false;
    this.handlers.shown(hit);
    if (focus) this.element.querySelector("h2").focus();
  }

  /** Take in what has become known of the picture that is shown, without moving anything else. */
  update(hits) {
    const hit = this.hit && hits.find(({ id }) => id === this.hit.id);
    if (!hit || hit === this.hit) return;
    this.hit = hit;
    const actions = this.element.querySelector(".details-actions");
    if (!actions.contains(document.activeElement)) actions.replaceWith(this.#actions(hit));
    this.#explain(hit);
  }

  #explain(hit) {
    const drawing = hitOverlay(hit);
    const room = this.element.querySelector(".preview");
    room.querySelector(".overlay")?.remove();
    if (drawing) room.append(drawing);
    fill(this.#why, whySection(this.#app, hit, { drawing, release: this.#release }));
  }

  close() {
    if (!this.open) return;
    this.element.hidden = true;
    this.#letGo();
    this.hit = null;
    this.handlers.shown(null);
    this.handlers.closed();
  }

  #letGo() {
    this.#asking.abort();
    for (const release of this.#release) release();
    this.#release = [];
  }

  #key(event) {
    if (event.key === "Escape") this.close();
    else if (event.target.closest("button, a, input") && event.key === "Enter") return;
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.handlers.step(event.key === "ArrowLeft" ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #head(hit) {
    return el("header", { class: "details-head" },
      el("h2", { id: this.#heading, tabindex: "-1" }, el("bdi", {}, hit.name)),
      button({ label: "Earlier picture", icon: "back", kind: "quiet", onclick: () => this.handlers.step(-1) }),
      button({ label: "Next picture", icon: "right", kind: "quiet", onclick: () => this.handlers.step(1) }),
      button({ label: "Close details", icon: "close", kind: "quiet", onclick: () => this.close() }));
  }

  #picture(hit) {
    const small = el("img", { alt: "", class: "under", draggable: "false" });
    const large = el("img", { alt: `Preview of ${hit.name}`, class: "over", draggable: "false" });
    const room = el("div", { class: "preview" }, small, large);
    room.style.aspectRatio = `${Math.max(hit.width, 1)} / ${Math.max(hit.height, 1)}`;
    this.#url = null;
    const { pictures } = this.#app.hub;
    this.#release = [
      pictures.want(thumbnailPath(hit.id, 200), PRIORITY.visible, (url) => url && (small.src = url)),
      pictures.want(`/v1/assets/${part(hit.id)}/proxy`, PRIORITY.visible + 1, (url) => {
        if (!url) return room.classList.add("lost");
        this.#url = url;
        large.src = url;
        return room.classList.add("sharp");
      }),
    ];
    return el("div", { class: "preview-room" }, room);
  }

  #actions(hit) {
    const { actions, route } = this.#app;
    return el("div", { class: "details-actions" },
      button({ text: "More like this", icon: "more", kind: "main", onclick: () => actions.moreLike(hit) }),
      route.view === "search" && route.query.like ? button({ text: "Add as example", icon: "plus", kind: "plain whole", title: "Search with this picture as well (E)", onclick: () => actions.addExamples([hit]) }) : null,
      button({ text: "By a part…", icon: "crop", onclick: () => this.#byPart(hit) }),
      button({ text: "Show in folder", icon: "reveal", disabled: !hit.online, onclick: () => actions.reveal(hit) }),
      button({ text: "Collect…", icon: "collection", "aria-haspopup": "menu", onclick: (event) => actions.collect([hit], event.currentTarget) }),
      button({ text: "Copy to curated", icon: "keep", disabled: !hit.online, onclick: () => actions.curate([hit], route.query.text) }));
  }

  async #byPart(hit) {
    if (!this.#url) return;
    const chosen = await chooseRegion({ url: this.#url, region: null });
    if (chosen) {
      this.#app.search({ ...emptyQuery(), ...narrowing(this.#app.route.query), like: { asset: hit.id }, region: chosen.region });
    }
  }

  #place(hit) {
    return el("section", {},
      el("h3", {}, "Where it lies"),
      offlineNote(hit),
      el("div", { class: "path" }, path(hit.path ? folderOf(hit.path) : hit.folder.name),
        hit.path ? button({ label: "Copy path", icon: "copy", kind: "quiet", onclick: () => this.#app.actions.copyPath([hit]) }) : null),
      hit.copy_paths?.length ? el("details", { class: "copies" },
        el("summary", {}, `The same picture also lies in ${plural(hit.copy_paths.length, "other place")}`),
        el("ul", {}, hit.copy_paths.map((place) => el("li", {}, path(place))))) : null,
      hit.variants ? el("p", { class: "folded" },
        el("span", {}, `${plural(hit.variants, "other version")} of this picture ${hit.variants === 1 ? "is" : "are"} folded into it.`),
        button({ text: "List them", kind: "small quiet", onclick: () => this.#app.search({ ...this.#app.route.query, copies: true }) })) : null,
      hit.curated ? el("p", { class: "hint curated-line" }, icon("keep", 14), el("span", {}, "Already in your curated folder")) : null);
  }
}
