// One picture of the grid: the thumbnail, its name, how much alike it is, why it is here, and the disk it lies on.

import { el, icon } from "./elements.js";
import { part, withQuery } from "./api.js";

const SIGNALS = { words: "words", picture: "picture", letters: "letters", name: "name" };

/** The thumbnail's path at the smallest size that is sharp for `side` pixels of the page. */
export function thumbnailPath(id, side) {
  const sharp = side * Math.min(devicePixelRatio || 1, 2);
  const size = [160, 320, 640].find((size) => size >= sharp * 0.9) ?? 640;
  return withQuery(`/v1/assets/${part(id)}/thumbnail`, { size });
}

export const signalIcon = (signal, size = 12) => icon(SIGNALS[signal] ?? "search", size);

export const percent = (similarity) => `${Math.round(similarity)} %`;

/** All that there is to say of a picture in one line, for when it is pointed at. */
export function describe(hit) {
  return [
    hit.name,
    hit.similarity === undefined ? null : `${percent(hit.similarity)} alike`,
    ...(hit.reasons ?? []).map((reason) => reason.detail),
    hit.online ? null : hit.offline_reason || `on the disk “${hit.disk}”, which is not plugged in`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Make the element of a hit. Its place, selection and focus are the grid's business. */
export function makeCell(hit) {
  const picture = el("img", { alt: "", draggable: "false", decoding: "async", class: "thumb" });
  const frame = el("span", { class: "frame waiting" }, picture);
  if (!hit.online) frame.append(el("span", { class: "badge offline" }, icon("disk", 12), el("span", {}, hit.disk || "Offline")));
  if (hit.copies > 0) frame.append(el("span", { class: "badge copies" }, icon("copy", 12), el("span", {}, String(hit.copies + 1))));
  frame.append(el("span", { class: "tick" }, icon("check", 12)));
  const reason = hit.reasons?.[0];
  const cell = el(
    "div",
    { class: `cell${hit.online ? "" : " away"}`, role: "option", tabindex: "-1", draggable: "true", title: describe(hit) },
    frame,
    el(
      "span",
      { class: "caption" },
      el("span", { class: "line" }, el("bdi", { class: "name" }, hit.name), hit.similarity === undefined ? null : el("span", { class: "percent" }, percent(hit.similarity), el("span", { class: "unseen" }, " alike"))),
      reason ? el("span", { class: `line reason ${reason.signal}` }, signalIcon(reason.signal), el("span", {}, reason.detail)) : el("span", { class: "line reason" }, hit.folder?.name ?? ""),
    ),
  );
  return {
    cell,
    frame,
    show(url, error) {
      frame.classList.remove("waiting");
      if (url) picture.src = url;
      else if (error) frame.classList.add("lost");
    },
  };
}
