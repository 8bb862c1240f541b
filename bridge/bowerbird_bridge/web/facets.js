// What the library can be filtered by. Asked once, and again after the library has changed.

const NONE = { cameras: [], keywords: [], media_types: [], colours: [], years: [], unread: 0 };

export class Facets {
  #hub;
  #known = null;
  #at = -1;

  /** @param {import("./hub.js").Hub} hub */
  constructor(hub) {
    this.#hub = hub;
  }

  /**
   * The values of each kind with their numbers of pictures, the most frequent first.
   * @returns {Promise<Record<"cameras"|"keywords"|"media_types"|"colours"|"years", Array<{value: string, pictures: number}>> & {unread: number}>}
   */
  async learn() {
    const changes = this.#hub.changes.value;
    if (this.#known === null || this.#at !== changes) {
      this.#known = { ...NONE, ...(await this.#hub.api.get("/v1/facets")) };
      this.#at = changes;
    }
    return this.#known;
  }
}
