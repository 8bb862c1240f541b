import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Hit } from "../../core/hub/hub";
import { parseDragged } from "../../core/inserting/dragged";
import { isMarkdown } from "../../core/inserting/embedded";
import type { Wish } from "../../core/inserting/forms";
import { DRAG_TYPE } from "../../core/messages";
import type { Way } from "../../core/panel/using";
import type { Desk } from "../desk";
import { EditorUsing } from "./editor_using";
import { readSettings } from "./settings";

/** The kind of all that a drop or a paste can become here, for those who want one of them always. */
export const EDIT_KIND = vscode.DocumentDropOrPasteEditKind.Empty.append("bowerbird", "picture");

/** One thing that a drop can become; the copying is done when it is taken. */
interface Offer {
  readonly title: string;
  readonly kind: vscode.DocumentDropOrPasteEditKind;
  readonly way: Way;
  readonly wish: Partial<Wish>;
}

/** Where pictures are put, and which. */
interface Drop {
  readonly document: vscode.TextDocument;
  readonly ranges: readonly vscode.Range[];
  readonly hits: readonly Hit[];
}

class PictureDropEdit extends vscode.DocumentDropEdit {
  constructor(
    readonly drop: Drop,
    readonly offer: Offer,
  ) {
    super("", offer.title, offer.kind);
  }
}

class PicturePasteEdit extends vscode.DocumentPasteEdit {
  constructor(
    readonly drop: Drop,
    readonly offer: Offer,
  ) {
    super("", offer.title, offer.kind);
  }
}

/** Puts pictures where they are dropped: copied or linked, and in Markdown as HTML too. */
export class PictureDrops implements vscode.DocumentDropEditProvider<PictureDropEdit> {
  constructor(private readonly desk: () => Desk) {}

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    transfer: vscode.DataTransfer,
  ): Promise<PictureDropEdit[]> {
    const hits = await hitsIn(this.desk, transfer);
    const drop: Drop = { document, ranges: [new vscode.Range(position, position)], hits };
    return hits.length === 0 ? [] : offersFor(document).map((offer) => new PictureDropEdit(drop, offer));
  }

  async resolveDocumentDropEdit(
    edit: PictureDropEdit,
    token: vscode.CancellationToken,
  ): Promise<PictureDropEdit> {
    edit.additionalEdit = await editFor(this.desk(), edit.drop, edit.offer, token);
    return edit;
  }
}

/** Puts pictures in that were copied in the view. */
export class PicturePastes implements vscode.DocumentPasteEditProvider<PicturePasteEdit> {
  constructor(private readonly desk: () => Desk) {}

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    transfer: vscode.DataTransfer,
  ): Promise<PicturePasteEdit[]> {
    const hits = await hitsIn(this.desk, transfer);
    return hits.length === 0
      ? []
      : offersFor(document).map((offer) => new PicturePasteEdit({ document, ranges, hits }, offer));
  }

  async resolveDocumentPasteEdit(
    edit: PicturePasteEdit,
    token: vscode.CancellationToken,
  ): Promise<PicturePasteEdit> {
    edit.additionalEdit = await editFor(this.desk(), edit.drop, edit.offer, token);
    return edit;
  }
}

async function hitsIn(desk: () => Desk, transfer: vscode.DataTransfer): Promise<readonly Hit[]> {
  const item = transfer.get(DRAG_TYPE);
  const dragged = item === undefined ? null : parseDragged(await item.asString());
  return dragged === null ? [] : desk().panel.hitsById(dragged.ids);
}

/** List what a drop can become, that of the settings first. */
function offersFor(document: vscode.TextDocument): readonly Offer[] {
  const { way, wish } = readSettings(document);
  const copy: Offer = {
    title: l10n.t("Insert picture as copy"),
    kind: EDIT_KIND.append("copy"),
    way: "copy",
    wish: {},
  };
  const link: Offer = {
    title: l10n.t("Insert picture as link to the library"),
    kind: EDIT_KIND.append("link"),
    way: "link",
    wish: {},
  };
  const other = wish.markdownForm === "html" ? "markdown" : "html";
  const otherForm: Offer = {
    title:
      other === "html"
        ? l10n.t("Insert picture as HTML, copied")
        : l10n.t("Insert picture as Markdown, copied"),
    kind: EDIT_KIND.append("copy", other),
    way: "copy",
    wish: { markdownForm: other },
  };
  const both = way === "copy" ? [copy, link] : [link, copy];
  return isMarkdown(document.languageId) ? [...both, otherForm] : both;
}

/** Make the edit. What went wrong is told in the view, and the text stays as it is. */
async function editFor(
  desk: Desk,
  { document, ranges, hits }: Drop,
  { way, wish }: Offer,
  token: vscode.CancellationToken,
): Promise<vscode.WorkspaceEdit> {
  const nothing = new vscode.WorkspaceEdit();
  const { using, panel } = desk;
  if (!(using instanceof EditorUsing)) return nothing;
  const giveUp = new AbortController();
  const cancelled = token.onCancellationRequested(() => giveUp.abort());
  try {
    const options = { way, words: panel.words, signal: giveUp.signal, progress: () => undefined };
    return (await using.edit(document, ranges, hits, options, wish)) ?? nothing;
  } catch (reason) {
    if (!giveUp.signal.aborted) panel.tell(reason);
    return nothing;
  } finally {
    cancelled.dispose();
  }
}
