// The whole page takes a picture that is dropped on it.

import { el, icon } from "./elements.js";

export class DropTarget {
  #depth = 0;
  #own = false;

  /**
   * @param {(data: DataTransfer, target: Element|null) => boolean} take true where there was a picture
   * @param {() => void} refuse
   */
  constructor(take, refuse) {
    this.element = el("div", { class: "drop-target", "aria-hidden": "true", hidden: true }, el("div", {}, icon("picture", 34), el("p", {}, "Drop a picture to search with it, or a recipe to replay it")));
    addEventListener("dragstart", () => (this.#own = true));
    addEventListener("dragend", () => this.#done());
    addEventListener("dragenter", (event) => {
      this.#depth += 1;
      this.element.hidden = this.#own || !carriesPicture(event.dataTransfer) || document.querySelector("dialog[open]") !== null;
    });
    addEventListener("dragleave", () => {
      this.#depth -= 1;
      if (this.#depth <= 0) this.#done(this.#own);
    });
    addEventListener("dragover", (event) => {
      event.preventDefault(); // without it the browser would open the file in place of the page
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    });
    addEventListener("drop", (event) => {
      event.preventDefault();
      const target = event.target instanceof Element ? event.target : null;
      const onBox = target?.closest(".search-box, .beside");
      const taken = this.#own && !onBox ? true : event.dataTransfer && take(event.dataTransfer, target);
      this.#done();
      if (!taken) refuse();
    });
  }

  #done(own = false) {
    this.#depth = 0;
    this.#own = own;
    this.element.hidden = true;
  }
}

function carriesPicture(data) {
  return [...(data?.items ?? [])].some((item) => item.kind === "file");
}
