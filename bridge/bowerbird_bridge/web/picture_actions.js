// What can be done with pictures, wherever they are shown: each says in one sentence what came of it.

import { part } from "./api.js";
import { el, prose } from "./elements.js";
import { capital, plural } from "./phrases.js";
import { askText, openMenu } from "./popups.js";
import { MOST_EXAMPLES, emptyQuery, narrowing, picturesOf, sameLike, withPictures } from "./query.js";
import { MOST_LOCKED } from "./locking.js";
import { idsOf, keepSet } from "./kept_sets.js";
import { Curating } from "./curating.js";

export class PictureActions {
  #app;
  #curating;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
    this.#curating = new Curating(app);
  }

  get #api() {
    return this.#app.hub.api;
  }

  moreLike(hit) {
    this.moreLikeThese([hit]);
  }

  /** Search with several pictures; with more than a search takes as examples, from their middle. */
  moreLikeThese(hits) {
    const query = { ...emptyQuery(), ...narrowing(this.#app.route.query) };
    const pictures = hits.map(({ id }) => ({ asset: id }));
    if (pictures.length <= MOST_EXAMPLES + 1) this.#app.search({ ...query, ...withPictures(query, pictures) });
    else this.lock(hits, query);
  }

  /** Put pictures beside those that are searched with. */
  addExamples(hits) {
    const { query } = this.#app.route;
    const known = picturesOf(query);
    const fresh = hits.map(({ id }) => ({ asset: id })).filter((like) => !known.some((other) => sameLike(like, other)));
    const all = [...known, ...fresh];
    this.#app.search({ ...query, ...withPictures(query, all) });
    this.#app.notices.tell(all.length > MOST_EXAMPLES + 1 ? `A search takes ${MOST_EXAMPLES + 1} pictures; the others were left out.` : all.length === 1 ? "Searching with this picture." : `Searching with ${plural(all.length, "picture")}.`, { kind: "good" });
  }

  /** Keep pictures on top, beside those that are locked already, and have the list grow from them. */
  lock(hits, query = this.#app.route.query) {
    const ids = [...new Set([...idsOf(query.core), ...hits.map(({ id }) => id)])];
    if (ids.length > MOST_LOCKED) this.#app.notices.tell(`At most ${MOST_LOCKED} pictures can be locked; the first of them are.`);
    this.#app.search({ ...query, core: keepSet(ids.slice(0, MOST_LOCKED)) });
  }

  async copyPath(hits) {
    const paths = hits.map((hit) => hit.path).filter(Boolean);
    if (!paths.length) return;
    await this.#app.notices.attempt(async () => {
      await navigator.clipboard.writeText(paths.join("\n"));
      this.#app.notices.tell(paths.length === 1 ? "Path copied." : `${plural(paths.length, "path")} copied.`, { kind: "good" });
    });
  }

  async reveal(hit) {
    await this.#app.notices.attempt(async () => {
      const { shown, path } = await this.#api.post(`/v1/assets/${part(hit.id)}/reveal`);
      if (shown) this.#app.notices.tell("Shown in the file manager.", { kind: "good" });
      else this.#app.notices.tell(`There is no file manager to show it in here. The file lies at ${path}`);
    });
  }

  /** Copy pictures into the curated folder. */
  curate(hits, query = "") {
    return this.#curating.copy(hits, query);
  }

  /** Have the person choose the curated folder; true where they did. */
  chooseCuratedFolder() {
    return this.#curating.chooseFolder();
  }

  /** Offer the collections to add pictures to, and a new one. */
  collect(hits, at) {
    const collections = this.#app.hub.collections.value ?? [];
    openMenu(at, "Add to a collection", [
      ...collections.map((collection) => ({ text: collection.name, icon: "collection", act: () => this.#addTo(collection, hits) })),
      collections.length ? null : undefined,
      { text: "New collection…", icon: "plus", act: () => this.#addToNew(hits) },
    ].filter((item) => item !== undefined));
  }

  async #addToNew(hits) {
    const collection = await this.newCollection();
    if (collection) await this.#addTo(collection, hits);
  }

  async newCollection() {
    const name = await askText({ title: "New collection", label: "Name", yes: "Make it", hint: "A collection gathers pictures without copying or moving them." });
    if (!name) return null;
    return this.#app.notices.attempt(async () => {
      const collection = await this.#api.post("/v1/collections", { name });
      await this.#app.hub.learnCollections();
      return collection;
    });
  }

  async #addTo(collection, hits) {
    await this.#app.notices.attempt(async () => {
      const { added } = await this.#api.post(`/v1/collections/${part(collection.id)}/assets`, { assets: hits.map(({ id }) => id) });
      await this.#app.hub.learnCollections();
      this.#app.notices.tell(added ? `${plural(added, "picture")} added to “${collection.name}”.` : `Already in “${collection.name}”.`, {
        kind: "good",
        action: { text: "Show", act: () => this.#app.go({ view: "collection", id: collection.id }) },
      });
    });
  }

  /** Open the menu of one picture, or of all that are chosen. */
  menu(hits, at, more = []) {
    const [hit] = hits;
    const one = hits.length === 1;
    openMenu(at, one ? hit.name : plural(hits.length, "picture"), [
      ...(one ? [
        { text: "More like this", icon: "more", key: "M", act: () => this.moreLike(hit) },
        { text: "Show in its folder", icon: "reveal", key: "R", off: !hit.online, act: () => this.reveal(hit) },
      ] : []),
      { text: one ? "Copy path" : "Copy paths", icon: "copy", key: "C", off: !hit.path, act: () => this.copyPath(hits) },
      null,
      { text: "Add to collection…", icon: "collection", key: "L", act: () => this.collect(hits, at) },
      { text: "Copy to curated folder", icon: "keep", key: "K", off: one && !hit.online, act: () => this.curate(hits, this.#app.route.query.text) },
      ...(more.length ? [null, ...more] : []),
    ]);
  }

  /** The keys that work on a picture with the focus; true where `key` is one. */
  key(hits, key, at) {
    const [hit] = hits;
    const act = {
      m: () => this.moreLike(hit),
      r: () => this.reveal(hit),
      c: () => this.copyPath(hits),
      k: () => this.curate(hits, this.#app.route.query.text),
      l: () => this.collect(hits, at),
    }[key.toLowerCase()];
    act?.();
    return act !== undefined;
  }
}

/** A disk's name where a picture or folder lies on one that is not plugged in. */
export function offlineNote({ online, disk, offline_reason: reason }) {
  return online ? null : el("p", { class: "note away" }, reason ? prose(capital(reason)) : `It lies on the disk “${disk}”, which is not plugged in. Plug it in to open the original.`);
}
