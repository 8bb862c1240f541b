// Files that are not searchable, each named with its reason.

import { button, el, fill } from "./elements.js";
import { managePage } from "./manage_view.js";
import { state } from "./empty_states.js";
import { folderOf } from "./phrases.js";

const STATES = { unreadable: "Cannot be read", skipped: "Left out", quarantined: "Set aside", pending: "Waiting" };

/** @param {import("./main.js").App} app */
export function problemsView(app) {
  const page = managePage({ title: "Problems", lead: "Files that cannot be searched, and why. Nothing is lost: each is tried again when it changes." });
  const rows = el("tbody");
  const foot = el("div", { class: "actions" });
  const take = async (cursor) => {
    const { problems, next } = await app.hub.api.get("/v1/problems", { limit: 100, cursor });
    rows.append(...problems.map(problemRow));
    fill(foot, next ? button({ text: "Show more", onclick: () => app.notices.attempt(() => take(next)) }) : null);
  };
  page.load(async () => {
    await take();
    if (!rows.children.length) return state("check", "Every file could be read", "Nothing was left out because of an error.");
    return [
      el("div", { class: "table-room", tabindex: "0", role: "region", "aria-label": "Files with problems" },
        el("table", { class: "table" },
          el("thead", {}, el("tr", {}, ["File", "State", "Reason"].map((name) => el("th", { scope: "col" }, name)))), rows)),
      foot,
    ];
  });
  return page;
}

function problemRow({ path, name, status, reason }) {
  return el("tr", {},
    el("th", { scope: "row" }, el("bdi", { class: "name" }, name), el("bdi", { class: "mono dim" }, path ? folderOf(path) : "")),
    el("td", {}, el("span", { class: `tag ${status === "skipped" ? "" : "warn"}` }, STATES[status] ?? status)),
    el("td", {}, reason));
}
