// Health: the parts of the hub with their states, and the checks with what to do about each.

import { button, el, icon, prose } from "./elements.js";
import { managePage, row, section, tag } from "./manage_view.js";
import { capital, count, progressLine } from "./phrases.js";

const PARTS = { catalogue: "Catalogue", index: "Index", models: "Model", letters: "Letters in pictures", watcher: "Watching folders" };
const STATES = {
  ready: ["Ready", "good"], installed: ["Ready when needed", "good"], starting: ["Starting", "accent"], syncing: ["Working", "accent"],
  paused: ["Paused", "warn"], failed: ["Failed", "bad"], missing: ["Not here", "warn"],
};
const FINDINGS = { ok: ["Good", "good", "check"], note: ["Worth knowing", "accent", "problem"], bad: ["Needs you", "bad", "problem"] };

/** @param {import("./main.js").App} app */
export function healthView(app) {
  const page = managePage({ title: "Health", lead: "How every part is doing, and what to do where something is wrong.", actions: [button({ text: "Check again", icon: "again", onclick: () => load() })] });
  const live = el("div", {});
  const found = el("div", {});
  const load = async () => {
    found.replaceChildren(section("Checks", el("p", { class: "hint", role: "status" }, "Checking everything takes a moment.")));
    try {
      const { checks } = await app.hub.api.get("/v1/checks");
      const order = { bad: 0, note: 1, ok: 2 };
      checks.sort((a, b) => order[a.state] - order[b.state]);
      found.replaceChildren(section("Checks", el("ul", { class: "rows" }, checks.map(checkRow))));
    } catch (error) {
      found.replaceChildren(section("Checks", el("p", { class: "note bad" }, error.message)));
    }
  };
  const selfTest = section("Self-test", el("ul", { class: "rows" }, row({ mark: icon("check"), title: "Searches of your own, asked again after every change", lines: ["They tell whether what you know by heart is still found."], actions: [button({ text: "Open", "aria-label": "Open the self-test", onclick: () => app.go({ view: "selftest" }) })] })));
  page.body.replaceChildren(live, selfTest, found);
  const unwatch = app.hub.status.watch((status) => {
    if (!status) return;
    live.replaceChildren(
      section("Library", el("dl", { class: "figures" }, figures(status).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))))),
      section("Parts", el("ul", { class: "rows parts" }, Object.entries(status.parts).map(([name, part]) => {
        const [text, kind] = STATES[part.state] ?? [capital(part.state), ""];
        return row({ title: PARTS[name] ?? capital(name), tags: [tag(text, kind)], lines: [part.progress ? progressLine(part.progress) : part.detail], kind: "flat" });
      }))));
  });
  load();
  return { ...page, close: unwatch };
}

function figures({ searchable, files, folders }) {
  return [
    ["Searchable", count(searchable)],
    ["Files found", count(files.found)],
    ["Waiting", count(files.pending)],
    ["With problems", count(files.unreadable + files.quarantined)],
    ["Folders online", `${folders.online} of ${folders.online + folders.offline}`],
  ];
}

function checkRow({ name, state, detail, advice }) {
  const [text, kind, drawn] = FINDINGS[state] ?? [state, "", "check"];
  return row({ mark: el("span", { class: `finding ${kind}` }, icon(drawn)), title: capital(name), tags: [tag(text, kind)], lines: [el("p", {}, prose(capital(detail))), advice ? el("p", { class: "advice" }, prose(advice)) : null] });
}
