// The models that understand words and pictures: which answers, which are here, which can be had.

import { part } from "./api.js";
import { button, el, icon } from "./elements.js";
import { bar, managePage, row, section, tag } from "./manage_view.js";
import { bytes, count, list } from "./phrases.js";
import { confirmation } from "./popups.js";

/** @param {import("./main.js").App} app */
export function modelsView(app) {
  const page = managePage({ title: "Models", lead: "A model is what understands words and pictures. It runs on this computer; only getting another one needs a network." });
  const load = () => page.load(async () => {
    const models = await app.hub.api.get("/v1/models");
    const here = new Set(models.installed.map(({ id }) => id));
    const rest = models.known.filter(({ id }) => !here.has(id));
    return [
      models.trouble ? el("p", { class: "note bad" }, models.trouble) : null,
      section("On this computer", el("ul", { class: "rows" }, models.installed.map((model) => installedRow(app, model, models, load)))),
      rest.length ? section("Can be had", el("ul", { class: "rows" }, rest.map((model) => knownRow(app, model)))) : null,
    ];
  });
  let known = null;
  const unwatch = app.hub.jobs.watch((jobs) => {
    const now = jobs.filter(({ kind }) => kind !== "index").map(({ id, state }) => id + state).join();
    if (now !== known) load();
    known = now;
  });
  return { ...page, close: unwatch };
}

const languages = (codes) => (codes.includes("multilingual") ? "many languages" : list(codes.map((code) => (code === "en" ? "English" : code))));

function start(app, work) {
  return app.notices.attempt(async () => app.hub.takeJob(await work()));
}

function installedRow(app, model, models, again) {
  const learning = model.chosen && !model.answers;
  const api = app.hub.api;
  const remove = async () => {
    if (!(await confirmation({ title: `Remove ${model.title}?`, text: "Its files go, and what it learned about your pictures. It can be installed again.", yes: "Remove" }))) return;
    await app.notices.attempt(async () => {
      const { bytes_freed: freed } = await api.delete(`/v1/models/${part(model.id)}`);
      app.notices.tell(`${bytes(freed)} are free again.`, { kind: "good" });
    });
    again();
  };
  return row({
    mark: icon("model"),
    title: model.title,
    tags: [model.answers ? tag("Answers", "good") : null, learning ? tag("Learning", "accent") : null, model.builtin ? tag("Built in") : null],
    lines: [
      `${languages(model.languages)} · ${model.precision} · licence ${model.licence}`,
      model.calibrated === false ? "Percentages are ranks with this model: they tell the place in the list, not how good a match is." : null,
      learning ? el("div", {}, bar({ done: model.learned, total: models.contents }, `Pictures that ${model.title} has learned`), el("p", {}, `${count(model.learned)} of ${count(models.contents)} pictures. The other model answers until it has learned them all.`)) : null,
    ],
    actions: [
      model.chosen ? null : button({ text: "Use it", kind: "main", "aria-label": `Use it: ${model.title}`, onclick: () => start(app, () => api.post(`/v1/models/${part(model.id)}/use`)) }),
      model.builtin || model.chosen || model.answers ? null : button({ label: `Remove ${model.title}`, icon: "bin", onclick: remove }),
    ],
  });
}

function knownRow(app, model) {
  const precisions = Object.entries(model.bytes);
  const choice = el("select", { "aria-label": `Precision of ${model.title}` }, precisions.map(([precision, size]) => el("option", { value: precision }, `${precision} · ${bytes(size)}`)));
  return row({
    mark: icon("model"),
    title: model.title,
    lines: [model.for_whom, `${languages(model.languages)} · licence ${model.licence} · ${model.cost === 1 ? "quick" : `takes ${model.cost} times as long as the quickest`}`],
    actions: [
      precisions.length > 1 ? choice : el("span", { class: "dim" }, bytes(precisions[0]?.[1])),
      button({ text: "Install", "aria-label": `Install ${model.title}`, onclick: () => start(app, () => app.hub.api.post(`/v1/models/${part(model.id)}/install`, { precision: choice.value || precisions[0]?.[0] })) }),
    ],
  });
}
