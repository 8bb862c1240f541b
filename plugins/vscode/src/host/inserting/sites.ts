import * as vscode from "vscode";
import { isIgnored, isWithin, normalise, parentOf, servedByDefault } from "../../core/inserting/paths";
import type { Home } from "./homes";

/**
 * Find the folder of a document's package whose files its site serves from its root; null where there is none.
 *
 * From a document in that folder itself a relative path leads to its pictures, too.
 */
export async function servedBeside(home: Home): Promise<string | null> {
  const name = servedByDefault(home.languageId);
  if (name === null || home.folder === null || home.workspaceFolder === null) return null;
  const root = home.workspaceFolder.path;
  let folder = normalise(home.folder.path);
  while (isWithin(folder, root) && !(await isPackage(home.uri.with({ path: folder })))) {
    if (folder === "/") return null;
    folder = parentOf(folder);
  }
  const served = normalise(`${folder}/${name}`);
  if (!isWithin(folder, root) || isWithin(home.folder.path, served)) return null;
  if (!(await isThere(home.uri.with({ path: served }), vscode.FileType.Directory))) return null;
  const rules = await textOf(home.uri.with({ path: normalise(`${folder}/.gitignore`) }));
  return isIgnored(name, rules) ? null : served;
}

/** Say whether a folder is the root of a package of the web: then what is in its `public` is served from "/". */
export function isPackage(folder: vscode.Uri): Promise<boolean> {
  return isThere(vscode.Uri.joinPath(folder, "package.json"), vscode.FileType.File);
}

async function isThere(uri: vscode.Uri, type: vscode.FileType): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & type) !== 0;
  } catch {
    return false;
  }
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return "";
  }
}
