// A dialog that has one picture chosen: found in the library by words, or a file of this computer.

import { button, el, fill, freshId } from "./elements.js";
import { openDialog } from "./popups.js";
import { Shelf } from "./shelf.js";

const SHOWN = 24;
const PAUSE = 300;

/**
 * @typedef {{asset: string, name: string}|{given: string, name: string}} Picked
 * @param {import("./main.js").App} app
 * @param {{title: string, text: string, words?: string, files?: boolean}} options `files`: whether a file will do, too
 * @returns {Promise<Picked|null>}
 */
export async function pickPicture(app, { title, text, words = "", files = false }) {
  const { hub, notices } = app;
  const shelf = new Shelf(hub);
  let asked = 0;
  let timer = 0;
  const picked = await openDialog({
    title,
    wide: true,
    build: (done) => {
      const id = freshId("pick");
      const input = el("input", { type: "search", id, value: words, autocomplete: "off", maxlength: "2000", placeholder: "Describe it, or type its name", autofocus: true });
      const found = el("ul", { class: "picks", "aria-label": "Pictures to choose from" });
      const look = async () => {
        asked += 1;
        const mine = asked;
        const { hits } = await hub.api.post("/v1/search", { text: input.value.trim() || "picture", limit: SHOWN, collapse: true });
        if (mine !== asked) return;
        shelf.clear();
        fill(found, hits.length ? hits.map((hit) => el("li", {}, el("button", { type: "button", class: "pick", title: hit.name, onclick: () => done({ asset: hit.id, name: hit.name }) }, shelf.picture(hit.id), el("bdi", {}, hit.name)))) : el("li", { class: "hint" }, "No picture is found by that."));
        notices.say(`${hits.length} pictures to choose from`);
      };
      input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => notices.attempt(look), PAUSE);
      });
      notices.attempt(look);
      const file = el("input", { type: "file", accept: "image/*,.hdr,.pic,.exr", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
      file.addEventListener("change", async () => {
        const given = file.files[0] && (await notices.attempt(() => hub.given.add(file.files[0])));
        if (given) done({ given: given.key, name: given.name });
      });
      return {
        body: [el("p", {}, text), el("div", { class: "field" }, el("label", { for: id }, "Find it in your library"), input), found],
        actions: [files ? button({ text: "From this computer…", icon: "picture", onclick: () => file.click() }) : null, files ? file : null, el("span", { class: "spring" }), button({ text: "Cancel", onclick: () => done(null) })].filter(Boolean),
      };
    },
  });
  clearTimeout(timer);
  asked = -1;
  shelf.clear();
  return picked;
}

/** A picked picture, small. */
export function pickedPicture(hub, shelf, picked) {
  if ("asset" in picked) return shelf.picture(picked.asset);
  const url = hub.given.find(picked.given)?.url;
  return el("span", { class: `shelf-picture${url ? "" : " lost"}` }, url ? el("img", { alt: "", src: url }) : null);
}
