// One group of duplicates: its pictures side by side with what tells them apart.

import { percent } from "./cell.js";
import { button, el, fill, icon, path } from "./elements.js";
import { tag } from "./manage_view.js";
import { bytes, count, folderOf, mediaType, plural } from "./phrases.js";

const BESIDE = 12;

/**
 * @param {import("./main.js").App} app
 * @param {any} group as GET /v1/duplicates gives it
 * @param {{shelf: import("./shelf.js").Shelf, notSame: (one: any, other: any, undo: () => void) => Promise<boolean>, emptied: () => void}} options
 */
export function duplicateGroup(app, group, { shelf, notSame, emptied }) {
  let { members } = group;
  const heading = el("h2", { tabindex: "-1" });
  const row = el("ul", { class: "duplicates" });
  const element = el("section", { class: "duplicate-group" }, heading, row);
  let whole = false;

  const draw = () => {
    const spare = members.slice(1).reduce((sum, { asset }) => sum + asset.bytes, 0);
    fill(heading, `${plural(members.length, group.tier === "same_file" ? "file" : "picture")}`, el("span", { class: "dim" }, ` · ${bytes(spare)} beside the ${members[0].largest ? "largest" : "first"}`));
    fill(row, (whole ? members : members.slice(0, BESIDE)).map((member) => card(member)),
      !whole && members.length > BESIDE ? el("li", { class: "rest" }, button({ text: `Show ${members.length - BESIDE} more`, onclick: () => { whole = true; draw(); heading.focus(); } })) : null);
  };
  const part = async (member) => {
    const before = members;
    const next = element.nextElementSibling;
    const parent = element.parentElement;
    const undo = () => {
      members = before;
      draw();
      if (!element.isConnected && parent.isConnected) parent.insertBefore(element, next?.parentElement === parent ? next : null);
      heading.focus();
    };
    if (!(await notSame(members[0], member, undo))) return;
    members = members.filter((each) => each !== member);
    if (members.length > 1) {
      draw();
      heading.focus();
      return;
    }
    (next?.querySelector("h2") ?? document.querySelector("[role=tab][aria-selected=true]"))?.focus();
    element.remove();
    emptied();
  };
  const card = (member) => {
    const { asset, largest, similarity } = member;
    const first = member === members[0];
    return el("li", { class: "duplicate" },
      shelf.picture(asset.id, { side: 300 }),
      el("p", { class: "name" }, el("bdi", {}, asset.name)),
      el("p", { class: "tags" }, largest && group.tier !== "same_file" ? tag("Largest", "good") : null, similarity !== null && !first ? tag(`${percent(similarity)} alike`, "accent") : null,
        asset.online ? null : el("span", { class: "tag warn", title: asset.offline_reason ?? "" }, icon("disk", 12), ` ${asset.disk || "Offline"}`)),
      el("p", { class: "dim" }, `${count(asset.width)} × ${count(asset.height)} · ${bytes(asset.bytes)} · ${mediaType(asset.media_type)}`),
      el("p", { class: "dim where" }, path(asset.path ? folderOf(asset.path) : asset.folder.name), asset.online && asset.disk ? ` · on ${asset.disk}` : ""),
      el("div", { class: "duplicate-actions" },
        button({ text: "Show in folder", icon: "reveal", kind: "small", disabled: !asset.online, "aria-label": `Show in its folder: ${asset.name}`, onclick: () => app.actions.reveal(asset) }),
        first || group.tier === "same_file" ? null : button({ text: "Not the same", icon: "split", kind: "small", "aria-label": `Not the same: ${asset.name}`, title: `It is not the same as ${members[0].asset.name}`, onclick: () => part(member) })));
  };
  draw();
  return element;
}
