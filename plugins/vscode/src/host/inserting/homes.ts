import * as vscode from "vscode";
import { nameOf, parentOf } from "../../core/inserting/paths";
import { languageOpen } from "../../core/links/documents";

/** Where a document lies, for the pictures that go with it. */
export interface Home {
  /** The file itself; of a notebook's cell that of the notebook. */
  readonly uri: vscode.Uri;
  /** The same as the editor names it, which differs for a new file that has a place already. */
  readonly shown: vscode.Uri;
  readonly name: string;
  readonly languageId: string;
  /** The folder that relative paths start from; null where the document has none yet. */
  readonly folder: vscode.Uri | null;
  readonly workspaceFolder: vscode.Uri | null;
  /** What the document's site serves from its root, where that has been looked for. */
  readonly served?: string | null;
}

/** Find where a document lies. One that has not been saved lies nowhere, unless the editor knows where it will. */
export function homeOf(document: vscode.TextDocument): Home {
  const uri = notebookOf(document)?.uri ?? document.uri;
  const isNowhere = uri.scheme === "untitled" && !uri.path.startsWith("/");
  const placed = uri.scheme === "untitled" && !isNowhere ? inWorkspaceScheme(uri) : uri;
  return {
    uri: placed,
    shown: uri,
    name: nameOf(uri.path),
    languageId: languageOpen(document.languageId, uri.path),
    folder: isNowhere ? null : placed.with({ path: parentOf(placed.path) }),
    workspaceFolder: isNowhere ? null : (vscode.workspace.getWorkspaceFolder(placed)?.uri ?? null),
  };
}

/** A new file that has a place already is named by the place, and the scheme says only that it is new. */
function inWorkspaceScheme(uri: vscode.Uri): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return (folder?.uri ?? vscode.Uri.file("/")).with({ path: uri.path });
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | null {
  if (document.uri.scheme !== "vscode-notebook-cell") return null;
  const holds = (notebook: vscode.NotebookDocument): boolean =>
    notebook.getCells().some((cell) => cell.document.uri.toString() === document.uri.toString());
  return vscode.workspace.notebookDocuments.find(holds) ?? null;
}

/** Give the folders of the workspace that are in the same file system. */
export function rootsBeside(uri: vscode.Uri): readonly vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .map((folder) => folder.uri)
    .filter((root) => root.scheme === uri.scheme && root.authority === uri.authority);
}

/** Name a file as people know it: from the folder of the workspace on. */
export function readable(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
