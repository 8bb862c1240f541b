// Thumbnails as blob URLs: an <img> cannot send a token. What is visible comes first, at most six at a time.

const PARALLEL = 6;
const KEPT = 800; // thumbnails that nobody shows stay for scrolling back: about 20 MB at 25 kB each
const TRIES = 3;

export const PRIORITY = { visible: 2, near: 1 };

/** @typedef {{path: string, url: string|null, error: Error|null, users: Set<{show: Function}>, priority: number, running: AbortController|null, resting: boolean, tries: number}} Entry */

export class Pictures {
  /** @type {Map<string, Entry>} kept in the order of last use */
  #entries = new Map();
  /** @type {Set<Entry>} */
  #queue = new Set();
  #running = 0;
  #api;

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * Want what lies at `path`; `show(url, error)` is called with a blob URL once it is there, at once where it is kept.
   * The answer ends that: a picture nobody wants any more is not fetched, and leaves the store in time.
   */
  want(path, priority, show) {
    let entry = this.#entries.get(path);
    if (!entry) {
      entry = { path, url: null, error: null, users: new Set(), priority, running: null, resting: false, tries: 0 };
    }
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    const user = { show };
    entry.users.add(user);
    entry.priority = Math.max(entry.priority, priority);
    if (entry.url) show(entry.url, null);
    else if (entry.error) show(null, entry.error);
    else if (!entry.running && !entry.resting) {
      this.#queue.delete(entry); // what is wanted last comes first among its equals
      this.#queue.add(entry);
      this.#pump();
    }
    return () => this.#release(entry, user);
  }

  /** Try again what failed, for instance because the hub was away. */
  retry() {
    for (const entry of this.#entries.values()) {
      if (!entry.error) continue;
      entry.error = null;
      entry.tries = 0;
      if (entry.users.size) this.#queue.add(entry);
      else this.#entries.delete(entry.path);
    }
    this.#pump();
  }

  #release(entry, user) {
    entry.users.delete(user);
    if (entry.users.size) return;
    entry.priority = 0;
    this.#queue.delete(entry);
    entry.running?.abort();
    if (!entry.url) this.#entries.delete(entry.path);
    else this.#tidy();
  }

  #tidy() {
    let surplus = this.#entries.size - KEPT;
    for (const [path, entry] of this.#entries) {
      if (surplus <= 0) return;
      if (entry.users.size || !entry.url) continue;
      URL.revokeObjectURL(entry.url);
      this.#entries.delete(path);
      surplus -= 1;
    }
  }

  #pump() {
    while (this.#running < PARALLEL && this.#queue.size) {
      let next = null;
      for (const entry of this.#queue) if (!next || entry.priority >= next.priority) next = entry;
      this.#queue.delete(next);
      this.#fetch(next);
    }
  }

  async #fetch(entry) {
    this.#running += 1;
    entry.running = new AbortController();
    entry.tries += 1;
    try {
      const blob = await this.#api.blob(entry.path, entry.running.signal);
      if (entry.running.signal.aborted) return;
      entry.url = URL.createObjectURL(blob);
      for (const { show } of entry.users) show(entry.url, null);
    } catch (error) {
      if (!entry.running.signal.aborted) this.#failed(entry, error);
    } finally {
      entry.running = null;
      this.#running -= 1;
      // Given up and wanted again while the first request was being ended.
      const wanted = !entry.url && !entry.error && !entry.resting && entry.users.size;
      if (wanted && this.#entries.get(entry.path) === entry) this.#queue.add(entry);
      this.#pump();
    }
  }

  #failed(entry, error) {
    const busy = error.status === 503 || error.status === 429;
    if (busy && entry.tries < TRIES) {
      entry.resting = true;
      setTimeout(() => {
        entry.resting = false;
        if (entry.users.size) this.#queue.add(entry);
        this.#pump();
      }, (error.retryAfter || 1) * 1000);
      return;
    }
    entry.error = error;
    for (const { show } of entry.users) show(null, error);
  }
}
