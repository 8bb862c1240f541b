// Recipes: a search with what it found, as a file; and what such a file gives here and now.

import { sendWithPictures } from "./clue_pictures.js";
import { el } from "./elements.js";
import { Observable } from "./observable.js";
import { requestOf } from "./query.js";
import { queryOf } from "./request_reading.js";
import { suggestion } from "./saved_searches.js";

const MOST_BYTES = 2 * 1024 * 1024 - 4096; // what the hub reads of a replay, with room for what stands around the recipe
const FORMAT = "bowerbird-recipe";

/**
 * @typedef {object} Replay
 * @property {"none"|"busy"|"done"|"needs"|"failed"} status `needs`: it compares with a picture that is not in it
 * @property {string} name of the file
 * @property {any} [recipe]
 * @property {any} [answer]
 * @property {Error} [error]
 */

export class Recipes {
  /** @type {Observable<Replay>} */
  replay = new Observable({ status: "none", name: "" });
  #app;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  /** Write a search down with what it finds, and hand it to the browser as a file. */
  async download(query, similarity, { pictures: travel = false } = {}) {
    const { hub, notices } = this.#app;
    await notices.attempt(async () => {
      const { recipe } = await sendWithPictures(hub.given, query, (pictures) => hub.api.post("/v1/recipes", { search: { ...requestOf(query), ...pictures }, similarity, with_pictures: travel }));
      const name = `${fileName(suggestion(query))}.recipe.json`;
      save(new Blob([JSON.stringify(recipe, null, 1)], { type: "application/json" }), name);
      notices.tell(`“${name}” is downloaded. It gives the same list, here after a change or on another computer.`, { kind: "good" });
    });
  }

  /** Replay a file that was chosen or dropped. */
  async take(file) {
    this.#app.go({ view: "saved" });
    this.replay.value = { status: "busy", name: file.name };
    try {
      await this.#replay(file.name, await read(file), []);
    } catch (error) {
      this.replay.value = { status: "failed", name: file.name, error };
    }
  }

  /** Replay once more with pictures that the recipe compares with. */
  async supply(files) {
    const { name, recipe } = this.replay.value;
    const { given } = this.#app.hub;
    await this.#app.notices.attempt(async () => {
      const ids = [];
      for (const file of files) ids.push(await given.idOf((await given.add(file)).key));
      await this.#replay(name, recipe, ids);
    });
  }

  /** Ask in the search view what was replayed. */
  openSearch() {
    const { name, answer } = this.replay.value;
    const { given } = this.#app.hub;
    this.#app.search(queryOf(answer.search, ({ asset, query_image: image }) => (asset ? { asset } : { given: given.adopt(image, { name: `picture of “${name}”` }).key })));
  }

  async #replay(name, recipe, images) {
    try {
      this.replay.value = { status: "done", name, recipe, answer: await this.#app.hub.api.post("/v1/recipes/replay", { recipe, query_images: images }) };
    } catch (error) {
      this.replay.value = { status: error.code === "recipe_needs" ? "needs" : "failed", name, recipe, error };
    }
  }
}

/** The recipe in what was dropped. */
export function recipeIn(data) {
  return [...(data?.files ?? [])].find((file) => file.type === "application/json" || file.name.toLowerCase().endsWith(".json")) ?? null;
}

async function read(file) {
  const none = new Error(`“${file.name}” is no recipe. A recipe is a file that “Download as a recipe” or the command “bowerbird recipe save” wrote.`);
  if (file.size > MOST_BYTES) throw none;
  let recipe;
  try {
    recipe = JSON.parse(await file.text());
  } catch {
    throw none;
  }
  if (recipe?.format !== FORMAT) throw none;
  return recipe;
}

/** A name that every system takes. */
const fileName = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "search";

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
