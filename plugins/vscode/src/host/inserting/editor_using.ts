import * as vscode from "vscode";
import type { Hit, Hub } from "../../core/hub/hub";
import type { Wish } from "../../core/inserting/forms";
import { copied, inserted } from "../../core/inserting/sayings";
import { documentClosed, noEditor, notInserted, notTrusted } from "../../core/inserting/troubles";
import type { UseOptions, Using } from "../../core/panel/using";
import { Awaited } from "./awaited";
import { fetchPictures } from "./fetcher";
import { type Home, homeOf } from "./homes";
import { chosenFor, type Order } from "./orders";
import { Picturing, type Prepared } from "./picturing";
import { PREVIEW_SCHEME, uriToShow } from "./previews";
import { readSettings } from "./settings";
import { LastWritten, Spot } from "./spot";
import { type Target, Targets } from "./targets";

/** What the editor's part of inserting works with. */
export interface UsingParts {
  readonly hub: Hub;
  /** Keeps what was chosen last time under "with options". */
  readonly memory: vscode.Memento;
}

/** Pictures that are ready for a place; in Markdown they can take either form. */
export interface WrittenPictures {
  /** Whether they go behind what was put in last, and not to the place that they were asked for. */
  readonly follows: boolean;
  edits(markdownForm?: Wish["markdownForm"]): readonly vscode.SnippetTextEdit[];
}

/** How often an edit is tried again that the document's own changes came before. */
const MOST_TRIES = 5;

/** Put pictures to use in this window of the editor. */
export class EditorUsing implements Using, vscode.Disposable {
  readonly #parts: UsingParts;
  readonly #targets = new Targets();
  readonly #picturing: Picturing;
  #written: LastWritten | null = null;
  #awaited: Awaited | null = null;

  constructor(parts: UsingParts) {
    this.#parts = parts;
    this.#picturing = new Picturing(parts.hub);
  }

  target(): string | null {
    return this.#targets.name();
  }

  async insert(hits: readonly Hit[], options: UseOptions): Promise<string | null> {
    const target = this.#targets.current();
    if (target === null) throw noEditor();
    checkTrust();
    const spot = new Spot(target.document, target.selections, this.#written);
    try {
      const order = await chosenFor(this.#parts, hits, options, spot);
      const prepared = order === null ? null : await this.#picturing.prepare(hits, spot, order, options);
      if (order === null || prepared === null) return null;
      await putIn(target, spot, prepared, order);
      this.#keep(spot.written());
      return inserted(prepared.done, homeOf(target.document).name);
    } finally {
      spot.dispose();
    }
  }

  /** Prepare pictures for a place of a document, for the editor to put them in: after a drop or a paste. */
  async written(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    hits: readonly Hit[],
    options: UseOptions,
  ): Promise<WrittenPictures | null> {
    checkTrust();
    const spot = new Spot(document, ranges, this.#written);
    try {
      const order = await chosenFor(this.#parts, hits, options, spot);
      const prepared = order === null ? null : await this.#picturing.prepare(hits, spot, order, options);
      if (order === null || prepared === null) return null;
      const { wish, alt } = order.settings;
      const awaited = this.#await(document);
      return {
        follows: spot.follows,
        edits: (markdownForm = wish.markdownForm) => {
          const pieces = spot.pieces(prepared.links, { ...wish, markdownForm }, alt);
          awaited.expect(pieces.map(({ text }) => text));
          return pieces.map(({ edit }) => edit);
        },
      };
    } finally {
      spot.dispose();
    }
  }

  async copyToWorkspace(hits: readonly Hit[], options: UseOptions): Promise<string | null> {
    checkTrust();
    const home = await this.#homeForCopies();
    if (home === null) return null;
    const settings = readSettings({ uri: home.uri, languageId: home.languageId });
    const { signal } = options;
    const fetched = await fetchPictures(this.#parts.hub, hits, {
      form: settings.copyForm,
      signal,
      progress: (part) => options.progress(part),
    });
    if (fetched === null) return null;
    return copied(await this.#picturing.copyAll(fetched, home, settings, options));
  }

  async open(hit: Hit, signal: AbortSignal): Promise<void> {
    const uri = await uriToShow(hit);
    // What the hub has to say against it is told here; an editor could only show that something failed.
    if (uri.scheme === PREVIEW_SCHEME) await this.#parts.hub.proxy(hit.id, signal);
    signal.throwIfAborted();
    await vscode.commands.executeCommand("vscode.open", uri, { preview: true });
  }

  dispose(): void {
    this.#written?.dispose();
    this.#awaited?.dispose();
    this.#targets.dispose();
  }

  #keep(written: LastWritten): void {
    this.#written?.dispose();
    this.#written = written;
  }

  #await(document: vscode.TextDocument): Awaited {
    if (this.#awaited?.document === document) return this.#awaited;
    this.#awaited?.dispose();
    const awaited = new Awaited(document, (spans) => this.#keep(new LastWritten(document, spans)));
    this.#awaited = awaited;
    return awaited;
  }

  /** Copies go where those for the document go that is being written, or where those of the folder go. */
  async #homeForCopies(): Promise<Home | null> {
    const target = this.#targets.current();
    const home = target === null ? null : homeOf(target.document);
    if (home !== null && home.workspaceFolder !== null) return home;
    return await this.#picturing.homeIn(null);
  }
}

function checkTrust(): void {
  if (!vscode.workspace.isTrusted) throw notTrusted();
}

/** Apply the edit in the editor of the document, so that the alternative text can be chosen at once. */
async function putIn(target: Target, spot: Spot, prepared: Prepared, order: Order): Promise<void> {
  const { document, column } = target;
  const { name } = homeOf(document);
  const copies = prepared.done.flatMap(({ copy }) => (copy === null ? [] : [copy]));
  if (spot.isClosed) throw documentClosed(name, copies);
  if (document.uri.scheme !== "vscode-notebook-cell") {
    await vscode.window.showTextDocument(document, {
      ...(column === undefined ? {} : { viewColumn: column }),
    });
  }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (spot.isClosed) throw documentClosed(name, copies);
    const { wish, alt } = order.settings;
    if (await vscode.workspace.applyEdit(spot.edit(prepared.links, wish, alt))) return;
  }
  throw notInserted(name, copies);
}
