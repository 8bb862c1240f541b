// The one box: words, a code, or a picture that is dropped, pasted or chosen, and words beside a picture.

import { button, el, freshId, icon } from "./elements.js";
import { chooseRegion } from "./region.js";
import { pictureIn } from "./given_pictures.js";
import { chipPicture } from "./picture_chip.js";
import { picturesOf, withPictures } from "./query.js";
import { part } from "./api.js";

const TYPING_PAUSE = 350;

export class SearchBox {
  #app;
  #query;
  #timer = 0;
  #release = null;

  /**
   * @param {import("./main.js").App} app
   * @param {(query: import("./query.js").Query, typing: boolean) => void} ask
   */
  constructor(app, ask) {
    this.#app = app;
    this.ask = ask;
    const id = freshId("search");
    this.input = el("input", {
      id, type: "search", class: "search-input", autocomplete: "off", spellcheck: "false", maxlength: "2000",
      placeholder: "Describe it, type a code, or drop a picture", "aria-describedby": `${id}-help`,
    });
    this.#slot = el("div", { class: "picture-slot" });
    const file = el("input", { type: "file", accept: "image/*,.hdr,.pic,.exr", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
    file.addEventListener("change", () => {
      if (file.files[0]) this.take(file.files[0]);
      file.value = "";
    });
    this.element = el(
      "div",
      { class: "search-box", role: "search" },
      el("label", { for: id, class: "unseen" }, "Search your pictures"),
      el("p", { id: `${id}-help`, class: "unseen" }, "Type words or a code. You can also paste a picture here, or choose one with the button that follows."),
      icon("search", 18),
      this.#slot,
      this.input,
      el("kbd", { class: "slash", "aria-hidden": "true" }, "/"),
      button({ label: "Search with a picture from this computer", icon: "picture", kind: "quiet picture-open", onclick: () => file.click() }),
      file,
    );
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  #slot;

  /** Show a query, without asking it. */
  show(query) {
    this.#query = query;
    if (document.activeElement !== this.input || this.input.value.trim() !== query.text.trim()) this.input.value = query.text;
    this.#showPicture();
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /** Search with a picture that the person gave; the words in the box stay. */
  async take(file) {
    const given = await this.#app.notices.attempt(() => this.#app.hub.given.add(file));
    if (given) this.#with({ given: given.key });
  }

  /** Take what was pasted or dropped; true where there was a picture in it. */
  takeFrom(data) {
    const asset = data?.getData("application/x-bowerbird-asset");
    if (asset) {
      this.#with({ asset });
      return true;
    }
    const picture = pictureIn(data);
    if (picture) this.take(picture);
    return picture !== null;
  }

  /** Search with another picture; what was searched with before can be kept beside it. */
  #with(like) {
    const before = picturesOf(this.#query);
    this.#ask({ like, region: null, examples: [] });
    if (!before.length) return;
    const keep = () => this.#ask(withPictures(this.#query, [...before, like]));
    this.#app.notices.tell("Searching with the new picture.", { action: { text: before.length === 1 ? "Search with both" : "Search with all", act: keep } });
  }

  #ask(changes, typing = false) {
    clearTimeout(this.#timer);
    this.ask({ ...this.#query, text: this.input.value.trim(), ...changes }, typing);
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask({}, true), TYPING_PAUSE);
  }

  #key(event) {
    if (event.key === "Enter") this.#ask({});
    else if (event.key === "Escape" && this.input.value) {
      this.input.value = "";
      this.#ask({}, true);
    } else if (event.key === "Backspace" && !this.input.value && this.#query.like) this.#withoutPicture();
    else if (event.key === "ArrowDown") this.#app.focusResults();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #showPicture() {
    const { like, region, examples } = this.#query;
    this.#release?.();
    this.#release = null;
    this.#slot.replaceChildren();
    if (!like) return;
    const { picture, name, url, shown, release } = chipPicture(this.#app.hub, like, region);
    this.#release = release;
    this.#slot.append(
      el("span", { class: "chip" },
        el("span", { class: "chip-picture" }, picture),
        el("span", { class: "chip-text" }, region ? "Part of it" : examples.length ? `Like these ${examples.length + 1}` : "Like this"),
        shown ? button({ label: region ? "Change the part to search by" : "Search by a part of this picture", icon: "crop", kind: "quiet", "aria-description": name, onclick: () => this.#choosePart(url) }) : null,
        button({ label: "Take the picture away", icon: "close", kind: "quiet", "aria-description": name, onclick: () => { this.#withoutPicture(); this.input.focus(); } }),
      ),
    );
  }

  /** Without the first picture the next example is the one that is searched with. */
  #withoutPicture() {
    this.#ask(withPictures(this.#query, this.#query.examples));
  }

  async #choosePart(given) {
    const { like, region } = this.#query;
    let url = given;
    let own = null;
    if (!url && "asset" in like) {
      own = await this.#app.notices.attempt(() => this.#app.hub.api.blob(`/v1/assets/${part(like.asset)}/proxy`));
      if (!own) return;
      url = URL.createObjectURL(own);
    }
    if (!url) return;
    const chosen = await chooseRegion({ url, region });
    if (own) URL.revokeObjectURL(url);
    if (chosen) this.#ask({ region: chosen.region });
  }
}
