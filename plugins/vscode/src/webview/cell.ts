// One picture of the grid: the thumbnail, its name, how much alike it is, how it was found, and the disk it lies on.

import * as l10n from "@vscode/l10n";
import { isLost } from "../core/absent";
import type { HitView } from "../core/messages";
import { el, foreign } from "./elements";
import { glyph, signalGlyph } from "./glyphs";
import { labelName, standing } from "./labels";
import { alike, described } from "./phrases";

export interface Cell {
  readonly element: HTMLElement;
  /** Show a picture, or that there is none; null where it is still to come. */
  show(url: string | null, isLost: boolean): void;
}

/** The bar that shows a similarity beside its number. */
export function meter(similarity: number): HTMLElement {
  const part = el("span", { class: "meter-part" });
  part.style.width = `${Math.max(0, Math.min(100, similarity))}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, part);
}

/** Make the element of a hit; its place, selection and focus are the grid's business. */
export function makeCell(hit: HitView, place: number, isLocked: boolean): Cell {
  const picture = el("img", { alt: "", draggable: "false", decoding: "async" });
  picture.hidden = true;
  const frame = el("span", { class: "frame waiting", "aria-hidden": "true" }, picture);
  if (!hit.online) {
    frame.append(
      el(
        "span",
        { class: "badge away" },
        glyph(isLost(hit) ? "error" : "disk", 12),
        foreign(hit.disk || l10n.t("Not found")),
      ),
    );
  }
  if (hit.copies > 0) {
    frame.append(el("span", { class: "badge copies" }, glyph("copy", 12), String(hit.copies + 1)));
  }
  if (hit.curated) frame.append(el("span", { class: "badge curated" }, glyph("star", 12)));
  frame.append(el("span", { class: "tick" }), badgesOf(hit, isLocked));
  const [reason] = hit.reasons;
  const element = el(
    "div",
    { class: "cell", role: "option", tabindex: -1, draggable: "true" },
    frame,
    el("span", { class: "cell-name" }, foreign(hit.name)),
    el(
      "span",
      { class: "cell-likeness" },
      reason ? signalGlyph(reason.signal, 12) : null,
      hit.calibrated && meter(hit.similarity),
      el("span", { class: "percent" }, alike(hit, place)),
      // Read out as a part of the name: what the badges and the details show to the eye.
      el("span", { class: "unseen" }, ` ${described(hit, isLocked)}`),
    ),
  );
  element.classList.toggle("away", !hit.online);
  return {
    element,
    show(url, isLost) {
      frame.classList.toggle("waiting", url === null && !isLost);
      frame.classList.toggle("lost", url === null && isLost);
      if (url !== null && picture.src !== url) picture.src = url;
      picture.hidden = url === null;
      if (url === null && isLost && !frame.querySelector(".lost-glyph")) {
        const drawn = glyph("picture", 20);
        drawn.classList.add("lost-glyph");
        frame.prepend(drawn);
      }
    },
  };
}

/** What was proved, and how it stands to a locked set. */
function badgesOf(hit: HitView, isLocked: boolean): HTMLElement {
  const own = standing(hit, isLocked);
  const labels = hit.labels.map((label) => el("span", { class: "badge proof" }, labelName(label)));
  const first =
    own === ""
      ? null
      : el("span", { class: "badge" }, hit.core ? glyph("lock", 12) : null, hit.core ? null : own);
  return el("span", { class: "marks" }, first, labels);
}
