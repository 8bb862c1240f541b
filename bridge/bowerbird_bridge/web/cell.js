// One picture of the grid: the thumbnail, its marks, its name, how much alike it is, why it is here, and its disk.

import { el, fill, icon } from "./elements.js";
import { part, withQuery } from "./api.js";
import { marks } from "./labels.js";

const SIGNALS = { words: "words", picture: "picture", letters: "letters", name: "name", verified: "check" };

/** The thumbnail's path at the smallest size that is sharp for `side` pixels of the page. */
export function thumbnailPath(id, side) {
  const sharp = side * Math.min(devicePixelRatio || 1, 2);
  const size = [160, 320, 640].find((size) => size >= sharp * 0.9) ?? 640;
  return withQuery(`/v1/assets/${part(id)}/thumbnail`, { size });
}

export const signalIcon = (signal, size = 12) => icon(SIGNALS[signal] ?? "search", size);

/** A similarity as it is written: 100 only for the same picture. */
export const percent = (similarity) => `${similarity >= 100 ? 100 : Math.min(99, Math.round(similarity))} %`;

/** Whether the percentages of a hit mean anything beyond its rank. */
export const isCalibrated = (hit) => hit.calibrated !== false;

/** All that there is to say of a picture in one line, for when it is pointed at. */
export function describe(hit) {
  return [
    hit.name,
    hit.similarity === undefined || !isCalibrated(hit) ? null : `${percent(hit.similarity)} alike`,
    ...(hit.reasons ?? []).map((reason) => reason.detail),
    hit.online ? null : hit.offline_reason || `on the disk “${hit.disk}”, which is not plugged in`,
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * Make the element of a hit. Its place, selection and focus are the grid's business.
 * @param {{rank: number, expanded: boolean}} about its place in the list, and whether the list grew from a locked set
 */
export function makeCell(hit, about) {
  const picture = el("img", { alt: "", draggable: "false", decoding: "async", class: "thumb" });
  const badges = el("span", { class: "marks" });
  const caption = el("span", { class: "caption" });
  const frame = el("span", { class: "frame waiting" }, picture, badges);
  if (!hit.online) frame.append(el("span", { class: "badge offline" }, icon(hit.disk ? "disk" : "problem", 12), el("span", {}, hit.disk || "Not found")));
  frame.append(el("span", { class: "tick" }, icon("check", 12)));
  const cell = el("div", { class: `cell${hit.online ? "" : " away"}`, role: "option", tabindex: "-1", draggable: "true" }, frame, caption);
  const write = (now, { rank, expanded }) => {
    cell.title = describe(now);
    cell.classList.toggle("core", Boolean(now.core));
    fill(badges, marks(now, { expanded }));
    const reason = now.reasons?.[0];
    fill(caption,
      el("span", { class: "line" }, el("bdi", { class: "name" }, now.name), howAlike(now, rank)),
      reason ? el("span", { class: `line reason ${reason.signal}` }, signalIcon(reason.signal), el("span", {}, reason.detail)) : el("span", { class: "line reason" }, now.folder?.name ?? ""));
  };
  write(hit, about);
  return {
    cell,
    frame,
    write,
    show(url, error) {
      frame.classList.remove("waiting");
      if (url) picture.src = url;
      else if (error) frame.classList.add("lost");
    },
  };
}

function howAlike(hit, rank) {
  if (hit.similarity === undefined) return null;
  if (isCalibrated(hit)) return el("span", { class: "percent" }, percent(hit.similarity), el("span", { class: "unseen" }, " alike"));
  return el("span", { class: "percent rank" }, `no. ${rank + 1}`);
}
