// What there is to say of a hit: how much alike it is, why it was found, what it shows and where it lies.

import * as l10n from "@vscode/l10n";
import type { HitView } from "../core/messages";
import { meter } from "./cell";
import { el, foreign } from "./elements";
import { glyph, signalGlyph } from "./glyphs";
import { away, measures, percent } from "./phrases";

/** Say how much alike a hit is, as a bar and in words. */
export function likeness(hit: HitView): HTMLElement {
  const number = percent(hit.similarity);
  return el("p", { class: "likeness" }, meter(hit.similarity), el("span", {}, l10n.t("{0} alike", number)));
}

/** Say why it was found, what keeps it from being opened, and what it shows. */
export function reasons(hit: HitView): readonly HTMLElement[] {
  const lines: HTMLElement[] = [];
  if (hit.reasons.length > 0) {
    const why = hit.reasons.map(({ signal, detail }) =>
      el("li", {}, factGlyph(signalGlyph(signal)), foreign(detail)),
    );
    lines.push(el("ul", { class: "reasons", "aria-label": l10n.t("Why it was found") }, why));
  }
  const offline = away(hit);
  if (offline !== "")
    lines.push(el("p", { class: "offline" }, factGlyph(glyph("disk", 14)), foreign(offline)));
  if (hit.labels.length > 0) {
    const labels = hit.labels.map((label) => el("li", {}, foreign(label)));
    lines.push(el("ul", { class: "labels", "aria-label": l10n.t("What it shows") }, labels));
  }
  return lines;
}

/** Say where it lies and what it measures. */
export function whereabouts(hit: HitView): readonly HTMLElement[] {
  const place = hit.path ?? hit.folder;
  const lines = [
    el("p", { class: "place", title: place }, foreign(place)),
    el("p", { class: "measures" }, measures(hit)),
  ];
  if (hit.copies > 0) {
    const copies =
      hit.copies === 1
        ? l10n.t("One more copy of it lies in your library.")
        : l10n.t("{0} more copies of it lie in your library.", hit.copies);
    lines.push(el("p", { class: "copies-line" }, copies));
  }
  return lines;
}

function factGlyph(drawn: SVGSVGElement): SVGSVGElement {
  drawn.classList.add("fact-glyph");
  return drawn;
}
