// Dragging a picture out of the page: into a file manager as a file, into a text as its path, into a plug-in by its id.

import { part } from "./api.js";

const LARGEST = 64 * 1024 * 1024;
const PAUSE = 200;

export class DragOut {
  #api;
  #ready = { id: "", url: "" };
  #timer = 0;
  #fetching = new AbortController();

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** The pointer or the focus rests on a picture: have its bytes ready, since a drag cannot wait for them. */
  prepare(hit) {
    if (hit.id === this.#ready.id) return;
    clearTimeout(this.#timer);
    this.#fetching.abort();
    if (!hit.online || hit.bytes > LARGEST) return;
    this.#timer = setTimeout(() => this.#fetch(hit), PAUSE);
  }

  async #fetch(hit) {
    const fetching = new AbortController();
    this.#fetching = fetching;
    try {
      const blob = await this.#api.blob(`/v1/assets/${part(hit.id)}/original`, fetching.signal);
      if (this.#ready.url) URL.revokeObjectURL(this.#ready.url);
      this.#ready = { id: hit.id, url: URL.createObjectURL(blob) };
    } catch {
      // Nobody asked for it yet; the drag then carries the path alone.
    }
  }

  /** Fill a drag that begins. */
  fill(hit, event) {
    const { dataTransfer: data } = event;
    if (!data) return;
    data.effectAllowed = "copy";
    data.setData("application/x-bowerbird-asset", hit.id);
    if (hit.path) {
      data.setData("text/plain", hit.path);
      data.setData("text/uri-list", fileAddress(hit.path));
    }
    if (this.#ready.id === hit.id) data.setData("DownloadURL", `${hit.media_type}:${hit.name.replaceAll(":", "_")}:${this.#ready.url}`);
    const picture = event.target instanceof Element ? event.target.querySelector("img") : null;
    if (picture?.complete && picture.naturalWidth) data.setDragImage(picture, 24, 24);
  }
}

/** A path as a file: address, on any system. */
export function fileAddress(path) {
  const parts = path.replaceAll("\\", "/").split("/").map((name, at) => (at === 0 && /^[A-Za-z]:$/.test(name) ? name : encodeURIComponent(name)));
  const joined = parts.join("/");
  return joined.startsWith("/") ? `file://${joined}` : `file:///${joined}`;
}
