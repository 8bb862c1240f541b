import * as l10n from "@vscode/l10n";
import { isLost, type Whereabouts } from "../absent";
import { quoted } from "../panel/foreign";

/** What has become of one picture. */
export interface Done {
  readonly name: string;
  /** Where its copy lies, for people to read; null where it is linked in place. */
  readonly copy: string | null;
  readonly isNew: boolean;
  readonly isPreview: boolean;
}

/** Say what was inserted, and where its copies are: of one its path, of several their folder. */
export function inserted(done: readonly Done[], target: string): string {
  const [first] = done;
  if (done.length === 1 && first !== undefined) {
    return together([
      l10n.t("Inserted {0} into {1}.", quoted(first.name), quoted(target)),
      pathOf(first),
      preview(done),
    ]);
  }
  const folders = foldersOf(done);
  return together([
    folders === ""
      ? l10n.t("Inserted {0} pictures into {1}.", done.length, quoted(target))
      : l10n.t("Inserted {0} pictures from {1} into {2}.", done.length, folders, quoted(target)),
    reused(done),
    preview(done),
  ]);
}

/** Say what was copied. */
export function copied(done: readonly Done[]): string {
  const made = done.filter((one) => one.isNew);
  const [first] = done.length === 1 ? done : made;
  if (first?.copy != null && (done.length === 1 || made.length === 1)) {
    const sentence = first.isNew
      ? l10n.t("Copied {0} to {1}.", quoted(first.name), quoted(first.copy))
      : l10n.t("{0} is there already: {1}.", quoted(first.name), quoted(first.copy));
    return together([sentence, done.length === 1 ? "" : reused(done), preview(done)]);
  }
  const folders = foldersOf(made);
  const sentence =
    folders === ""
      ? l10n.t("Copied {0} pictures.", made.length)
      : l10n.t("Copied {0} pictures to {1}.", made.length, folders);
  return together([made.length === 0 ? "" : sentence, reused(done), preview(done)]);
}

/** Folders that are named. */
const MOST_FOLDERS = 3;

/** Name the folders that copies are in; "" where that is only the folder that is open. */
function foldersOf(done: readonly Done[]): string {
  const found = new Set(done.flatMap(({ copy }) => (copy === null ? [] : [copy.replace(/[^/\\]*$/, "")])));
  const folders = [...found].filter((folder) => folder !== "");
  const named = folders.slice(0, MOST_FOLDERS).map(quoted).join(", ");
  return folders.length > MOST_FOLDERS ? `${named}…` : named;
}

function pathOf({ copy, isNew }: Done): string {
  if (copy === null) return "";
  return isNew
    ? l10n.t("Copied to {0}.", quoted(copy))
    : l10n.t("The same was there already: {0}.", quoted(copy));
}

function reused(done: readonly Done[]): string {
  const number = done.filter(({ copy, isNew }) => copy !== null && !isNew).length;
  return number === 0 ? "" : l10n.t("There already: {0}.", number);
}

function together(sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(" ");
}

function preview(done: readonly Done[]): string {
  return done.some((one) => one.isPreview)
    ? l10n.t("It is a preview: copy the picture again when its original is back.")
    : "";
}

/** Say of pictures that are not there why they are not. */
export function absent(pictures: readonly (Whereabouts & { readonly name: string })[]): string {
  const [first] = pictures;
  const number = pictures.length;
  if (first !== undefined && pictures.every(isLost)) return unfound(number, first.name);
  if (pictures.some(isLost)) return l10n.t("{0} of the pictures cannot be opened now.", number);
  if (first === undefined || number > 1)
    return l10n.t("{0} of the pictures lie on disks that are not there.", number);
  return first.disk
    ? l10n.t("{0} lies on the disk {1}, which is not there.", quoted(first.name), quoted(first.disk))
    : l10n.t("{0} lies on a disk that is not there.", quoted(first.name));
}

/** Say that a picture was not found, or that several were not. */
export function unfound(number: number, name: string): string {
  return number > 1
    ? l10n.t("{0} of the pictures were not found.", number)
    : l10n.t("{0} was not found.", quoted(name));
}
