// The button that keeps a search: under a name here, or as a file that gives the same list anywhere.

import { button } from "./elements.js";
import { openMenu } from "./popups.js";
import { asksNothing, picturesOf } from "./query.js";

export class KeepSearch {
  #query = null;

  /**
   * @param {import("./main.js").App} app
   * @param {() => number} similarity where the slider stands
   */
  constructor(app, similarity) {
    const open = () => openMenu(this.element, "Keep this search", [
      { text: "Save this search…", icon: "star", act: () => app.saved.save(this.#query) },
      { text: "Download as a recipe", icon: "download", act: () => app.recipes.download(this.#query, similarity()) },
      ...(picturesOf(this.#query).some((like) => "given" in like) ? [{ text: "Download as a recipe, with small copies of its pictures", icon: "download", act: () => app.recipes.download(this.#query, similarity(), { pictures: true }) }] : []),
      null,
      { text: "Saved searches and recipes", icon: "right", act: () => app.go({ view: "saved" }) },
    ]);
    this.element = button({ label: "Keep this search", icon: "star", "aria-haspopup": "menu", onclick: open });
  }

  show(query) {
    this.#query = query;
    this.element.disabled = asksNothing(query);
  }
}
