import * as vscode from "vscode";
import type { Hit } from "../../core/hub/hub";
import type { PictureLink } from "../../core/inserting/forms";
import { isWithin, parentOf, relativePath, servedFolder } from "../../core/inserting/paths";
import {
  linkElsewhere,
  notWhereItWas,
  outsideProject,
  pathUnknown,
  saveFirst,
} from "../../core/inserting/troubles";
import { refuseAway } from "./fetcher";
import type { Home } from "./homes";
import { isPackage } from "./sites";

export type Way = Pick<PictureLink, "path" | "isAbsolute">;

/** Find the file of a picture that lies where what is written there can reach it. */
export async function fileInPlace(hit: Hit, home: Home): Promise<vscode.Uri> {
  refuseAway([hit]);
  if (home.uri.scheme !== "file" && !(home.uri.scheme === "untitled" && isLocalWindow())) {
    throw linkElsewhere(hit.name);
  }
  if (hit.path === null) throw pathUnknown(hit.name);
  const uri = vscode.Uri.file(hit.path);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    throw notWhereItWas(hit.name);
  }
  return uri;
}

function isLocalWindow(): boolean {
  const schemes = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme);
  return vscode.env.remoteName === undefined && schemes.every((scheme) => scheme === "file");
}

/** Find the way from a document to a picture: relative within the workspace, from the root of the site where it is served. */
export async function wayTo(picture: vscode.Uri, home: Home, name: string): Promise<Way> {
  const root = home.workspaceFolder ?? home.folder;
  if (home.folder === null || root === null) {
    if (picture.scheme !== "file") throw saveFirst(home.name);
    return absolute(picture, home, name);
  }
  const served = servedFolder(home.languageId, picture.path, root.path);
  const isServed = served !== null && !isWithin(home.folder.path, served);
  if (isServed && (await isPackage(home.uri.with({ path: parentOf(served) })))) {
    return { path: picture.path.slice(served.length), isAbsolute: false };
  }
  const isNear = isWithin(picture.path, root.path) || isInWorkspace(picture);
  const relative = isNear ? relativePath(home.folder.path, picture.path) : null;
  return relative === null ? absolute(picture, home, name) : { path: relative, isAbsolute: false };
}

function isInWorkspace(picture: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(picture) !== undefined;
}

function absolute(picture: vscode.Uri, home: Home, name: string): Way {
  if (home.languageId === "typst") throw outsideProject(name);
  return { path: picture.fsPath.replaceAll("\\", "/"), isAbsolute: true };
}
