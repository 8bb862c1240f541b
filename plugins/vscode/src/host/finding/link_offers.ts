import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { mediaTypeOf } from "../../core/links/endings";
import { wordsOfName } from "../../core/links/wanted";
import { quoted } from "../../core/panel/foreign";
import { Trouble } from "../../core/trouble";
import type { Desk } from "../desk";
import { fileOf, type LinkReader, nameOf, rangeOf } from "./linked_files";
import { readPicture } from "./picture_file";

const FIND = "bowerbird.findSimilarToLink";

/** The kind of "find similar": it changes nothing, and stands below what does. */
const KIND = vscode.CodeActionKind.Refactor.append("bowerbird");

/** Where a link stands, as it passes through the address of a command. */
interface LinkPlace {
  readonly document: string;
  readonly line: number;
  readonly character: number;
}

/** Search with the image that a link leads to: the one at that place, or under the cursor. */
export async function findSimilarToLink(desk: Desk, reader: LinkReader, argument: unknown): Promise<void> {
  const { panel } = desk;
  try {
    const place = placeOf(argument);
    const document =
      place === null
        ? vscode.window.activeTextEditor?.document
        : await vscode.workspace.openTextDocument(place.uri);
    const position = place?.position ?? vscode.window.activeTextEditor?.selection.active;
    const link = document && position ? reader.linkAt(document, position) : null;
    if (document === undefined || link === null) {
      throw new Trouble(
        "no_link_here",
        l10n.t("There is no link to an image under the cursor."),
        l10n.t("Put the cursor on one, and try again."),
      );
    }
    const file = await fileOf(link, document.uri);
    // What is not there can still be looked for by its name.
    if (file === null) panel.searchFor(wordsOfName(nameOf(link)));
    else panel.searchWithPicture(await readPicture(file));
  } catch (reason) {
    panel.tell(reason);
  }
}

/** Offers to find pictures like the one behind a link, on hovering over it. */
export class LinkHover implements vscode.HoverProvider {
  readonly #reader: LinkReader;

  constructor(reader: LinkReader) {
    this.#reader = reader;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const link = this.#reader.linkAt(document, position);
    if (link === null) return null;
    const range = rangeOf(link, document);
    const file = await fileOf(link, document.uri);
    if (token.isCancellationRequested || (file !== null && mediaTypeOf(file.path) === null)) return null;
    const text = new vscode.MarkdownString("", true);
    text.isTrusted = { enabledCommands: [FIND] };
    // Markdown's own hover shows the image already.
    if (file !== null && document.languageId !== "markdown")
      text.appendMarkdown(`![](${file.toString()}|height=120)\n\n`);
    const label =
      file === null ? l10n.t("Search your library for this name") : l10n.t("Find similar in your library");
    const place: LinkPlace = {
      document: document.uri.toString(),
      line: position.line,
      character: position.character,
    };
    const command = `command:${FIND}?${encodeURIComponent(JSON.stringify([place]))}`;
    text.appendMarkdown(`[$(search) ${label}](${command} "Bowerbird")`);
    return new vscode.Hover(text, range);
  }
}

/** Offers the same among the code actions of a link, and to look for images that are missing. */
export class LinkActions implements vscode.CodeActionProvider {
  static readonly kinds: readonly vscode.CodeActionKind[] = [KIND, vscode.CodeActionKind.QuickFix];
  readonly #reader: LinkReader;

  constructor(reader: LinkReader) {
    this.#reader = reader;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const link = this.#reader.linkAt(document, range.start);
    if (link === null) return [];
    const file = await fileOf(link, document.uri);
    if (file === null) {
      const words = wordsOfName(nameOf(link));
      const action = new vscode.CodeAction(
        l10n.t("Search library for “{0}”", quoted(words)),
        vscode.CodeActionKind.QuickFix,
      );
      action.command = { command: "bowerbird.search", title: action.title, arguments: [words] };
      action.diagnostics = context.diagnostics.filter((each) => each.source === "Bowerbird");
      return [action];
    }
    if (mediaTypeOf(file.path) === null) return [];
    const action = new vscode.CodeAction(l10n.t("Find similar in library"), KIND);
    action.command = { command: "bowerbird.findSimilar", title: action.title, arguments: [file] };
    return [action];
  }
}

function placeOf(argument: unknown): { uri: vscode.Uri; position: vscode.Position } | null {
  if (typeof argument !== "object" || argument === null) return null;
  const { document, line, character } = argument as Partial<Record<keyof LinkPlace, unknown>>;
  if (typeof document !== "string" || typeof line !== "number" || typeof character !== "number") return null;
  return {
    uri: vscode.Uri.parse(document),
    position: new vscode.Position(Math.max(0, line), Math.max(0, character)),
  };
}
