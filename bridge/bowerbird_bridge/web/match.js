// How a hit and what was asked for fit together: the boxes on the hit, and the part of the given picture that it shows.

import { el, fill } from "./elements.js";
import { part } from "./api.js";
import { labelSentences, labelTags } from "./labels.js";
import { overlay, overlaySwitch, whereabouts } from "./overlay.js";
import { PRIORITY } from "./pictures.js";
import { isCalibrated, percent, signalIcon } from "./cell.js";
import { plural } from "./phrases.js";

/** The boxes over the preview of a hit, null where there are none. */
export function hitOverlay(hit) {
  if (!hit.boxes?.length) return null;
  return overlay(hit.boxes, hit, boxesLine(hit));
}

/** What the boxes on a hit are, in words. */
function boxesLine(hit) {
  const letters = !hit.labels?.length && hit.reasons?.some(({ signal }) => signal === "letters");
  const [first] = hit.boxes;
  if (letters) return hit.boxes.length === 1 ? `The letters that match stand in ${whereabouts(first)}.` : `The letters that match stand in ${plural(hit.boxes.length, "place")}, the first in ${whereabouts(first)}.`;
  return `What matches is ${whereabouts(first)}.`;
}

/**
 * The section of the panel that says why a picture is here.
 * @param {import("./main.js").App} app
 * @param {{drawing: SVGElement|null, release: Array<() => void>}} preview
 */
export function whySection(app, hit, { drawing, release }) {
  if (hit.similarity === undefined) return null;
  const proved = labelTags(hit.labels);
  return el("section", { class: "why" },
    el("h3", {}, "Why it is here"),
    isCalibrated(hit) ? meter(hit) : el("p", { class: "hint" }, "This model tells the order of pictures, not how much alike they are: it has no curves yet."),
    proved.length ? el("div", { class: "proofs" }, proved) : null,
    el("ul", {},
      hit.reasons.some(({ signal }) => signal === "verified") ? null : labelSentences(hit.labels).map((text) => el("li", {}, signalIcon("verified", 14), el("span", {}, text))),
      hit.reasons.map(({ signal, detail }) => el("li", {}, signalIcon(signal, 14), el("span", {}, detail)))),
    drawing ? el("div", { class: "boxes-line" }, el("p", { class: "hint" }, boxesLine(hit)), overlaySwitch(drawing)) : null,
    queryPart(app, hit, release));
}

function meter(hit) {
  const bar = el("div", { class: "meter", role: "meter", "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(Math.round(hit.similarity)), "aria-label": "How much alike" }, el("span", {}));
  bar.firstElementChild.style.width = `${hit.similarity}%`;
  return el("div", { class: "alike" }, bar, el("strong", {}, percent(hit.similarity)));
}

/** The picture that was given, with the part of it that this hit shows. Where a part was searched by, the box lies in that part. */
function queryPart(app, hit, release) {
  const { like, region } = app.route.query;
  if (!hit.query_box || !like) return null;
  const own = region ? "the part that you chose" : "your picture";
  const words = `It shows ${whereabouts(hit.query_box).replace("the whole picture", `the whole of ${own}`).replace("the picture", own)}.`;
  const box = region ? hit.query_box.map((value, at) => (at % 2 ? region.y + value * region.height : region.x + value * region.width)) : hit.query_box;
  const picture = el("img", { alt: "", draggable: "false" });
  const room = el("div", { class: "query-part-picture" }, picture);
  picture.addEventListener("load", () => {
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    room.style.aspectRatio = `${size.width} / ${size.height}`;
    fill(room, picture, overlay([box], size, words));
  });
  const given = "given" in like ? app.hub.given.find(like.given) : null;
  if (given?.url) picture.src = given.url;
  else if ("asset" in like) release.push(app.hub.pictures.want(`/v1/assets/${part(like.asset)}/proxy`, PRIORITY.visible, (url) => url && (picture.src = url)));
  return el("figure", { class: "query-part" }, given && !given.url ? null : room, el("figcaption", {}, words));
}
