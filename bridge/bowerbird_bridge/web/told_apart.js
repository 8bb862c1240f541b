// The pairs that the person said are not the same, with a way back for each.

import { part } from "./api.js";
import { button, el, fill } from "./elements.js";
import { plural } from "./phrases.js";

const SHOWN = 100;

/** @param {import("./main.js").App} app */
export function toldApart(app) {
  const { api } = app.hub;
  const summary = el("summary", {});
  const rows = el("ul", {});
  const element = el("details", { class: "told-apart", hidden: true }, summary, rows);
  const own = {
    element,
    /** Called after a pair was taken back: to ask for everything anew. */
    back: () => {},
    /** Ask the hub for them anew. */
    async learn() {
      await app.notices.attempt(async () => {
        const { pairs, next } = await api.get("/v1/duplicates/not-same", { limit: SHOWN });
        element.hidden = pairs.length === 0;
        summary.textContent = `${plural(pairs.length, "pair")}${next ? " and more" : ""} that you said ${pairs.length === 1 ? "is" : "are"} not the same`;
        fill(rows, pairs.map(({ assets: [one, other] }) => el("li", {},
          el("bdi", {}, one.name), el("span", { class: "dim" }, "and"), el("bdi", {}, other.name),
          button({ text: "Take back", kind: "small", "aria-label": `Take back: ${one.name} and ${other.name}`, onclick: () => take(one, other) }))));
      });
    },
  };
  const take = (one, other) => app.notices.attempt(async () => {
    await api.delete(`/v1/duplicates/not-same/${part(one.id)}/${part(other.id)}`);
    summary.focus();
    own.back();
  });
  return own;
}
