// Numbers, sizes and pictures as a person reads them.

import * as l10n from "@vscode/l10n";
import type { ClueView, HitView } from "../core/messages";
import { marks } from "./labels";

/** `87 %`, held together. */
export function percent(similarity: number): string {
  return l10n.t("{0} %", Math.round(similarity)).replace(" %", "\u202f%");
}

/** How much alike a hit is, or its place where the numbers mean no more; 100 is the same picture alone. */
export function alike(hit: HitView, place: number): string {
  if (!hit.calibrated) return l10n.t("no. {0}", place + 1);
  return percent(hit.similarity >= SAME ? SAME : Math.min(hit.similarity, SAME - 1));
}

const SAME = 100;

/** `1 picture`, `2,000 pictures`. */
export function pictures(count: number): string {
  return count === 1 ? l10n.t("1 picture") : l10n.t("{0} pictures", count.toLocaleString());
}

/** Say that pictures are in the clipboard. */
export function copied(count: number): string {
  return count === 1 ? l10n.t("Copied 1 picture.") : l10n.t("Copied {0} pictures.", count);
}

/** Say how many are shown; `hidden` pass the slider no more, and with `open` the hub knows of further ones. */
export function countOf(shown: number, all: number, open: boolean): string {
  const total = `${all.toLocaleString()}${open ? "+" : ""}`;
  if (shown < all) return l10n.t("{0} of {1} pictures", shown.toLocaleString(), total);
  return open ? l10n.t("{0} pictures", total) : pictures(all);
}

/** `1.2 MB`, as file managers count. */
export function size(bytes: number): string {
  if (bytes < 999_500) return l10n.t("{0} kB", Math.max(1, Math.round(bytes / 1000)));
  if (bytes < 999_950_000) return l10n.t("{0} MB", (bytes / 1e6).toLocaleString(undefined, ONE_DIGIT));
  return l10n.t("{0} GB", (bytes / 1e9).toLocaleString(undefined, ONE_DIGIT));
}

const ONE_DIGIT = { maximumFractionDigits: 1 } as const;

/** `1200 × 800 · JPEG · 1.2 MB`. */
export function measures(hit: HitView): string {
  const kind = hit.mediaType
    .replace(/^image\//, "")
    .replace(/\+xml$/, "")
    .toUpperCase();
  const sides = hit.width > 0 && hit.height > 0 ? `${hit.width} × ${hit.height}` : "";
  return [sides, kind, hit.bytes > 0 ? size(hit.bytes) : ""].filter((part) => part !== "").join(" · ");
}

/** Say why a picture cannot be opened now: that it was not found, or on which disk it lies. */
export function away(hit: HitView): string {
  if (hit.online) return "";
  if (!hit.disk) return hit.offlineReason ? l10n.t("Not found: {0}", hit.offlineReason) : l10n.t("Not found");
  return hit.offlineReason ?? l10n.t("On the disk “{0}”, which is not plugged in.", hit.disk);
}

/** Say how many other files of the library are the same. */
export function copies(hit: HitView): string {
  if (hit.copies === 0) return "";
  return hit.copies === 1
    ? l10n.t("One more copy of it lies in your library.")
    : l10n.t("{0} more copies of it lie in your library.", hit.copies);
}

/** What there is to say of a picture beside its name and its percentage, for a screen reader. */
export function described(hit: HitView, isLocked = false): string {
  return [
    hit.calibrated ? l10n.t("alike") : "",
    ...hit.reasons.map((reason) => reason.detail),
    ...marks(hit, isLocked),
    copies(hit),
    away(hit),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** The ways a clue can be understood, by the hub's names. */
export function entryNames(entry: string): readonly { readonly signal: string; readonly name: string }[] {
  const names: Readonly<Record<string, string>> = {
    words: l10n.t("Description"),
    letters: l10n.t("Letters in the picture"),
    name: l10n.t("File name"),
    picture: l10n.t("Picture"),
  };
  return entry
    .split("+")
    .filter((signal) => signal !== "")
    .map((signal) => ({
      signal,
      name: (Object.hasOwn(names, signal) ? names[signal] : undefined) ?? signal,
    }));
}

/** One line for a search, as history lists it. */
export function clueLine(clue: ClueView): string {
  const parts = [
    clue.words,
    clue.picture ? l10n.t("like {0}", clue.picture.name) : "",
    clue.avoid ? l10n.t("without {0}", clue.avoid) : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Write keys as the person's keyboard names them. */
export function keys(text: string, isMac: boolean): string {
  return isMac
    ? text.replace("Ctrl+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧").replace("Enter", "↩")
    : text;
}
