// The plug-ins: who asks to connect, with the code to compare; who is connected, with what it may do; and revoking.

import { part } from "./api.js";
import { button, el, freshId, icon } from "./elements.js";
import { managePage, row, section, tag } from "./manage_view.js";
import { state } from "./empty_states.js";
import { ago } from "./phrases.js";
import { askText, confirmation } from "./popups.js";

const SCOPES = {
  search: ["Search", "Search your library and see names and similarities"],
  thumbnails: ["Small pictures", "See thumbnails and previews"],
  originals: ["Originals", "Open the original files and see where they lie"],
  curate: ["Curate", "Make collections and copies in your curated folder"],
  admin: ["Manage everything", "Add and remove folders, plug-ins and models"],
};

/** From the least to the most that a plug-in may do. */
const inOrder = (scopes) => Object.keys(SCOPES).filter((scope) => scopes.includes(scope));

/** @param {import("./main.js").App} app */
export function pluginsView(app) {
  const { api } = app.hub;
  const page = managePage({ title: "Plug-ins", lead: "Programs that may search your pictures. Each has a key of its own, and each can be stopped at once." });
  const load = () => page.load(async () => {
    const [pairings, { clients }, { origins }] = await Promise.all([app.hub.learnPairings(), api.get("/v1/clients"), api.get("/v1/origins")]);
    const plugins = clients.filter(({ kind }) => kind === "plugin");
    const others = clients.filter(({ kind }) => kind !== "plugin");
    return [
      pairings.map((pairing) => pairingCard(app, pairing, load)),
      plugins.length ? section("Connected", el("ul", { class: "rows" }, plugins.map((client) => clientRow(app, client, load))))
        : pairings.length ? null : state("plug", "No plug-in is connected", "Open Bowerbird in GIMP, Blender or VS Code and connect it. The request appears here, with a code to compare."),
      section("Editors in a browser",
        el("p", { class: "hint" }, "Web pages reach nothing of yours. An editor that runs in a browser needs its exact address here, and still has to connect like any other plug-in."),
        origins.length ? el("ul", { class: "rows" }, origins.map((origin) => originRow(app, origin, load))) : null,
        el("div", { class: "actions" }, button({ text: "Let an address in…", icon: "plus", onclick: () => addOrigin(app, load) }))),
      others.length ? section("You", el("ul", { class: "rows" }, others.map((client) => row({ mark: icon("keep"), title: client.kind === "session" ? "This page" : client.name, lines: [`Everything · last used ${ago(client.last_used)}`] })))) : null,
    ];
  });
  let known = app.hub.pending.value;
  const unwatch = app.hub.pending.watch((pending) => {
    if (pending === known) return;
    known = pending;
    load();
  });
  load();
  return { ...page, close: unwatch };
}

function pairingCard(app, pairing, again) {
  const heading = freshId("pairing");
  const boxes = inOrder(pairing.scopes).map((scope) => {
    const box = el("input", { type: "checkbox", value: scope, checked: true });
    const [name, text] = SCOPES[scope] ?? [scope, ""];
    return el("label", { class: "scope" }, box, el("span", {}, el("strong", {}, name), el("span", { class: "dim" }, text)));
  });
  const answer = (verb, body, told) => app.notices.attempt(async () => {
    await app.hub.api.post(`/v1/pairings/${part(pairing.id)}/${verb}`, body);
    app.notices.tell(told, { kind: "good" });
    if (verb === "approve") awaitKey(app, again);
  }).finally(again);
  const approve = () => {
    const scopes = boxes.map((label) => label.querySelector("input")).filter((box) => box.checked).map((box) => box.value);
    if (!scopes.length) {
      app.notices.tell("Choose at least one thing that it may do, or refuse it.", { kind: "bad" });
      return;
    }
    answer("approve", { code: pairing.code, scopes }, `${pairing.name} is connected.`);
  };
  return el("section", { class: "pairing", "aria-labelledby": heading },
    el("h2", { id: heading }, el("bdi", {}, pairing.name), " asks to connect"),
    el("p", {}, "Does it show the same code? Then it is really this program that asks."),
    el("p", { class: "pairing-code", "aria-label": `Code ${[...pairing.code].join(" ")}` }, pairing.code),
    el("fieldset", {}, el("legend", {}, "It may"), boxes),
    el("div", { class: "actions" },
      button({ text: "The codes are the same: connect", icon: "check", kind: "main", onclick: approve }),
      button({ text: "Refuse", onclick: () => answer("deny", {}, `${pairing.name} was refused.`) })),
    el("p", { class: "hint" }, `The request ends by itself after two minutes.`));
}

async function addOrigin(app, again) {
  const origin = await askText({ title: "Let an address in", label: "Address of the editor", yes: "Let it in", hint: "As it stands in the address bar, up to the port: https://editor.example or http://localhost:8080." });
  if (origin && (await app.notices.attempt(() => app.hub.api.post("/v1/origins", { origin })))) again();
}

function originRow(app, origin, again) {
  const remove = async () => {
    await app.notices.attempt(() => app.hub.api.post("/v1/origins/remove", { origin }));
    again();
  };
  return row({ title: origin, actions: [button({ text: "Take out", "aria-label": `Take out ${origin}`, onclick: remove })], kind: "flat" });
}

/** A plug-in is in the list once it has fetched its key, which it does within seconds. */
async function awaitKey(app, again) {
  const known = (await app.hub.api.get("/v1/clients")).clients.length;
  for (let tries = 0; tries < 20 && app.route.view === "plugins"; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if ((await app.hub.api.get("/v1/clients")).clients.length === known) continue;
    again();
    return;
  }
}

function clientRow(app, client, again) {
  const revoke = async () => {
    const yes = await confirmation({
      title: `Disconnect ${client.name}?`,
      text: "Its key stops working at once. It can ask to connect again.",
      yes: "Disconnect",
    });
    if (!yes) return;
    await app.notices.attempt(async () => {
      await app.hub.api.delete(`/v1/clients/${part(client.id)}`);
      app.notices.tell(`${client.name} is disconnected.`, { kind: "good" });
    });
    again();
  };
  return row({
    mark: icon("plug"),
    title: client.name,
    tags: inOrder(client.scopes).map((scope) => tag(SCOPES[scope]?.[0] ?? scope, scope === "admin" ? "warn" : "")),
    lines: [`Last used ${ago(client.last_used)} · connected ${ago(client.created)}`.replace("Last used never used", "Never used")],
    actions: [button({ text: "Disconnect", "aria-label": `Disconnect ${client.name}`, onclick: revoke })],
  });
}
