// One group of duplicates: its pictures side by side with what tells them apart.

import { percent } from "./cell.js";
import { button, el, fill, icon, path } from "./elements.js";
import { tag } from "./manage_view.js";
import { bytes, capital, count, folderOf, mediaType, plural } from "./phrases.js";

const BESIDE = 12;

/**
 * @param {import("./main.js").App} app
 * @param {any} group as GET /v1/duplicates gives it
 * @param {{shelf: import("./shelf.js").Shelf, notSame: (one: any, other: any) => void}} options
 */
export function duplicateGroup(app, group, { shelf, notSame }) {
  const { members } = group;
  const heading = el("h2", { tabindex: "-1" });
  const row = el("ul", { class: "duplicates" });
  const element = el("section", { class: "duplicate-group" }, heading, row);
  let whole = false;

  const draw = () => {
    const spare = members.slice(1).reduce((sum, { asset }) => sum + asset.bytes, 0);
    fill(heading, `${plural(members.length, group.tier === "same_file" ? "file" : "picture")}`, el("span", { class: "dim" }, ` · ${bytes(spare)} ${group.tier === "same_file" ? `in the ${members.length === 2 ? "other" : "others"}` : `beside the ${members[0].largest ? "largest" : "first"}`}`));
    fill(row, (whole ? members : members.slice(0, BESIDE)).map((member) => card(member)),
      !whole && members.length > BESIDE ? el("li", { class: "rest" }, button({ text: `Show ${members.length - BESIDE} more`, onclick: () => { whole = true; draw(); heading.focus(); } })) : null);
  };
  const card = (member) => {
    const { asset, largest, similarity } = member;
    const first = member === members[0];
    return el("li", { class: "duplicate" },
      shelf.picture(asset.id, { side: 300 }),
      el("p", { class: "tags" }, largest && group.tier !== "same_file" ? tag("Largest", "good") : null, similarity !== null && !first ? tag(`${percent(similarity)} alike`, "accent") : null),
      el("p", { class: "name" }, el("bdi", {}, asset.name)),
      el("p", { class: "dim" }, `${count(asset.width)} × ${count(asset.height)} · ${bytes(asset.bytes)} · ${mediaType(asset.media_type)}`),
      el("p", { class: "dim where" }, path(asset.path ? folderOf(asset.path) : asset.folder.name)),
      asset.disk || !asset.online ? el("p", { class: `disk${asset.online ? " dim" : " tag warn"}`, title: asset.offline_reason ?? "" }, icon(asset.disk ? "disk" : "problem", 12), asset.online ? capital(asset.disk) : asset.disk ? `Plug in “${asset.disk}”` : "Not found") : null,
      el("div", { class: "duplicate-actions" },
        button({ text: "Show in folder", icon: "reveal", kind: "small", disabled: !asset.online, "aria-label": `Show in folder: ${asset.name}`, onclick: () => app.actions.reveal(asset) }),
        asset.content === members[0].asset.content ? null : button({ text: "Not the same", icon: "split", kind: "small", "aria-label": `Not the same: ${asset.name}`, title: `It is not the same as ${members[0].asset.name}`, onclick: () => notSame(members[0].asset, asset) })));
  };
  draw();
  return element;
}
