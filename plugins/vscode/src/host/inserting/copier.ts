import { createHash } from "node:crypto";
import * as vscode from "vscode";
import type { PictureFile } from "../../core/hub/hub";
import { shelve } from "../../core/inserting/copies";
import { destinationOf } from "../../core/inserting/destinations";
import { endingFor, nameByTemplate } from "../../core/inserting/names";
import { isWithin, nameOf, parentOf } from "../../core/inserting/paths";
import { outsideFolder, outsideWorkspace } from "../../core/inserting/troubles";
import { FolderShelf } from "./folder_shelf";
import { type Home, rootsBeside } from "./homes";
import type { InsertSettings } from "./settings";

/** A picture that has come, and what its copy is to be called by. */
export interface Fetched {
  readonly file: PictureFile;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface Copy {
  readonly uri: vscode.Uri;
  /** False where the same bytes lay there already. */
  readonly isNew: boolean;
}

/** Copies pictures into folders, one after the other: two that come at once are not to miss each other. */
export class Copier {
  #line: Promise<unknown> = Promise.resolve();

  /** Put a picture where the settings have copies for a document. */
  copy(picture: Fetched, home: Home, settings: InsertSettings, words: string): Promise<Copy> {
    const copy = this.#line.then(() => copyNow(picture, home, settings, words));
    this.#line = copy.catch(() => undefined);
    return copy;
  }
}

async function copyNow(picture: Fetched, home: Home, settings: InsertSettings, words: string): Promise<Copy> {
  const { file, name, width, height } = picture;
  const document = nameOf(home.uri.path);
  const wanted = nameByTemplate(settings.nameTemplate, {
    name,
    extension: endingFor(name, file.mediaType),
    words,
    date: new Date(),
    hash: sha256(file.bytes),
    width,
    height,
    documentBaseName: document.replace(/(?<=.)\.[^.]*$/, ""),
  });
  const roots = rootsBeside(home.uri).map((root) => root.path);
  const destination = destinationOf(
    {
      languageId: home.languageId,
      path: home.uri.path,
      workspaceFolder: home.workspaceFolder?.path ?? null,
      roots,
      served: home.served ?? null,
    },
    wanted,
    settings.destinations,
    new Date(),
  );
  const folder = home.uri.with({ path: destination.folder, query: "", fragment: "" });
  // What is set in a workspace reaches documents that lie elsewhere, too.
  const isOutside = (around: readonly string[]): boolean =>
    !around.some((each) => isWithin(destination.folder, each));
  if (home.workspaceFolder !== null && isOutside(roots)) throw outsideWorkspace(folder.fsPath);
  if (home.workspaceFolder === null && isOutside([parentOf(home.uri.path)]))
    throw outsideFolder(folder.fsPath);
  const shelved = await shelve(new FolderShelf(folder), destination.name, file.bytes, async (bytes) =>
    sha256(bytes),
  );
  return { uri: vscode.Uri.joinPath(folder, shelved.name), isNew: shelved.isNew };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
