// One search: its pages, what of them passes the slider, and the labels that come after. Late answers are dropped.

import { Observable } from "./observable.js";
import { sendWithPictures } from "./clue_pictures.js";
import { requestOf } from "./query.js";

const FIRST_PAGE = 100;
const NEXT_PAGE = 250;

/**
 * @typedef {object} State
 * @property {"idle"|"loading"|"ready"|"failed"} status
 * @property {any[]} hits all that were fetched
 * @property {any[]} shown those that pass the slider; the locked ones always do
 * @property {string|null} next
 * @property {boolean} fetching whether another page is on its way
 * @property {"none"|"looking"|"done"} labels whether what local features prove is being looked for
 * @property {any[]|null} better the order that the labels would give, where it was not taken because somebody was looking
 * @property {string} entry
 * @property {string} why
 * @property {string[]} notes
 * @property {string[]} directions
 * @property {Error|null} error
 * @property {number} threshold
 */

/** @type {State} */
const NOTHING = { status: "idle", hits: [], shown: [], next: null, fetching: false, labels: "none", better: null, entry: "", why: "", notes: [], directions: [], error: null, threshold: 0 };

export class Results {
  /** @type {Observable<State>} */
  state = new Observable(NOTHING);
  #api;
  #given;
  #request = null;
  #body = {};
  #sorted = false;
  #dry = false;
  #missed = null;

  /**
   * @param {import("./api.js").Api} api
   * @param {import("./given_pictures.js").GivenPictures} given
   * @param {() => boolean} looking whether somebody looks at the results closely: then their order stays
   */
  constructor(api, given, looking) {
    this.#api = api;
    this.#given = given;
    this.looking = looking;
  }

  clear() {
    this.#request?.abort();
    this.state.value = { ...NOTHING, threshold: this.state.value.threshold };
  }

  /** Start a search; what was asked before is dropped, and its hits stay to be seen until the new ones are there. */
  async start(query) {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#missed = null;
    this.state.change({ status: "loading", fetching: false, labels: "none", better: null, error: null });
    try {
      this.#body = requestOf(query);
      const page = await this.#ask(query, this.#body, { limit: FIRST_PAGE }, request.signal);
      if (request.signal.aborted) return;
      this.#dry = false;
      this.#sorted = query.sort !== "best";
      const { next, entry, why, notes, directions = [] } = page;
      this.#show(page.hits, { status: "ready", next, entry, why, notes, directions, labels: query.like && page.hits.length ? "looking" : "none" });
    } catch (error) {
      if (request.signal.aborted) return;
      this.#missed = error.code === "hub_away" ? query : null;
      // Without the hub, what was found before is better than nothing: the banner says what is the matter.
      if (this.#missed && this.state.value.hits.length) this.state.change({ status: "ready", next: null });
      else this.state.change({ status: "failed", error, hits: [], shown: [], next: null });
      return;
    }
    if (this.state.value.labels === "looking") await this.#label(query, request.signal);
  }

  /** Ask what could not be asked because the hub was away. */
  catchUp() {
    if (this.#missed) this.start(this.#missed);
  }

  /** Fetch the next page, where there is one and none is on its way. */
  async more() {
    const { next, fetching, status } = this.state.value;
    if (!next || fetching || status !== "ready" || this.#dry) return;
    const request = this.#request;
    this.state.change({ fetching: true });
    try {
      const page = await this.#api.post("/v1/search", { ...this.#body, limit: NEXT_PAGE, cursor: next }, request.signal);
      if (request.signal.aborted) return;
      const { hits } = this.state.value; // labels may have come meanwhile
      const fresh = without(page.hits, hits);
      this.#show([...hits, ...fresh], { next: page.next, fetching: false });
      // Later pages are less alike: where a whole page does not pass the slider, the next ones will not either.
      this.#dry = !this.#sorted && fresh.length > 0 && !fresh.some((hit) => hit.similarity >= this.state.value.threshold);
    } catch (error) {
      if (!request.signal.aborted) this.state.change({ fetching: false, next: error.code === "bad_cursor" ? null : next, error });
    }
  }

  /** Show only what is at least so much alike. Asks the hub nothing. */
  setThreshold(threshold) {
    if (threshold < this.state.value.threshold) this.#dry = false;
    this.#show(this.state.value.hits, { threshold });
  }

  /** Take the order that the labels give. */
  reorder() {
    const { better, hits } = this.state.value;
    if (better) this.#show([...better, ...without(hits, better)], { better: null });
  }

  /** Ask the same once more with proofs, which take longer, and put them on the hits that are shown already. */
  async #label(query, signal) {
    try {
      const page = await this.#ask(query, this.#body, { limit: FIRST_PAGE, verified: true }, signal);
      if (signal.aborted) return;
      const { hits } = this.state.value;
      const proved = new Map(page.hits.map((hit) => [hit.id, hit]));
      const kept = hits.map((hit) => proved.get(hit.id) ?? hit);
      const better = [...page.hits, ...without(hits, page.hits)];
      const moved = better.some((hit, index) => hit.id !== kept[index]?.id);
      const notes = page.notes;
      if (!moved || !this.looking()) this.#show(better, { labels: "done", notes });
      else this.#show(kept, { labels: "done", notes, better: page.hits });
    } catch {
      // The hits stand as they are; only nothing is proved of them.
      if (!signal.aborted) this.state.change({ labels: "none" });
    }
  }

  /** Whether another query would find anything, without showing it. */
  async probe(query) {
    const { hits } = await this.#ask(query, requestOf(query), { limit: 1 }, this.#request?.signal);
    return hits.length > 0;
  }

  #show(hits, changes) {
    const { threshold } = { ...this.state.value, ...changes };
    const shown = threshold > 0 ? hits.filter((hit) => hit.core || hit.similarity >= threshold) : hits;
    this.state.change({ ...changes, hits, shown });
  }

  #ask(query, body, page, signal) {
    return sendWithPictures(this.#given, query, (pictures) => this.#api.post("/v1/search", { ...Object.assign(body, pictures), ...page }, signal), signal);
  }
}

const without = (hits, others) => {
  const known = new Set(others.map((hit) => hit.id));
  return hits.filter((hit) => !known.has(hit.id));
};
