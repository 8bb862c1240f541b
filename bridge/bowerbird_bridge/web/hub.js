// What the page knows of the hub: whether it is there, what it is doing, and what it holds. Kept up by events.

import { Api } from "./api.js";
import { EventStream } from "./events.js";
import { GivenPictures } from "./given_pictures.js";
import { Observable } from "./observable.js";
import { Pictures } from "./pictures.js";

const RETRY = 3000;

export class Hub {
  /** @type {Observable<{live: boolean, wait: number}>} `wait`: milliseconds until the next try */
  connection = new Observable({ live: true, wait: 0 });
  /** @type {Observable<any>} as GET /v1/status; null until it is known */
  status = new Observable(null);
  /** @type {Observable<any[]>} the jobs that this page has heard of, newest first */
  jobs = new Observable([]);
  /** @type {Observable<number>} pairings that wait for the owner */
  pending = new Observable(0);
  /** @type {Observable<any[]|null>} */
  folders = new Observable(null);
  /** @type {Observable<any[]|null>} */
  collections = new Observable(null);
  /** @type {Observable<any[]|null>} the saved searches, by name */
  saved = new Observable(null);
  /** @type {Observable<number>} grows whenever searches may find something else */
  changes = new Observable(0);

  /**
   * @param {import("./session.js").Session} session
   * @param {() => void} ended called once, when the session is no longer good
   */
  constructor(session, ended) {
    this.api = new Api({
      token: session.token,
      libraryId: session.libraryId,
      onAway: () => this.#away(),
      onAnswer: () => this.#live(),
      onRefused: () => {
        this.#stream.close();
        ended();
      },
    });
    this.pictures = new Pictures(this.api);
    this.given = new GivenPictures(this.api);
    this.#stream = new EventStream(this.api, {
      onEvent: (name, data) => this.#hear(name, data),
      onLive: () => this.#live(),
      onAway: (wait) => (this.connection.value = { live: false, wait }),
    });
  }

  #stream;
  #retry = 0;

  /** Learn what the hub holds, and listen from then on. */
  async start() {
    this.#stream.start();
    await Promise.all([this.learnFolders(), this.learnJobs(), this.learnPairings()]);
    this.learnCollections().catch(() => {});
    this.learnSaved().catch(() => {});
  }

  /** Try to reach the hub now instead of waiting. */
  tryNow() {
    this.#stream.hurry();
    this.api.get("/v1/hello").catch(() => {}); // what it answers does not matter, only that it does
  }

  close() {
    this.#stream.close();
  }

  async learnFolders() {
    this.folders.value = (await this.api.get("/v1/folders")).folders;
  }

  async learnCollections() {
    this.collections.value = (await this.api.get("/v1/collections")).collections;
  }

  async learnSaved() {
    this.saved.value = (await this.api.get("/v1/saved-searches")).saved_searches;
  }

  async learnJobs() {
    this.jobs.value = (await this.api.get("/v1/jobs")).jobs;
  }

  async learnPairings() {
    const { pairings } = await this.api.get("/v1/pairings");
    this.pending.value = pairings.length;
    return pairings;
  }

  /** Take a job's newest state in, from an event or from the answer that started it. */
  takeJob(job) {
    const others = this.jobs.value.filter(({ id }) => id !== job.id);
    this.jobs.value = [job, ...others].sort((a, b) => b.created.localeCompare(a.created)).slice(0, 30);
  }

  /** The job that is worth showing: what runs, else what waits. */
  get underWay() {
    const jobs = this.jobs.value;
    return jobs.find(({ state }) => state === "running") ?? jobs.find(({ state }) => state === "queued") ?? null;
  }

  #hear(name, data) {
    this.#live();
    if (name === "status") this.status.value = data;
    else if (name === "job") this.#hearJob(data);
    else if (name === "pairing") this.pending.value = data.pending;
    else if (name === "gone") this.learnFolders().catch(() => {});
    else if (name === "library") {
      this.changes.value += 1;
      this.learnFolders().catch(() => {});
    }
  }

  #hearJob(job) {
    this.takeJob(job);
    if (!["queued", "running"].includes(job.state)) this.learnFolders().catch(() => {});
  }

  #away() {
    if (this.connection.value.live) this.connection.value = { live: false, wait: 0 };
    // The stream of events may not have noticed anything, and would then never say that all is well again.
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connection.value.live || this.tryNow(), RETRY);
  }

  #live() {
    clearTimeout(this.#retry);
    if (this.connection.value.live) return;
    this.connection.value = { live: true, wait: 0 };
    this.pictures.retry();
    for (const learn of [this.learnFolders(), this.learnJobs(), this.learnPairings(), this.learnCollections(), this.learnSaved()]) learn.catch(() => {});
  }
}
