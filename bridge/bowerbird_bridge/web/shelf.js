// Small pictures in lists: each is fetched while its list is shown, and let go with it.

import { thumbnailPath } from "./cell.js";
import { el } from "./elements.js";
import { PRIORITY } from "./pictures.js";

export class Shelf {
  #releases = [];

  /** @param {import("./hub.js").Hub} hub */
  constructor(hub) {
    this.hub = hub;
  }

  /** A picture in a frame of its own; `name` is its alternative text, left out where the name stands beside it. */
  picture(id, { side = 160, name = "" } = {}) {
    const image = el("img", { alt: name, draggable: "false", decoding: "async" });
    const frame = el("span", { class: "shelf-picture waiting" }, image);
    this.#releases.push(this.hub.pictures.want(thumbnailPath(id, side), PRIORITY.visible, (url) => {
      frame.classList.remove("waiting");
      frame.classList.toggle("lost", !url);
      if (url) image.src = url;
    }));
    return frame;
  }

  clear() {
    for (const release of this.#releases) release();
    this.#releases = [];
  }
}
