// The folders of the library: which there are, which look like noise, what is gone from them, adding and removing.

import { part } from "./api.js";
import { button, el, icon, prose } from "./elements.js";
import { bringBack, goneSections } from "./gone_pictures.js";
import { managePage, row, section, tag } from "./manage_view.js";
import { capital, count, plural } from "./phrases.js";
import { confirmation } from "./popups.js";
import { choosePlace } from "./places.js";

/** @param {import("./main.js").App} app */
export function foldersView(app) {
  const page = managePage({
    title: "Folders",
    lead: "Where Bowerbird looks. Your files are only read: never written, moved or deleted.",
    actions: [
      button({ text: "Look for changes", icon: "again", onclick: () => lookForChanges(app) }),
      button({ text: "Add a folder", icon: "plus", kind: "main", onclick: () => addFolder(app) }),
    ],
  });
  const unwatch = app.hub.folders.watch((folders) => folders && page.load(async () => {
    const gone = await app.hub.api.get("/v1/gone");
    const below = await Promise.all(folders.map(({ id }) => app.hub.api.get(`/v1/folders/${part(id)}/subfolders`).then((answer) => answer.folders, () => [])));
    const [held, dropped] = goneSections(app, gone, { look: () => lookForChanges(app), done: () => page.heading.focus({ preventScroll: true }) });
    return [
      held,
      section(null, el("ul", { class: "rows" }, folders.map((folder, index) => folderRow(app, folder, below[index])))),
      dropped,
      folders.length > 3 ? el("p", { class: "hint" }, "One to three folders with your best pictures give better answers than everything at once.") : null,
    ];
  }));
  return { ...page, close: unwatch };
}

function folderRow(app, folder, below) {
  const noisy = below.filter(({ advice }) => advice.length);
  const remove = async () => {
    const yes = await confirmation({
      title: `Take ${folder.name} out of the library?`,
      text: `${plural(folder.pictures, "picture")} ${folder.pictures === 1 ? "leaves" : "leave"} the library. For 30 days you can bring the folder back as it was, or forget it at once, in the list below. The pictures themselves are not touched.`,
      yes: "Take it out",
    });
    if (!yes) return;
    await app.notices.attempt(async () => {
      const { forgotten } = await app.hub.api.delete(`/v1/folders/${part(folder.id)}`);
      const back = () => app.notices.attempt(async () => {
        await bringBack(app, { folder: folder.id });
        await app.hub.learnFolders();
      });
      app.notices.tell(`${plural(forgotten, "file")} left the library; none was touched on the disk.`, { kind: "good", action: { text: "Undo", act: back } });
    });
    await app.hub.learnFolders();
  };
  return row({
    mark: icon(folder.online ? "folder" : "disk"),
    title: folder.name,
    tags: folder.online ? [] : [tag(folder.disk ? `Plug in “${folder.disk}”` : "Offline", "warn")],
    lines: [
      el("p", { class: "mono dim" }, el("bdi", {}, folder.path ?? "")),
      plural(folder.pictures, "picture"),
      folder.online ? null : el("p", { class: "advice" }, folder.offline_reason ? prose(capital(folder.offline_reason)) : "It cannot be reached now. Its pictures stay searchable."),
      ...(folder.advice ?? []).map((line) => el("p", { class: "advice" }, line)),
      noisy.length ? el("details", { class: "noisy" },
        el("summary", {}, `${plural(noisy.length, "folder")} in it may be noise`),
        el("ul", {}, noisy.map(({ name, pictures, advice }) => el("li", {}, el("bdi", { class: "mono" }, name), ` · ${count(pictures)}`, advice.map((line) => el("p", { class: "advice" }, line))))),
        el("p", { class: "hint" }, "A file named .bowerbirdignore in the folder, with such names in it, leaves them out.")) : null,
    ],
    actions: [button({ text: "Take out…", "aria-label": `Take out… ${folder.name}`, onclick: remove })],
  });
}

export async function addFolder(app) {
  const place = await choosePlace(app, {
    title: "Add a folder",
    text: "Choose one with pictures that you want to find again. Folders in it are included; nothing is copied.",
    yes: "Add",
  });
  if (place) await addPlace(app, place);
}

/** Add a folder to the library; true where it was. */
export async function addPlace(app, place) {
  const added = await app.notices.attempt(() => app.hub.api.post("/v1/folders", place.id ? { place: place.id } : { path: place.path }));
  if (!added) return false;
  await app.hub.learnFolders();
  app.notices.tell(added.brought_back
    ? `“${added.name}” is added. ${plural(added.brought_back, "picture")} of before ${added.brought_back === 1 ? "is" : "are"} back, with all that was learned.`
    : `“${added.name}” is added. Its pictures become searchable while they are learned.`, { kind: "good" });
  return true;
}

async function lookForChanges(app) {
  await app.notices.attempt(async () => {
    app.hub.takeJob(await app.hub.api.post("/v1/jobs", { kind: "index" }));
    app.notices.tell("Looking for changes.");
  });
}
