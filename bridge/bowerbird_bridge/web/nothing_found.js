// A search that found nothing: what keeps the pictures away, and one press that takes just that away.

import { button, el, fill, icon } from "./elements.js";
import { count, plural } from "./phrases.js";
import { narrowingsOf, swatch, withoutAll } from "./narrowings.js";
import { state } from "./empty_states.js";

/** Nothing passes the slider. */
export function nothingPasses(hidden, reset) {
  return state("sliders", "Nothing is that much alike", `${plural(hidden, "picture")} ${hidden === 1 ? "lies" : "lie"} below what the slider asks for.`, button({ text: "Show them", kind: "main", onclick: reset }));
}

/**
 * Nothing was found at all. `probe` asks whether a query finds anything; what would help comes first and says so.
 * @param {import("./main.js").App} app
 * @param {import("./query.js").Query} query
 * @param {(query: import("./query.js").Query) => Promise<boolean>} probe
 */
export function nothingFound(app, query, probe) {
  const narrowings = narrowingsOf(app, query, { folders: true }).filter(({ hides }) => hides);
  const asDescription = query.text && query.mode !== "words" ? button({ text: "Take it as a description", onclick: () => app.search({ ...query, mode: "words" }) }) : null;
  if (!narrowings.length) return state("search", "No pictures found", ["Try fewer words, or describe what is seen rather than what it means.", waiting(app)].filter(Boolean).join(" "), asDescription);
  const everything = { ...query, ...withoutAll(), core: query.core, sort: query.sort, inside: [], outside: [] };
  const drops = el("ul", { class: "drops" });
  const list = (known) => fill(drops, [...narrowings].sort((a, b) => Number(known.get(b) ?? false) - Number(known.get(a) ?? false)).map((each) => el("li", {},
    each.colour ? swatch(each.colour) : icon(each.icon, 14),
    el("span", { class: "drop-text" }, each.text),
    known.get(each) === undefined ? null : el("span", { class: "dim" }, known.get(each) ? "pictures without it" : "nothing without it either"),
    button({ text: "Take away", kind: `small${known.get(each) ? " main" : ""}`, "aria-label": `Take away: ${each.text}`, onclick: () => app.search({ ...query, ...each.without }) }))));
  const known = new Map();
  list(known);
  if (narrowings.length > 1) {
    for (const each of narrowings) {
      probe({ ...query, ...each.without }).then((finds) => {
        known.set(each, finds);
        if (known.size === narrowings.length && drops.isConnected && !drops.contains(document.activeElement)) list(known);
      }, () => {});
    }
  }
  return el("div", { class: "state" }, el("span", { class: "state-icon" }, icon("sliders", 26)),
    el("h2", {}, "No picture passes what you asked for"),
    el("p", {}, ["The search is narrowed:", waiting(app)].filter(Boolean).join(" ")),
    drops,
    el("div", { class: "state-actions" }, narrowings.length > 1 ? button({ text: "Search everywhere", onclick: () => app.search(everything) }) : null, asDescription));
}

function waiting(app) {
  const pending = app.hub.status.value?.files.pending;
  return pending ? `${count(pending)} pictures are still being learned and will join by themselves.` : "";
}
