import * as vscode from "vscode";
import { isMarkdown, languageAt } from "../../core/inserting/embedded";
import type { PictureLink, Wish } from "../../core/inserting/forms";
import { isImport } from "../../core/inserting/paths";
import type { AltChoice } from "../../core/inserting/pieces";
import {
  behindWritten,
  type Change,
  moveAlong,
  moveWithin,
  type Span,
  writtenSpans,
} from "../../core/inserting/tracking";
import { writeInto } from "../../core/inserting/writing";
import { type Home, homeOf } from "./homes";
import { isInTab } from "./targets";

/** What goes to one place: a snippet, and the text that it gives before anybody chooses. */
export interface PieceAt {
  readonly edit: vscode.SnippetTextEdit;
  readonly text: string;
}

/** Keeps to the same places of a document while it changes, until it is disposed of. */
export class Spot implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  /** Whether it has gone behind what was put in last. */
  readonly follows: boolean;
  readonly #subscription: vscode.Disposable;
  readonly #wasInTab: boolean;
  readonly #before: readonly Span[];
  #spans: readonly Span[];

  constructor(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    written: LastWritten | null = null,
  ) {
    this.document = document;
    this.#wasInTab = isInTab(document);
    const chosen = ranges.map(({ start, end }) => ({
      start: document.offsetAt(start),
      end: document.offsetAt(end),
    }));
    const behind = written?.document === document ? behindWritten(chosen, written.spans) : null;
    this.follows = behind !== null;
    this.#spans = behind ?? chosen;
    this.#before = this.#spans;
    this.#subscription = onChanges(document, (changes) => {
      this.#spans = this.#spans.map((span) => moveAlong(span, changes));
    });
  }

  /** Where its document lies. What code imports is no address of the site, whichever language the code is in. */
  get home(): Home {
    const home = homeOf(this.document);
    const [range] = this.ranges;
    if (range === undefined || isMarkdown(home.languageId)) return home;
    const { languageId, before } = languageAt(home.languageId, unix(textBefore(this.document, range)));
    const isCode = /^(?:java|type)script/.test(languageId);
    return isCode && isImport(before) ? { ...home, languageId: "javascript" } : home;
  }

  /** Whether the person has closed the document. */
  get isClosed(): boolean {
    return this.document.isClosed || (this.#wasInTab && !isInTab(this.document));
  }

  get ranges(): readonly vscode.Range[] {
    const { document } = this;
    return this.#spans.map(
      ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
    );
  }

  /** Give the one line that is selected, as it may say what the picture shows. */
  get selected(): string {
    const [range] = this.ranges;
    return range === undefined || this.#spans.length > 1 || !range.isSingleLine
      ? ""
      : this.document.getText(range);
  }

  /** Write pictures into all places: one edit, which is one step to undo. */
  edit(links: readonly PictureLink[], wish: Wish, alt: AltChoice): vscode.WorkspaceEdit {
    const edit = new vscode.WorkspaceEdit();
    edit.set(
      this.document.uri,
      this.pieces(links, wish, alt).map((piece) => piece.edit),
    );
    return edit;
  }

  /** The same, as one piece for each place. */
  pieces(links: readonly PictureLink[], wish: Wish, alt: AltChoice): readonly PieceAt[] {
    return this.ranges.map((range) => pieceAt(this.document, range, links, wish, alt, this.follows));
  }

  /** Keep to what was just put in, for the next pictures. */
  written(): LastWritten {
    return new LastWritten(this.document, writtenSpans(this.#before, this.#spans));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** What was put in last, until something else is changed: its alternative text may be selected still. */
export class LastWritten implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly #subscription: vscode.Disposable;
  #spans: readonly Span[];

  constructor(document: vscode.TextDocument, spans: readonly Span[]) {
    this.document = document;
    this.#spans = spans;
    this.#subscription = onChanges(document, (changes) => {
      this.#spans = moveWithin(this.#spans, changes);
    });
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Tell the changes of one document. */
export function onChanges(
  document: vscode.TextDocument,
  told: (changes: readonly Change[]) => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document || event.contentChanges.length === 0) return;
    told(
      event.contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        offset: rangeOffset,
        length: rangeLength,
        text,
      })),
    );
  });
}

function pieceAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  links: readonly PictureLink[],
  wish: Wish,
  alt: AltChoice,
  follows: boolean,
): PieceAt {
  const before = textBefore(document, range);
  // What comes after matters to the end of the next line.
  const after = document.getText(new vscode.Range(range.end, new vscode.Position(range.end.line + 2, 0)));
  const { languageId } = homeOf(document);
  const place = { languageId, before: unix(before), after: unix(after), follows };
  const { snippet, text } = writeInto(place, links, wish, alt);
  return { edit: vscode.SnippetTextEdit.replace(range, new vscode.SnippetString(snippet)), text };
}

function textBefore(document: vscode.TextDocument, range: vscode.Range): string {
  return document.getText(new vscode.Range(new vscode.Position(0, 0), range.start));
}

function unix(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
