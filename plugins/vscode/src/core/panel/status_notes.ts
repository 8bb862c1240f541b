import * as l10n from "@vscode/l10n";
import type { Status } from "../hub/hub";

/** Say of a library what a person should know who finds less than they hoped for. */
export function notesOf(status: Status): readonly string[] {
  const notes: string[] = [];
  if (status.searchable < status.pictures) {
    notes.push(
      l10n.t(
        "{0} of {1} pictures are not searchable yet.",
        status.pictures - status.searchable,
        status.pictures,
      ),
    );
  }
  const away = status.folders.offline;
  if (away === 1) notes.push(l10n.t("1 folder is away."));
  else if (away > 1) notes.push(l10n.t("{0} folders are away.", away));
  return notes;
}
