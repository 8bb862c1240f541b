// The first run: one to three folders, with advice, and then how far the learning is.

import { button, el, fill, icon } from "./elements.js";
import { PlaceBrowser, pathField } from "./places.js";
import { plural } from "./phrases.js";

const BEST = 3;

/** @param {import("./main.js").App} app */
export function welcomeView(app) {
  /** @type {Map<string, import("./places.js").Place>} by path */
  const chosen = new Map();
  const heading = el("h1", { tabindex: "-1" }, "Which pictures do you want to find again?");
  const list = el("ul", { class: "chosen" });
  const advice = el("p", { class: "advice", hidden: true });
  const go = button({ text: "Start", kind: "main large", disabled: true, onclick: () => begin() });

  const toggle = (place) => {
    if (!chosen.delete(place.path)) chosen.set(place.path, place);
    draw();
  };
  const browser = new PlaceBrowser(app, { pick: toggle, picked: ({ path }) => chosen.has(path), verb: "Choose" });
  const draw = () => {
    fill(list, [...chosen.values()].map((place) => el("li", { class: "chip" }, icon("folder"), el("bdi", {}, place.name), button({ label: `Do not add ${place.name}`, icon: "close", kind: "quiet", onclick: () => { toggle(place); browser.refresh(); } }))));
    go.disabled = chosen.size === 0;
    go.querySelector("span").textContent = chosen.size ? `Start with ${plural(chosen.size, "folder")}` : "Start";
    advice.hidden = chosen.size <= BEST;
    advice.textContent = "More than three folders work too, but answers are best where only pictures that you care for are looked at. You can add others at any time.";
    app.notices.say(chosen.size ? `${plural(chosen.size, "folder")} chosen` : "");
  };
  const begin = async () => {
    go.disabled = true;
    let added = 0;
    for (const place of chosen.values()) {
      const answer = await app.notices.attempt(() => app.hub.api.post("/v1/folders", place.id ? { place: place.id } : { path: place.path }));
      if (answer) {
        chosen.delete(place.path);
        added += 1;
      }
    }
    draw();
    if (added) await app.hub.learnFolders(); // the search view takes over
  };

  const element = el("div", { class: "scroller welcome" },
    el("div", { class: "welcome-column" },
      el("img", { src: "/page/bowerbird.svg", alt: "", width: "72", height: "72" }),
      heading,
      el("p", { class: "lead" }, "Choose one to three folders with your best pictures. They are only read, nothing is copied, and nothing leaves this computer."),
      browser.element,
      pathField("Choose", (path, clear) => {
        if (!chosen.has(path)) toggle({ name: path.split(/[\\/]/).filter(Boolean).at(-1) ?? path, path });
        clear();
      }),
      el("ul", { class: "tips" },
        ["Folders that you sorted yourself are the best start: products, references, finished work.",
          "Leave out caches, downloads and chat pictures. They make answers worse.",
          "An outside disk is fine. When it is unplugged, its pictures stay searchable."].map((tip) => el("li", {}, icon("check"), el("span", {}, tip))))),
    el("div", { class: "welcome-foot" }, el("div", {}, list, advice), go));
  return { element, heading, close: () => {} };
}
