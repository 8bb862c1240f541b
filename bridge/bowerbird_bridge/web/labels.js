// What local features prove of a hit, and what its marks say: the words for chips, explanations and screen readers.

import { el, icon } from "./elements.js";
import { plural } from "./phrases.js";

const LABELS = {
  same_file: ["Same file", "The very file that you searched with"],
  same_picture: ["Same picture", "It shows the same picture as yours"],
  crop_of: ["Crop of this", "Your picture is a crop of this one"],
  contains: ["Contains this", "Your picture contains this one"],
  mirrored: ["Mirrored", "It is mirrored against yours"],
  rotated: ["Rotated", "It is turned against yours"],
  recoloured: ["Re-coloured", "Its colours or its contrast differ from yours"],
};

export const labelName = (label) => LABELS[label]?.[0] ?? label;

/** A sentence for each label of a hit. */
export const labelSentences = (labels) => (labels ?? []).map((label) => `${LABELS[label]?.[1] ?? label}.`);

/**
 * The marks on a picture of the grid, the most telling first.
 * @param {{expanded?: boolean}} about whether there is a locked set, so that what is not in it is a variant
 */
export function marks(hit, { expanded = false } = {}) {
  const others = (hit.copies ?? 0) + (hit.variants ?? 0);
  return [
    hit.core ? mark("locked", "lock", "", "Locked: stays on top") : expanded ? mark("variant", null, "Variant", "New beside the locked pictures") : null,
    ...(hit.labels ?? []).map((label) => mark("proof", null, labelName(label), LABELS[label]?.[1] ?? label)),
    hit.curated ? mark("curated", "keep", "", "Already in your curated folder") : null,
    others ? mark("copies", "copy", `+${others}`, `${plural(others, "other copy", "other copies")} of it`) : null,
  ].filter(Boolean);
}

/** A mark; where it has no words of its own, what it means is read out. */
function mark(kind, drawn, text, meaning) {
  const spoken = kind === "copies" || !text ? meaning : text;
  return el("span", { class: `badge ${kind}`, title: meaning },
    drawn ? icon(drawn, 12) : null,
    text ? el("span", spoken === text ? {} : { "aria-hidden": "true" }, text) : null,
    spoken === text ? null : el("span", { class: "unseen" }, spoken));
}

/** Labels as tags, for the panel of one picture. */
export const labelTags = (labels) => (labels ?? []).map((label) => el("span", { class: "tag proof", title: LABELS[label]?.[1] ?? label }, labelName(label)));

/** What was proved of the hits in one sentence; empty where nothing was. */
export function provedLine(hits) {
  const counts = new Map();
  for (const hit of hits) {
    const [first] = hit.labels ?? [];
    if (first) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const parts = [...counts].map(([label, n]) => `${labelName(label).toLowerCase()} (${n})`);
  return parts.length ? `Proved: ${parts.join(", ")}` : "";
}
