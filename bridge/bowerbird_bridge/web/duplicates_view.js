// Duplicates: what is the same in one of three ways, side by side, and what the person says is not.

import { part } from "./api.js";
import { button, el, fill } from "./elements.js";
import { duplicateGroup } from "./duplicate_group.js";
import { state } from "./empty_states.js";
import { managePage } from "./manage_view.js";
import { plural } from "./phrases.js";
import { Shelf } from "./shelf.js";
import { tabbed } from "./tabs.js";
import { toldApart } from "./told_apart.js";

const PAGE = 20;
const MOST = 200; // as many as the hub gives at once
const EMPTY_PAGES = 25; // of similar pictures: so many without a group are followed by themselves

const TIERS = {
  same_file: ["Same file", "The same bytes in several places.", "No file lies in two places", "Copies that are the same byte by byte would be listed here."],
  same_picture: ["Same picture", "Proved to be the same picture: saved again, smaller, mirrored or in other colours.", "No picture is there twice", "Versions of the same picture would be listed here, as soon as the details of your pictures are known."],
  similar: ["Similar", "Alike in the eyes of the model: bursts, variants, the same motif.", "No pictures are that much alike", "Bursts and variants would be listed here."],
};

let lastTier = "same_picture";

/** @param {import("./main.js").App} app */
export function duplicatesView(app) {
  const { api } = app.hub;
  const page = managePage({ title: "Duplicates", lead: "Pictures that you have more than once. Bowerbird only shows them and never deletes any: which to keep is your choice, in your own file manager." });
  page.element.classList.add("wide");
  const shelf = new Shelf(app.hub);
  const apart = toldApart(app);
  const groups = el("div", { class: "duplicate-groups" });
  const notes = el("div", {});
  const foot = el("div", { class: "actions" });
  const told = el("p", { class: "hint" });
  let asked = 0;
  let tier = lastTier;

  /** Fetch groups; `whole`: in place of those that are shown, which stay until then. */
  const take = async (cursor, mine, { whole = false } = {}) => {
    fill(foot, el("p", { class: "hint", role: "status" }, "Looking…"));
    const limit = whole ? Math.min(MOST, Math.max(PAGE, groups.children.length)) : PAGE;
    let answer = null;
    for (let empty = 0; empty < EMPTY_PAGES; empty += 1) {
      answer = await api.get("/v1/duplicates", { tier, limit, cursor: answer?.next ?? cursor });
      if (mine !== asked) return;
      if (answer.groups.length || !answer.next) break;
    }
    if (whole) {
      shelf.clear();
      fill(groups);
    }
    fill(notes, answer.notes.map((note) => el("p", { class: "note" }, note)));
    groups.append(...answer.groups.map((group) => duplicateGroup(app, group, { shelf, notSame })));
    fill(foot, answer.next ? button({ text: answer.groups.length ? "Show more" : "Look further", onclick: () => attempt(take(answer.next, asked)) }) : null);
    sum(!answer.next);
  };
  const sum = (all) => {
    const n = groups.children.length;
    told.textContent = n ? `${plural(n, "group")}${all ? "" : " and more"}` : "";
    const [, , title, text] = TIERS[tier];
    if (!n && all) fill(foot, state("check", title, text));
    app.notices.say(n ? told.textContent : title);
  };
  const attempt = (work) => work.catch((error) => fill(foot, state("problem", "That could not be read", error.message, button({ text: "Try again", icon: "again", onclick: () => show(tier) }))));
  const show = (chosen) => {
    tier = chosen;
    lastTier = chosen;
    asked += 1;
    shelf.clear();
    fill(groups);
    fill(notes);
    fill(said, TIERS[tier][1]);
    told.textContent = "";
    attempt(take(undefined, asked));
  };

  /** Ask anew what is shown: who belongs together has changed. The keyboard stays with the group at the same place. */
  const again = async () => {
    const at = [...groups.children].findIndex((group) => group.contains(document.activeElement));
    asked += 1;
    apart.learn();
    await attempt(take(undefined, asked, { whole: true }));
    if (at >= 0) (groups.children[Math.min(at, groups.children.length - 1)]?.querySelector("h2") ?? tabs.row.querySelector("[aria-selected=true]")).focus();
  };

  /** Say that two are not the same; the message that says so can take it back. */
  const notSame = (one, other) => app.notices.attempt(async () => {
    await api.post("/v1/duplicates/not-same", { assets: [one.id, other.id] });
    await again();
    app.notices.tell(`“${other.name}” is not the same as “${one.name}”. They are told apart from now on.`, {
      kind: "good",
      action: { text: "Undo", act: () => app.notices.attempt(async () => {
        await api.delete(`/v1/duplicates/not-same/${part(one.id)}/${part(other.id)}`);
        await again();
      }) },
    });
  });

  const said = el("p", { class: "hint" });
  const tabs = tabbed("How much the same", Object.entries(TIERS).map(([value, [text]]) => ({ value, text })), tier, show);
  fill(tabs.panel, el("div", { class: "tier-head" }, said, told), notes, groups, foot);
  fill(page.body, el("div", {}, tabs.row, tabs.panel, apart.element));
  tabs.start();
  apart.back = again;
  apart.learn();
  return { ...page, close: () => { asked += 1; shelf.clear(); } };
}
