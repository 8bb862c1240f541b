// The second pass of the slider: what is shown is locked, and the list grows from it at a lower bar.

import { button } from "./elements.js";
import { idsOf, keepSet } from "./kept_sets.js";
import { plural } from "./phrases.js";

/** As many as the hub takes. */
export const MOST_LOCKED = 200;
/** How far the slider goes back after locking: far enough to let variants in, near enough to keep strangers out. */
const SECOND_PASS = 0.7;

export const secondThreshold = (threshold) => Math.round(threshold * SECOND_PASS);

export class LockButton {
  #ids = [];

  /** @param {(key: string, count: number) => void} lock */
  constructor(lock) {
    this.element = button({ text: "Lock", icon: "lock", kind: "small lock", onclick: () => lock(keepSet(this.#ids), this.#ids.length) });
    this.element.hidden = true;
  }

  /** Offer to lock where the slider has made a choice that is not locked yet. */
  show({ status, hits, shown, threshold }, query) {
    this.#ids = shown.map(({ id }) => id);
    const locked = new Set(idsOf(query?.core ?? null));
    const fresh = this.#ids.some((id) => !locked.has(id));
    const fits = shown.length > 0 && shown.length <= MOST_LOCKED && shown.length < hits.length;
    this.element.hidden = !(status === "ready" && threshold > 0 && fits && fresh);
    this.element.lastElementChild.textContent = shown.length === 1 ? "Lock this one" : `Lock these ${shown.length}`;
    this.element.title = `${plural(shown.length, "picture")} will stay on top, and the slider then lets in others that are like them`;
  }
}
