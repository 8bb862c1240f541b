// What is proved of a hit, and how it stands to the locked set and the curated folder, as a person reads it.

import * as l10n from "@vscode/l10n";
import type { Label } from "../core/hub/hub";
import type { HitView } from "../core/messages";

/** Name what was proved. */
export function labelName(label: Label): string {
  switch (label) {
    case "same_file":
      return l10n.t("Same file");
    case "same_picture":
      return l10n.t("Same picture");
    case "crop_of":
      return l10n.t("Crop of this");
    case "contains":
      return l10n.t("Contains this");
    case "mirrored":
      return l10n.t("Mirrored");
    case "rotated":
      return l10n.t("Rotated");
    case "recoloured":
      return l10n.t("Re-coloured");
    default:
      return label;
  }
}

/** Say what it means for the picture that was given. */
export function labelSentence(label: Label): string {
  switch (label) {
    case "same_file":
      return l10n.t("It is the very file that you searched with.");
    case "same_picture":
      return l10n.t("It shows the same picture as yours.");
    case "crop_of":
      return l10n.t("Your picture is a crop of this one.");
    case "contains":
      return l10n.t("Your picture contains this one.");
    case "mirrored":
      return l10n.t("It is mirrored against yours.");
    case "rotated":
      return l10n.t("It is turned against yours.");
    case "recoloured":
      return l10n.t("Its colours or its contrast differ from yours.");
    default:
      return label;
  }
}

/** Say how it stands to a locked set: of it, or new beside it. */
export function standing(hit: HitView, isLocked: boolean): string {
  if (hit.core) return l10n.t("Locked");
  return isLocked ? l10n.t("Variant") : "";
}

/** What stands on a picture, in words. */
export function marks(hit: HitView, isLocked: boolean): readonly string[] {
  const curated = hit.curated ? l10n.t("in your curated folder already") : "";
  return [standing(hit, isLocked), ...hit.labels.map(labelName), curated].filter((mark) => mark !== "");
}
