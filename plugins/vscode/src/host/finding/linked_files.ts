import * as vscode from "vscode";
import { languageOpen } from "../../core/links/documents";
import { imageLinks } from "../../core/links/finding";
import type { ImageLink } from "../../core/links/link";
import { candidates } from "../../core/links/resolving";

/** How long a text may be that is looked through while somebody writes in it, in UTF-16 units. */
const LONGEST_LIVE = 500_000;

/** Gives the image links of open documents, and looks through each version once. */
export class LinkReader {
  readonly #known = new WeakMap<vscode.TextDocument, { version: number; links: readonly ImageLink[] }>();

  linksIn(document: vscode.TextDocument): readonly ImageLink[] {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.links;
    const text = document.getText();
    const links =
      text.length > LONGEST_LIVE
        ? []
        : imageLinks(text, languageOpen(document.languageId, document.uri.path));
    this.#known.set(document, { version: document.version, links });
    return links;
  }

  linkAt(document: vscode.TextDocument, position: vscode.Position): ImageLink | null {
    const offset = document.offsetAt(position);
    return this.linksIn(document).find(({ start, end }) => start <= offset && offset <= end) ?? null;
  }
}

/** Give the places that a link of a document may lead to. */
export function placesOf(link: ImageLink, document: vscode.Uri): readonly vscode.Uri[] {
  const home = homeOf(document);
  const root = vscode.workspace.getWorkspaceFolder(home)?.uri.path ?? null;
  return candidates(link, { document: home.path, root }).map((path) =>
    home.with({ path, query: "", fragment: "" }),
  );
}

/** Give the file that a document is, or would be: one without a name is in the first folder. */
function homeOf(document: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  switch (document.scheme) {
    case "untitled":
      if (document.path.startsWith("/"))
        return folder?.with({ path: document.path }) ?? vscode.Uri.file(document.path);
      return vscode.Uri.joinPath(folder ?? vscode.Uri.file("/"), document.path);
    case "vscode-notebook-cell":
      return (
        vscode.workspace.notebookDocuments.find((each) => each.uri.path === document.path)?.uri ??
        document.with({ scheme: "file" })
      );
    case "git":
      return vscode.Uri.file(document.path);
    default:
      return document;
  }
}

/** Give the file that a link leads to; null where there is none. */
export async function fileOf(link: ImageLink, document: vscode.Uri): Promise<vscode.Uri | null> {
  for (const place of placesOf(link, document)) if (await isFile(place)) return place;
  return null;
}

/** Tell whether a file is there. What cannot be looked at is not. */
export async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

/** Give the place of a link in its document. */
export function rangeOf(link: ImageLink, document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(document.positionAt(link.start), document.positionAt(link.end));
}

/** Give the name of the file that a link is to. */
export function nameOf(link: ImageLink): string {
  const spelling = link.spellings[0] ?? link.written;
  return spelling.slice(Math.max(spelling.lastIndexOf("/"), spelling.lastIndexOf("\\")) + 1);
}
