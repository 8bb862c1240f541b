import * as vscode from "vscode";
import { nameOf } from "../../core/inserting/paths";
import { homeOf } from "./homes";

/** Where an insertion goes: a document, and what is selected in it. */
export interface Target {
  readonly document: vscode.TextDocument;
  readonly selections: readonly vscode.Range[];
  readonly column: vscode.ViewColumn | undefined;
}

/** What looks like an editor and is none that a person writes in. */
const NOT_WRITTEN_IN = [
  "output",
  "debug",
  "git",
  "comment",
  "vscode-scm",
  "vscode-settings",
  "vscode-userdata",
  "vscode-interactive-input",
  "vscode-notebook-cell-output",
  "walkThrough",
  "search-editor",
];

/** Knows where the person writes, also while something else has the keyboard. */
export class Targets implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #last: vscode.TextEditor | null = null;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#subscription = vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor));
  }

  /** Give the place of the cursor; null where nothing is open that can be written in. */
  current(): Target | null {
    return this.#active() ?? cellInFront() ?? this.#remembered() ?? visible();
  }

  /** Name what an insertion would go to. */
  name(): string | null {
    const target = this.current();
    return target === null ? null : nameOf(homeOf(target.document).uri.path);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && canBeWritten(editor.document)) this.#last = editor;
  }

  #active(): Target | null {
    const editor = vscode.window.activeTextEditor;
    return editor !== undefined && canBeWritten(editor.document) ? targetOf(editor) : null;
  }

  #remembered(): Target | null {
    return this.#last === null || this.#last.document.isClosed ? null : targetOf(this.#last);
  }
}

function targetOf(editor: vscode.TextEditor): Target {
  return { document: editor.document, selections: editor.selections, column: editor.viewColumn };
}

/** A notebook's cell that is chosen but not being edited gets pictures at its end. */
function cellInFront(): Target | null {
  const editor = vscode.window.activeNotebookEditor;
  const [range] = editor?.selections ?? [];
  if (editor === undefined || range === undefined || range.start >= editor.notebook.cellCount) return null;
  const { document } = editor.notebook.cellAt(range.start);
  const end = document.lineAt(document.lineCount - 1).range.end;
  return { document, selections: [new vscode.Range(end, end)], column: editor.viewColumn };
}

function visible(): Target | null {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => canBeWritten(document));
  return editor === undefined ? null : targetOf(editor);
}

function canBeWritten(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  return !NOT_WRITTEN_IN.includes(scheme) && vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
}

/** Say whether a document is shown in any tab: the editor itself keeps documents for minutes after that. */
export function isInTab(document: vscode.TextDocument): boolean {
  const wanted = homeOf(document).shown.toString();
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => shownIn(input).some((uri) => uri.toString() === wanted)),
  );
}

function shownIn(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  const isOfOne =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return isOfOne ? [input.uri] : [];
}
