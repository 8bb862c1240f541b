import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Hit } from "../../core/hub/hub";
import { isMarkdown } from "../../core/inserting/embedded";
import { DRAG_TYPE } from "../../core/messages";
import { parseDragged } from "../../core/panel/parsing";
import type { Desk } from "../desk";
import { EditorUsing, type WrittenPictures } from "./editor_using";
import { homeOf } from "./homes";
import { type InsertSettings, readSettings } from "./settings";

/** The kind of all that a drop or a paste can become here, for those who want one of them always. */
export const EDIT_KIND = vscode.DocumentDropOrPasteEditKind.Empty.append("bowerbird", "picture");

/** Where pictures are put, and which. */
interface Drop {
  readonly document: vscode.TextDocument;
  readonly ranges: readonly vscode.Range[];
  readonly hits: readonly Hit[];
}

type Way = InsertSettings["way"];
type Form = InsertSettings["wish"]["markdownForm"];

/**
 * Puts pictures where they are dropped: copied or linked, and in Markdown as HTML too.
 *
 * The editor asks for all of that at once, and for nothing more when one is taken: what copies is done by then.
 */
export class PictureDrops implements vscode.DocumentDropEditProvider {
  readonly #desk: () => Desk;

  constructor(desk: () => Desk) {
    this.#desk = desk;
  }

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit[]> {
    const hits = await hitsIn(this.#desk, transfer);
    if (hits.length === 0) return [];
    const drop: Drop = { document, ranges: [new vscode.Range(position, position)], hits };
    const { way, wish } = readSettings(document);
    const usual = await prepare(this.#desk(), drop, way, token, true);
    if (usual === null) return [];
    const made = [dropEdit(drop, usual, way, wish.markdownForm)];
    if (isMarkdown(homeOf(document).languageId)) {
      made.push(dropEdit(drop, usual, way, otherForm(wish.markdownForm)));
    }
    // A link that cannot be is not offered; what was wanted is there.
    const link = way === "copy" ? await prepare(this.#desk(), drop, "link", token, false) : null;
    if (link !== null) made.push(dropEdit(drop, link, "link", wish.markdownForm));
    return made;
  }
}

/** Puts pictures in that were copied in the view. What is not taken is not copied. */
export class PicturePastes implements vscode.DocumentPasteEditProvider<PicturePasteEdit> {
  readonly #desk: () => Desk;

  constructor(desk: () => Desk) {
    this.#desk = desk;
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    transfer: vscode.DataTransfer,
  ): Promise<PicturePasteEdit[]> {
    const hits = await hitsIn(this.#desk, transfer);
    if (hits.length === 0) return [];
    const drop: Drop = { document, ranges, hits };
    const { way, wish } = readSettings(document);
    const other: Way = way === "copy" ? "link" : "copy";
    const made = [new PicturePasteEdit(drop, way, wish.markdownForm)];
    if (isMarkdown(homeOf(document).languageId))
      made.push(new PicturePasteEdit(drop, way, otherForm(wish.markdownForm)));
    return [...made, new PicturePasteEdit(drop, other, wish.markdownForm)];
  }

  async resolveDocumentPasteEdit(
    edit: PicturePasteEdit,
    token: vscode.CancellationToken,
  ): Promise<PicturePasteEdit> {
    const { drop, way, form } = edit;
    const written = await prepare(this.#desk(), drop, way, token, true);
    edit.additionalEdit = new vscode.WorkspaceEdit();
    if (written !== null) edit.additionalEdit.set(drop.document.uri, [...written.edits(form)]);
    return edit;
  }
}

class PicturePasteEdit extends vscode.DocumentPasteEdit {
  readonly drop: Drop;
  readonly way: Way;
  readonly form: Form;

  constructor(drop: Drop, way: Way, form: Form) {
    super("", titleOf(way, form), kindOf(way, form));
    this.drop = drop;
    this.way = way;
    this.form = form;
  }
}

function dropEdit(
  { document }: Drop,
  written: WrittenPictures,
  way: Way,
  form: Form,
): vscode.DocumentDropEdit {
  const edits = written.edits(form);
  const snippet = written.follows ? "" : (edits[0]?.snippet ?? "");
  const made = new vscode.DocumentDropEdit(snippet, titleOf(way, form), kindOf(way, form));
  if (!written.follows) return made;
  made.additionalEdit = new vscode.WorkspaceEdit();
  made.additionalEdit.set(document.uri, [...edits]);
  return made;
}

function otherForm(form: Form): Form {
  return form === "html" ? "markdown" : "html";
}

function kindOf(way: Way, form: Form): vscode.DocumentDropOrPasteEditKind {
  return EDIT_KIND.append(way, form);
}

function titleOf(way: Way, form: Form): string {
  const isHtml = form === "html";
  if (way === "link") {
    return isHtml ? l10n.t("Insert Picture as Link, in HTML") : l10n.t("Insert Picture as Link");
  }
  return isHtml ? l10n.t("Insert Picture as Copy, in HTML") : l10n.t("Insert Picture as Copy");
}

async function hitsIn(desk: () => Desk, transfer: vscode.DataTransfer): Promise<readonly Hit[]> {
  const item = transfer.get(DRAG_TYPE);
  const dragged = item === undefined ? null : parseDragged(await item.asString());
  return dragged === null ? [] : desk().panel.hitsById(dragged.ids);
}

/** Get the pictures ready. What goes wrong is told in the view, where anybody waits for it. */
async function prepare(
  { using, panel }: Desk,
  { document, ranges, hits }: Drop,
  way: Way,
  token: vscode.CancellationToken,
  isWanted: boolean,
): Promise<WrittenPictures | null> {
  if (!(using instanceof EditorUsing)) return null;
  const giveUp = new AbortController();
  const cancelled = token.onCancellationRequested(() => giveUp.abort());
  try {
    const options = { way, words: panel.words, signal: giveUp.signal, progress: () => undefined };
    return await using.written(document, ranges, hits, options);
  } catch (reason) {
    if (isWanted && !giveUp.signal.aborted) panel.tell(reason);
    return null;
  } finally {
    cancelled.dispose();
  }
}
