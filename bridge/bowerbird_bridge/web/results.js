// One search: its pages, and what of them passes the slider. Answers that come too late are dropped.

import { Observable } from "./observable.js";

const FIRST_PAGE = 100;
const NEXT_PAGE = 250;

/**
 * What is asked.
 * @typedef {object} Query
 * @property {string} text
 * @property {"auto"|"words"|"letters"|"name"} mode what the person said the text is
 * @property {{asset: string}|{given: string}|null} like a picture of the library, or one that the person gave
 * @property {{x: number, y: number, width: number, height: number}|null} region the part of it that counts
 * @property {string} avoid what it shall not look like
 * @property {string[]} inside
 * @property {string[]} outside
 *
 * @typedef {object} State
 * @property {"idle"|"loading"|"ready"|"failed"} status
 * @property {any[]} hits all that were fetched
 * @property {any[]} shown those that pass the slider
 * @property {string|null} next
 * @property {boolean} fetching whether another page is on its way
 * @property {string} entry
 * @property {string} why
 * @property {string[]} notes
 * @property {Error|null} error
 * @property {number} threshold
 */

/** @type {State} */
const NOTHING = { status: "idle", hits: [], shown: [], next: null, fetching: false, entry: "", why: "", notes: [], error: null, threshold: 0 };

export class Results {
  /** @type {Observable<State>} */
  state = new Observable(NOTHING);
  #api;
  #given;
  #request = null;
  #body = {};
  #dry = false;
  #missed = null;

  /**
   * @param {import("./api.js").Api} api
   * @param {import("./given_pictures.js").GivenPictures} given
   */
  constructor(api, given) {
    this.#api = api;
    this.#given = given;
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
    this.state.change({ status: "loading", fetching: false, error: null });
    try {
      this.#body = requestOf(query);
      const page = await this.#ask(query, FIRST_PAGE, request.signal);
      if (request.signal.aborted) return;
      this.#dry = false;
      this.#show(page.hits, { status: "ready", next: page.next, entry: page.entry, why: page.why, notes: page.notes });
    } catch (error) {
      if (request.signal.aborted) return;
      this.#missed = error.code === "hub_away" ? query : null;
      // Without the hub, what was found before is better than nothing: the banner says what is the matter.
      if (this.#missed && this.state.value.hits.length) this.state.change({ status: "ready", next: null });
      else this.state.change({ status: "failed", error, hits: [], shown: [], next: null });
    }
  }

  /** Ask what could not be asked because the hub was away. */
  catchUp() {
    if (this.#missed) this.start(this.#missed);
  }

  /** Fetch the next page, where there is one and none is on its way. */
  async more() {
    const { next, fetching, status, hits } = this.state.value;
    if (!next || fetching || status !== "ready" || this.#dry) return;
    const request = this.#request;
    this.state.change({ fetching: true });
    try {
      const page = await this.#api.post("/v1/search", { ...this.#body, limit: NEXT_PAGE, cursor: next }, request.signal);
      if (request.signal.aborted) return;
      const known = new Set(hits.map((hit) => hit.id));
      const fresh = page.hits.filter((hit) => !known.has(hit.id));
      this.#show([...hits, ...fresh], { next: page.next, fetching: false });
      // Later pages are less alike: where a whole page does not pass the slider, the next ones will not either.
      this.#dry = fresh.length > 0 && !fresh.some((hit) => hit.similarity >= this.state.value.threshold);
    } catch (error) {
      if (!request.signal.aborted) this.state.change({ fetching: false, next: error.code === "bad_cursor" ? null : next, error });
    }
  }

  /** Show only what is at least so much alike. Asks the hub nothing. */
  setThreshold(threshold) {
    if (threshold < this.state.value.threshold) this.#dry = false;
    this.#show(this.state.value.hits, { threshold });
  }

  #show(hits, changes) {
    const { threshold } = { ...this.state.value, ...changes };
    const shown = threshold > 0 ? hits.filter((hit) => hit.similarity >= threshold) : hits;
    this.state.change({ ...changes, hits, shown });
  }

  async #ask(query, limit, signal) {
    for (let fresh = false; ; fresh = true) {
      if (query.like && "given" in query.like) {
        this.#body.like = { query_image: await this.#given.idOf(query.like.given, { fresh, signal }) };
      }
      try {
        return await this.#api.post("/v1/search", { ...this.#body, limit }, signal);
      } catch (error) {
        // The hub keeps a given picture for minutes only; the page still has it and gives it again.
        if (error.code !== "unknown_query_image" || fresh) throw error;
      }
    }
  }
}

/** The body of a search, without the page. */
export function requestOf({ text, mode, like, region, avoid, inside, outside }) {
  const words = text.trim();
  return {
    ...(words && mode === "letters" ? { letters: words } : {}),
    ...(words && mode !== "letters" ? { text: mode === "auto" ? words : `${mode}:${words}` } : {}),
    ...(like && "asset" in like ? { like: { asset: like.asset } } : {}),
    ...(like && region ? { region } : {}),
    ...(avoid ? { avoid } : {}),
    ...(inside.length ? { inside } : {}),
    ...(outside.length ? { outside } : {}),
  };
}
