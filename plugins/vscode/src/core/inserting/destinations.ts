import { isMarkdown } from "./embedded";
import { matchesGlob } from "./globs";
import { cleanName } from "./names";
import { nameOf, normalise, parentOf, relativePath } from "./paths";
import { expand } from "./variables";

/** Globs of documents, and where copies for them go. */
export type Destinations = Readonly<Record<string, string>>;

export interface DestinationSettings {
  /** Our own setting, which comes first. */
  readonly own: Destinations;
  /** That of the editor for Markdown. */
  readonly markdown: Destinations;
}

export interface DocumentPlace {
  readonly languageId: string;
  readonly path: string;
  /** The folder of the workspace that the document lies in; null where it lies in none. */
  readonly workspaceFolder: string | null;
  /** All folders of the workspace, for globs that begin with "/". */
  readonly roots: readonly string[];
  /** The folder that the document's site serves from its root; null where it has none. */
  readonly served?: string | null;
}

/** Where copies go when nothing is set: a folder beside the document, or in what its site serves. */
export const USUAL_FOLDER = "images/";

/** A folder, as a path from the root on, and the name of a file in it. */
export interface Destination {
  readonly folder: string;
  readonly name: string;
}

/** Find where the copy of a file with that name goes. */
export function destinationOf(
  document: DocumentPlace,
  fileName: string,
  settings: DestinationSettings,
  now: Date,
): Destination {
  const chosen = chooseDestination(document, settings);
  const folder = parentOf(document.path);
  const root = document.workspaceFolder ?? folder;
  const resolved =
    chosen === null
      ? `${document.served ?? folder}/${USUAL_FOLDER}${fileName}`
      : expand(complete(chosen), variables(document, fileName, root, now));
  const path = normalise(resolved.startsWith("/") ? resolved : `${folder}/${resolved}`);
  const name = nameOf(path);
  // What a variable has put into the name, such as the colons of a time, must be taken by every file system too.
  const ending = endingOf(name);
  return { folder: parentOf(path), name: cleanName(name.slice(0, name.length - ending.length), ending) };
}

function chooseDestination(document: DocumentPlace, settings: DestinationSettings): string | null {
  const matching = (all: Destinations): string | undefined =>
    Object.entries(all).find(([glob]) => matchesGlob(document.path, glob, document.roots))?.[1];
  return (
    matching(settings.own) ??
    (isMarkdown(document.languageId) ? matching(settings.markdown) : undefined) ??
    null
  );
}

/** A "/" at the end names a folder; one at the beginning means the folder of the workspace. */
function complete(destination: string): string {
  const trimmed = destination.trim() || `\${fileName}`;
  const rooted = trimmed.startsWith("/") ? `\${documentWorkspaceFolder}${trimmed}` : trimmed;
  return rooted.endsWith("/") ? `${rooted}\${fileName}` : rooted;
}

function variables(
  document: DocumentPlace,
  fileName: string,
  root: string,
  now: Date,
): Record<string, string> {
  const directory = parentOf(document.path);
  const documentName = nameOf(document.path);
  const inWorkspace = document.workspaceFolder !== null;
  return {
    documentDirName: directory,
    documentRelativeDirName: inWorkspace ? folderFrom(root, directory) : directory,
    documentFileName: documentName,
    documentBaseName: documentName.slice(0, documentName.length - endingOf(documentName).length),
    documentExtName: endingOf(documentName).slice(1),
    documentFilePath: document.path,
    documentRelativeFilePath: inWorkspace
      ? (relativePath(root, document.path) ?? document.path)
      : document.path,
    documentWorkspaceFolder: root,
    fileName,
    fileExtName: endingOf(fileName).slice(1),
    unixTime: String(now.getTime()),
    isoTime: now.toISOString(),
  };
}

function folderFrom(root: string, directory: string): string {
  return normalise(root) === normalise(directory) ? "" : (relativePath(root, directory) ?? directory);
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot);
}
