import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { DOCUMENTS, IMAGES, languageOf } from "../../core/links/documents";
import { imageLinks } from "../../core/links/finding";
import { quoted } from "../../core/panel/foreign";
import { isFile, placesOf } from "./linked_files";
import { findFiles, readTexts, unreadSentence, withProgress } from "./workspace_texts";

/** What stands as the code of each problem. */
const CODE = "missing-image";

/**
 * The links of the workspace to image files that are not there, as problems.
 *
 * Problems are where people look for what is wrong in a workspace, with keys, filters and quick fixes that they know. They
 * appear when somebody asks for them, and from then on follow what is saved, made and deleted.
 */
export class MissingImages implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection("bowerbird");
  readonly #report: (fault: unknown) => void;
  #following: vscode.Disposable | null = null;

  constructor(report: (fault: unknown) => void) {
    this.#report = report;
  }

  /** Look through the workspace. */
  async find(): Promise<void> {
    const found = await withProgress(l10n.t("Looking for missing images"), async (progress) => {
      const files = await findFiles(DOCUMENTS, progress.token);
      const known = new Set((await findFiles(IMAGES, progress.token)).map((uri) => uri.toString()));
      const anyIsThere = remembering(known);
      const problems = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
      const unread = await readTexts(files, progress, async (uri, text) => {
        const missing = await missingIn(uri, text, anyIsThere);
        if (missing.length > 0) problems.set(uri.toString(), [uri, missing]);
      });
      return { problems: [...problems.values()], documents: files.length, unread };
    });
    if (found === null) return;
    this.#problems.clear();
    this.#problems.set(found.problems);
    this.#follow();
    const count = found.problems.reduce((sum, [, problems]) => sum + problems.length, 0);
    const unread = unreadSentence(found.unread);
    if (count > 0) await vscode.commands.executeCommand("workbench.actions.view.problems");
    const told =
      count === 0
        ? l10n.t("No missing images. Documents read: {0}.", found.documents)
        : l10n.t("Missing images: {0}.", count);
    if (count === 0 || unread !== "") {
      vscode.window.showInformationMessage(`${told} ${unread}`.trim()).then(undefined, this.#report);
    }
  }

  dispose(): void {
    this.#following?.dispose();
    this.#problems.dispose();
  }

  #follow(): void {
    if (this.#following !== null) return;
    const watcher = vscode.workspace.createFileSystemWatcher(IMAGES, false, true, false);
    this.#following = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(() => this.#lookAgain()),
      watcher.onDidDelete(() => this.#lookAtOpen()),
      vscode.workspace.onDidSaveTextDocument((document) => this.#look(document)),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.#forget(files.map((file) => file.oldUri))),
    );
  }

  /** Take back what is there now. */
  #lookAgain(): void {
    for (const [uri] of [...this.#problems]) {
      vscode.workspace.openTextDocument(uri).then(
        (document) => this.#look(document),
        () => this.#problems.delete(uri),
      );
    }
  }

  /** Look at what somebody works on, after an image has gone. */
  #lookAtOpen(): void {
    for (const document of vscode.workspace.textDocuments) this.#look(document);
  }

  #look(document: vscode.TextDocument): void {
    const { version } = document;
    missingIn(document.uri, document.getText(), anyThere, document.languageId).then((missing) => {
      if (document.version === version) this.#problems.set(document.uri, missing);
    }, this.#report);
  }

  #forget(files: readonly vscode.Uri[]): void {
    for (const [uri] of [...this.#problems]) {
      if (files.some((file) => uri.path === file.path || uri.path.startsWith(`${file.path}/`)))
        this.#problems.delete(uri);
    }
  }
}

async function missingIn(
  uri: vscode.Uri,
  text: string,
  anyIsThere: AnyThere,
  language = languageOf(uri.path),
): Promise<vscode.Diagnostic[]> {
  const missing: vscode.Diagnostic[] = [];
  const positions = new Positions(text);
  for (const link of language === null ? [] : imageLinks(text, language)) {
    const places = placesOf(link, uri);
    if (places.length === 0 || (await anyIsThere(places))) continue;
    const range = new vscode.Range(positions.at(link.start), positions.at(link.end));
    const sentence = l10n.t("The image “{0}” is not there.", quoted(link.spellings[0] ?? link.written));
    const problem = new vscode.Diagnostic(range, sentence, vscode.DiagnosticSeverity.Warning);
    problem.source = "Bowerbird";
    problem.code = CODE;
    missing.push(problem);
  }
  return missing;
}

/** Tells whether any of some files is there. */
type AnyThere = (places: readonly vscode.Uri[]) => Promise<boolean>;

/** Look at files one after the other. */
async function anyThere(places: readonly vscode.Uri[], isThere = isFile): Promise<boolean> {
  for (const place of places) if (await isThere(place)) return true;
  return false;
}

/** Look at each file once, and at none where one is known to be there. */
function remembering(known: ReadonlySet<string>): AnyThere {
  const asked = new Map<string, Promise<boolean>>();
  const once = (uri: vscode.Uri): Promise<boolean> => {
    const key = uri.toString();
    const answer = asked.get(key) ?? isFile(uri);
    asked.set(key, answer);
    return answer;
  };
  return async (places) =>
    places.some((place) => known.has(place.toString())) || (await anyThere(places, once));
}

/** Tells lines and columns of a text that is open in no editor. */
class Positions {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length);
  }

  at(offset: number): vscode.Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (this.#starts[low] ?? 0));
  }
}
