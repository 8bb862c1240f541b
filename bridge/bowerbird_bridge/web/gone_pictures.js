// Pictures that are gone from the disk: those that wait for the person's word, and those that left and can come back.

import { part } from "./api.js";
import { button, el, icon } from "./elements.js";
import { row, section, tag } from "./manage_view.js";
import { count, plural } from "./phrases.js";
import { confirmation } from "./popups.js";

/**
 * The groups of the folders' view that are about what is gone; none where nothing is.
 * @param {import("./main.js").App} app
 * @param {{held: any[], dropped: any[]}} gone as GET /v1/gone
 * @param {{look: () => void, done: () => void}} then `look`: look for changes; `done`: something was let go or came back
 */
export function goneSections(app, { held, dropped }, { look, done }) {
  const act = (work) => app.notices.attempt(async () => {
    await work();
    done();
    await app.hub.learnFolders();
  });
  return [
    held.length ? section("Waiting for your word", el("ul", { class: "rows" }, held.map((each) => heldRow(app, each, { act, look })))) : null,
    dropped.length ? section("Left the library",
      el("p", { class: "hint" }, "Kept for 30 days with all that was learned. What you bring back stays, although its files are gone."),
      el("ul", { class: "rows" }, dropped.map((each) => droppedRow(app, each, act)))) : null,
  ];
}

/** Bring something back, and say how much it was. */
export async function bringBack(app, asked) {
  const { pictures } = await app.hub.api.post("/v1/gone/bring-back", asked);
  app.notices.tell(`${plural(pictures, "picture")} ${pictures === 1 ? "is" : "are"} back in the library.`, { kind: "good" });
}

function heldRow(app, { folder, name, within, pictures, known, since, latest }, { act, look }) {
  const share = Math.round((100 * pictures) / known);
  const drop = async () => {
    const yes = await confirmation({
      title: `Are ${plural(pictures, "picture")} of ${name} gone?`,
      text: "They leave the library. For 30 days you can bring them back here. No file is touched.",
      yes: "They are gone",
    });
    if (yes) await act(async () => {
      const answer = await app.hub.api.post("/v1/gone/drop", { folder, held_by: latest });
      app.notices.tell(`${plural(answer.pictures, "picture")} left the library.`, { kind: "good", action: { text: "Undo", act: () => act(() => bringBack(app, { folder, since: today() })) } });
    });
  };
  return row({
    mark: icon("problem"),
    title: `${count(pictures)} of ${plural(known, "picture")} ${pictures === 1 ? "was" : "were"} not found (${share} %)`,
    tags: [tag("Still in the library", "warn")],
    lines: [
      el("p", {}, el("bdi", { class: "mono" }, within), ` · not found since ${day(since)}`),
      "So many at once may be a disk or a program that went wrong: they stay searchable, with their thumbnails, until you say that they are gone. Put them back, then look again; or leave them as they are.",
    ],
    actions: [
      button({ text: "Look again", icon: "again", "aria-label": `Look again for the pictures of ${name}`, onclick: look }),
      button({ text: "They are gone: drop them…", "aria-label": `They are gone: drop them… ${name}`, onclick: drop }),
    ],
  });
}

function droppedRow(app, dropped, act) {
  const { folder, name, within, pictures, removed } = dropped;
  const asked = removed ? { folder } : { folder, since: dropped.day, until: dropped.day };
  const forget = async () => {
    const yes = await confirmation({
      title: `Forget ${name} for good?`,
      text: `All that was learned about ${plural(pictures, "picture")} is gone at once, thumbnails and letters included. No file is touched.`,
      yes: "Forget it",
    });
    if (yes) await act(async () => {
      await app.hub.api.delete(`/v1/folders/${part(folder)}?forget=true`);
      app.notices.tell(`Nothing of “${name}” is kept.`, { kind: "good" });
    });
  };
  return row({
    kind: "flat",
    title: removed ? `${name} was taken out` : `${plural(pictures, "picture")} of ${name}`,
    lines: [el("p", {}, `${removed ? `${plural(pictures, "picture")} · ` : ""}${day(dropped.day)} · `, el("bdi", { class: "mono" }, within), ` · until ${day(dropped.until)}`)],
    actions: [
      removed ? button({ text: "Forget…", kind: "quiet", "aria-label": `Forget… ${name}`, onclick: forget }) : null,
      button({ text: "Bring back", "aria-label": `Bring back: ${removed ? name : `${within}, ${day(dropped.day)}`}`, onclick: () => act(() => bringBack(app, asked)) }),
    ],
  });
}

const day = (time) => new Date(time.length > 10 ? time : `${time}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** The day of today where the person is, as the hub takes it. */
const today = () => new Date().toLocaleDateString("sv-SE");
