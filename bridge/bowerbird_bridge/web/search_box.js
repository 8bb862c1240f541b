// The one box: words, a code, or a picture that is dropped, pasted or chosen, and words beside a picture.

import { button, el, freshId, icon } from "./elements.js";
import { chooseRegion } from "./region.js";
import { pictureIn } from "./given_pictures.js";
import { thumbnailPath } from "./cell.js";
import { PRIORITY } from "./pictures.js";
import { part } from "./api.js";

const TYPING_PAUSE = 350;

export class SearchBox {
  #app;
  #query;
  #timer = 0;
  #release = null;

  /**
   * @param {import("./main.js").App} app
   * @param {(query: import("./results.js").Query, typing: boolean) => void} ask
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
      button({ label: "Search with a picture from this computer", icon: "picture", kind: "quiet", onclick: () => file.click() }),
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
    if (given) this.#ask({ like: { given: given.key }, region: null });
  }

  /** Take what was pasted or dropped; true where there was a picture in it. */
  takeFrom(data) {
    const asset = data?.getData("application/x-bowerbird-asset");
    if (asset) {
      this.#ask({ like: { asset }, region: null });
      return true;
    }
    const picture = pictureIn(data);
    if (picture) this.take(picture);
    return picture !== null;
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
    } else if (event.key === "Backspace" && !this.input.value && this.#query.like) this.#ask({ like: null, region: null });
    else if (event.key === "ArrowDown") this.#app.focusResults();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #showPicture() {
    const { like, region } = this.#query;
    this.#release?.();
    this.#release = null;
    this.#slot.replaceChildren();
    if (!like) return;
    const given = "given" in like ? this.#app.hub.given.find(like.given) : null;
    const hidden = given !== null && !given.url; // of a kind that no browser shows
    const picture = hidden ? icon("picture", 18) : el("img", { alt: "", draggable: "false" });
    const name = given?.name ?? ("asset" in like ? "picture of your library" : "picture that is gone");
    if (given?.url) picture.src = given.url;
    else if ("asset" in like) {
      this.#release = this.#app.hub.pictures.want(thumbnailPath(like.asset, 160), PRIORITY.visible, (url) => url && (picture.src = url));
    }
    cut(picture, region);
    this.#slot.append(
      el("span", { class: "chip" },
        el("span", { class: "chip-picture" }, picture),
        el("span", { class: "chip-text" }, region ? "Part of it" : "Like this"),
        hidden ? null : button({ label: region ? "Change the part to search by" : "Search by a part of this picture", icon: "crop", kind: "quiet", "aria-description": name, onclick: () => this.#choosePart(given) }),
        button({ label: "Take the picture away", icon: "close", kind: "quiet", onclick: () => { this.#ask({ like: null, region: null }); this.input.focus(); } }),
      ),
    );
  }

  async #choosePart(given) {
    const { like, region } = this.#query;
    let url = given?.url;
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

/** Show only a part of a picture, in a frame that hides the rest. */
function cut(picture, region) {
  if (!region) return;
  const scale = 1 / Math.max(region.width, region.height);
  Object.assign(picture.style, {
    width: `${scale * 100}%`, height: `${scale * 100}%`, objectFit: "fill",
    left: `${-region.x * scale * 100}%`, top: `${-region.y * scale * 100}%`,
  });
}
