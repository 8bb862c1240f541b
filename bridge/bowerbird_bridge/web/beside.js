// The row under the box while something shall look like pictures: further examples, the say of the words, and directions.

import { button, el, refill, searchInput } from "./elements.js";
import { MOST_EXAMPLES, looksFor, picturesOf, withPictures } from "./query.js";
import { WeightSlider } from "./weight.js";
import { chipPicture } from "./picture_chip.js";
import { directionChips } from "./directions.js";
import { pictureIn } from "./given_pictures.js";

export class Beside {
  #app;
  #query;
  #release = [];

  /**
   * @param {import("./main.js").App} app
   * @param {(changes: Partial<import("./query.js").Query>) => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.changed = changed;
    this.weight = new WeightSlider((weight) => changed({ weight }));
    this.#file = el("input", { type: "file", accept: "image/*,.hdr,.pic,.exr", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
    this.#file.addEventListener("change", () => {
      if (this.#file.files[0]) this.take(this.#file.files[0]);
      this.#file.value = "";
    });
    this.element = el("div", { class: "beside", hidden: true }, this.#examples, this.#directions, this.weight.element, this.#file);
  }

  #file;
  #examples = el("div", { class: "example-row", role: "group", "aria-label": "Further example pictures" });
  #directions = el("div", { class: "direction-room" });

  /** Show a query, without asking it. */
  show(query) {
    this.#query = query;
    this.element.hidden = !looksFor(query);
    for (const release of this.#release) release();
    this.#release = [];
    if (this.element.hidden) return;
    refill(this.#directions, searchInput, directionChips(query.text, (text) => this.changed({ text })));
    this.weight.element.hidden = !query.text.trim();
    this.weight.show(query.weight);
    refill(this.#examples, searchInput,
      query.examples.map((like, index) => this.#chip(like, index)),
      query.examples.length < MOST_EXAMPLES ? this.#adder(query.examples.length > 0) : null);
  }

  #adder(some) {
    const words = some ? { label: "Add another example" } : { text: "Add an example", title: "Search with several pictures. They can be dropped here too." };
    return button({ ...words, icon: "plus", kind: "quiet small", onclick: () => this.#file.click() });
  }

  /** Search with one more picture. */
  async take(file) {
    const given = await this.#app.notices.attempt(() => this.#app.hub.given.add(file));
    if (given) this.add([{ given: given.key }]);
  }

  /** Take what was dropped on the row; true where there was a picture in it. */
  takeFrom(data) {
    const asset = data?.getData("application/x-bowerbird-asset");
    const picture = asset ? null : pictureIn(data);
    if (asset) this.add([{ asset }]);
    else if (picture) this.take(picture);
    return Boolean(asset || picture);
  }

  /** @param {import("./query.js").Like[]} pictures */
  add(pictures) {
    this.changed(withPictures(this.#query, [...picturesOf(this.#query), ...pictures]));
  }

  #chip(like, index) {
    const { picture, name, release } = chipPicture(this.#app.hub, like);
    this.#release.push(release);
    const remove = () => this.changed({ examples: this.#query.examples.filter((_, at) => at !== index) });
    return el("span", { class: "chip example-chip", title: name },
      el("span", { class: "chip-picture" }, picture),
      button({ label: `Take example ${index + 2} away`, icon: "close", kind: "quiet", "aria-description": name, onclick: remove }));
  }
}
