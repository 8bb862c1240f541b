// Searches that the person keeps under names: saved, run, renamed, and deleted with a way back.

import { part } from "./api.js";
import { sendWithPictures } from "./clue_pictures.js";
import { askText } from "./popups.js";
import { picturesOf, requestOf } from "./query.js";
import { queryOf } from "./request_reading.js";

export class SavedSearches {
  #app;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  get #api() {
    return this.#app.hub.api;
  }

  /** Ask for a name and keep a search under it. */
  async save(query) {
    const { hub, notices } = this.#app;
    const saved = await this.#named({ title: "Save this search", value: suggestion(query), yes: "Save", hint: "It is asked anew each time: pictures that come later are found, too." },
      (name) => sendWithPictures(hub.given, query, (pictures) => this.#api.post("/v1/saved-searches", { name, search: { ...requestOf(query), ...pictures } })));
    if (saved) notices.tell(`Saved as “${saved.name}”.`, { kind: "good", action: { text: "Show", act: () => this.#app.go({ view: "saved" }) } });
  }

  async rename({ id, name: before }) {
    await this.#named({ title: "Rename the saved search", value: before, yes: "Rename" }, (name) => this.#api.patch(`/v1/saved-searches/${part(id)}`, { name }));
  }

  /** Ask one again: what it finds is found anew. */
  async run({ id, name }) {
    const { hub, notices } = this.#app;
    await notices.attempt(async () => {
      const { search, pictures } = await this.#open(id);
      const count = [search.like, ...(search.examples ?? [])].filter(Boolean).length;
      const files = await Promise.all(Array.from({ length: pictures === count ? count : 0 }, (_, at) => this.#api.blob(`/v1/saved-searches/${part(id)}/pictures/${at}`).catch(() => null)));
      const given = ({ asset, query_image: image }, at) => (asset ? { asset } : { given: hub.given.adopt(image, { blob: files[at] ?? null, name: `picture of “${name}”` }).key });
      this.#app.search(queryOf(search, given));
    });
  }

  /** Delete one; the message that says so can bring it back. */
  async remove({ id, name }) {
    const { hub, notices } = this.#app;
    await notices.attempt(async () => {
      const opened = await this.#open(id).catch(() => null); // one that cannot be read can still be deleted
      await this.#api.delete(`/v1/saved-searches/${part(id)}`);
      await hub.learnSaved();
      const back = () => notices.attempt(async () => {
        await this.#api.post("/v1/saved-searches", { name, search: opened.search });
        await hub.learnSaved();
        notices.tell(`“${name}” is back.`, { kind: "good" });
      });
      notices.tell(`“${name}” is deleted.`, opened ? { action: { text: "Undo", act: back } } : {});
    });
  }

  #open(id) {
    return this.#api.post(`/v1/saved-searches/${part(id)}/open`);
  }

  /** Have a name given until the hub takes it: there are no two of one name. */
  async #named({ value, ...options }, act) {
    const { hub, notices } = this.#app;
    for (let name = value; ;) {
      name = await askText({ label: "Name", value: name, ...options });
      if (!name) return null;
      try {
        const saved = await act(name);
        await hub.learnSaved();
        return saved;
      } catch (error) {
        notices.tellError(error);
        if (error.code !== "bad_saved_search_name") return null;
      }
    }
  }
}

/** A name to begin with. */
export function suggestion(query) {
  const pictures = picturesOf(query).length;
  return [query.text.trim(), pictures ? (pictures === 1 ? "like a picture" : `like ${pictures} pictures`) : ""].filter(Boolean).join(", ").slice(0, 200) || "My search";
}
