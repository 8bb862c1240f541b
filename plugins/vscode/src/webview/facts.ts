// What there is to say of a hit: how much alike it is, why it was found, what it shows and where it lies.

import * as l10n from "@vscode/l10n";
import { isLost } from "../core/absent";
import type { HitView } from "../core/messages";
import { meter } from "./cell";
import { el, foreign } from "./elements";
import { glyph, signalGlyph } from "./glyphs";
import { labelName, labelSentence } from "./labels";
import { matchWords } from "./match";
import { alike, away, copies, measures } from "./phrases";

/** Say how much alike a hit is, as a bar and in words. */
export function likeness(hit: HitView): HTMLElement {
  if (!hit.calibrated) {
    return el(
      "p",
      { class: "quiet" },
      l10n.t("The order tells how much alike pictures are; the model gives no percentages."),
    );
  }
  const number = alike(hit, 0);
  return el("p", { class: "likeness" }, meter(hit.similarity), el("span", {}, l10n.t("{0} alike", number)));
}

/** Say what is proved of it, where it matches, why it was found, and what keeps it from being opened. */
export function reasons(hit: HitView): readonly HTMLElement[] {
  const lines: HTMLElement[] = [];
  if (hit.labels.length > 0) {
    const labels = hit.labels.map((label) => el("li", { title: labelSentence(label) }, labelName(label)));
    lines.push(el("ul", { class: "labels", "aria-label": l10n.t("What is proved") }, labels));
  }
  const match = matchWords(hit);
  if (match !== "") lines.push(el("p", { class: "match" }, factGlyph(glyph("boxes", 14)), match));
  if (hit.reasons.length > 0) {
    const why = hit.reasons.map(({ signal, detail }) =>
      el("li", {}, factGlyph(signalGlyph(signal)), foreign(detail)),
    );
    lines.push(el("ul", { class: "reasons", "aria-label": l10n.t("Why it was found") }, why));
  }
  const offline = away(hit);
  if (offline !== "") {
    lines.push(
      el(
        "p",
        { class: "offline" },
        factGlyph(glyph(isLost(hit) ? "error" : "disk", 14)),
        // The hub's reason goes on with a sentence, and here it begins one.
        foreign(offline.charAt(0).toUpperCase() + offline.slice(1)),
      ),
    );
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
  if (hit.curated) {
    lines.push(el("p", { class: "copies-line" }, l10n.t("It is in your curated folder already.")));
  }
  if (hit.copies > 0) lines.push(el("p", { class: "copies-line" }, copies(hit)));
  return lines;
}

function factGlyph(drawn: SVGSVGElement): SVGSVGElement {
  drawn.classList.add("fact-glyph");
  return drawn;
}
