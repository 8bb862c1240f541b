// Preferences: where copies go, and when the hub works by itself. Each change holds at once.

import { button, el, freshId } from "./elements.js";
import { managePage, section } from "./manage_view.js";
import { templateField } from "./template_field.js";

const SWITCHES = [
  ["watch", "Watch the folders", "New and changed pictures become searchable within seconds."],
  ["letters", "Read letters in pictures", "Codes, labels and titles can be searched. Takes longer for each new picture."],
  ["pause_on_battery", "Rest on battery", "Learning waits until the computer is plugged in."],
  ["pause_under_load", "Rest while the computer is busy", "Learning waits until other programs have calmed down."],
];

/** @param {import("./main.js").App} app */
export function preferencesView(app) {
  const page = managePage({ title: "Preferences", lead: "Every change holds at once." });
  const change = (changes) => app.notices.attempt(() => app.hub.api.patch("/v1/preferences", changes));
  const load = () => page.load(async () => {
    const preferences = await app.hub.api.get("/v1/preferences");
    return [
      section("Curated folder", el("div", { class: "item" },
        el("div", { class: "item-text" },
          preferences.curated_folder ? el("p", { class: "mono" }, el("bdi", {}, preferences.curated_folder)) : el("p", {}, "None is chosen yet."),
          el("p", { class: "dim" }, "Copies of pictures that you choose go there, under clean names and with a note of where they come from.")),
        el("div", { class: "item-actions" }, button({ text: preferences.curated_folder ? "Change…" : "Choose…", onclick: async () => {
          if (await app.notices.attempt(() => app.actions.chooseCuratedFolder())) load();
        } }))), templateField(app, preferences.curated_template)),
      section("Working by itself", SWITCHES.filter(([key]) => key in preferences).map((each) => toggle(each, preferences[each[0]], async (value, box) => {
        if ((await change({ [each[0]]: value })) === undefined) box.checked = !value;
      }))),
    ];
  });
  load();
  return page;
}

function toggle([, title, text], on, changed) {
  const id = freshId("switch");
  const box = el("input", { type: "checkbox", role: "switch", id, class: "switch", checked: on, "aria-describedby": `${id}-text` });
  box.addEventListener("change", () => changed(box.checked, box));
  return el("div", { class: "item" }, el("div", { class: "item-text" }, el("label", { for: id, class: "item-title" }, title), el("p", { class: "dim", id: `${id}-text` }, text)), box);
}
