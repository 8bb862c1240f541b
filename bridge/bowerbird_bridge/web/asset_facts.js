// The facts of one picture: what the hit says at once, and what its file and its pixels say, which is asked for.

import { part } from "./api.js";
import { el, fill } from "./elements.js";
import { bytes, count, mediaType } from "./phrases.js";
import { swatch } from "./narrowings.js";

const MOST_KEYWORDS = 16;

/**
 * @param {import("./main.js").App} app
 * @param {AbortSignal} signal ends the asking
 */
export function factsSection(app, hit, signal) {
  const more = el("div", { class: "said" });
  app.hub.api.get(`/v1/assets/${part(hit.id)}`, {}, signal).then((known) => fill(more, said(app, known)), () => {}); // the rest stands without it
  return el("section", {},
    el("h3", {}, "Facts"),
    el("dl", { class: "facts" },
      fact("Size", `${count(hit.width)} × ${count(hit.height)}`),
      fact("Kind", mediaType(hit.media_type)),
      fact("File", bytes(hit.bytes)),
      fact("Folder", el("bdi", {}, hit.folder.name))),
    more);
}

const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));

/** What others wrote into the file is shown as text; a keyword or a colour can be searched by. */
function said(app, { taken, camera, title, caption, keywords = [], colours = [] }) {
  const filtered = (changes) => {
    const { query } = app.route;
    app.search({ ...query, filters: { ...query.filters, ...changes } });
  };
  const searching = app.route.view === "search";
  const choice = (text, mark, act) => searching
    ? el("button", { type: "button", class: "button small toggle", title: `Only pictures with “${text}”`, onclick: act }, mark, el("bdi", {}, text))
    : el("span", { class: "tag" }, mark, el("bdi", {}, text));
  return [
    title ? el("p", {}, el("strong", {}, el("bdi", {}, title))) : null,
    caption ? el("p", { class: "said-caption" }, el("bdi", {}, caption)) : null,
    taken || camera ? el("dl", { class: "facts" }, taken ? fact("Taken", day(taken)) : null, camera ? fact("Camera", el("bdi", {}, camera)) : null) : null,
    keywords.length ? el("div", { class: "toggles", role: "group", "aria-label": "Keywords" }, keywords.slice(0, MOST_KEYWORDS).map((word) => choice(word, null, () => filtered({ keywords: [...new Set([...app.route.query.filters.keywords, word])] })))) : null,
    colours.length ? el("div", { class: "toggles", role: "group", "aria-label": "Colours" }, colours.map(({ name }) => choice(name, swatch(name), () => filtered({ colour: name })))) : null,
  ];
}

function day(taken) {
  const time = new Date(taken);
  return Number.isNaN(time.valueOf()) ? taken : time.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}
