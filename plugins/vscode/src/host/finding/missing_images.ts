import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { DOCUMENTS, IMAGES, languageOf } from "../../core/links/documents";
import { folded } from "../../core/links/mentions";
import { anyThere, type Linked, linkedFrom, remembering } from "./missing_in";
import { findFiles, readTexts, textNow, unreadSentence, withProgress } from "./workspace_texts";

/** How long to wait for more of what goes together, in milliseconds: a branch that is changed moves many files. */
const SETTLING_MS = 200;

/** What a document links to that is not there any more. */
const NOTHING: Linked = { missing: [], places: [] };

/**
 * The links of the workspace to image files that are not there, as problems.
 *
 * Problems are where people look for what is wrong in a workspace, with keys, filters and quick fixes that they know. They
 * appear when somebody asks for them, and from then on follow what is saved, made and deleted.
 */
export class MissingImages implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection("bowerbird");
  readonly #report: (fault: unknown) => void;
  /** The documents that link to each place, by the place. */
  readonly #linking = new Map<string, Map<string, vscode.Uri>>();
  /** The newest look at each document that is under way. */
  readonly #looking = new Map<string, { readonly uri: vscode.Uri }>();
  #gone: vscode.Uri[] = [];
  #settling: ReturnType<typeof setTimeout> | undefined;
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
      const documents: [vscode.Uri, Linked][] = [];
      const isGivenUp = (): boolean => progress.token.isCancellationRequested;
      const unread = await readTexts(files, progress, async (uri, text) => {
        const linked = await linkedFrom(uri, text, languageOf(uri.path), anyIsThere, isGivenUp);
        if (linked !== null && linked.places.length > 0) documents.push([uri, linked]);
        return linked !== null;
      });
      return { documents, read: files.length, unread };
    });
    if (found === null) return;
    this.#problems.clear();
    this.#linking.clear();
    for (const [uri, linked] of found.documents) this.#take(uri, linked);
    // What has happened meanwhile may have been too late for this, and what is under way was begun too early.
    for (const { uri } of [...this.#looking.values()]) this.#lookInto(uri);
    this.#follow();
    const count = found.documents.reduce((sum, [, { missing }]) => sum + missing.length, 0);
    const unread = unreadSentence(found.unread);
    if (count > 0) await vscode.commands.executeCommand("workbench.actions.view.problems");
    const told =
      count === 0
        ? l10n.t("No missing images. Documents read: {0}.", found.read)
        : l10n.t("Missing images: {0}.", count);
    if (count === 0 || unread !== "") {
      vscode.window.showInformationMessage(`${told} ${unread}`.trim()).then(undefined, this.#report);
    }
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#following?.dispose();
    this.#problems.dispose();
  }

  #follow(): void {
    if (this.#following !== null) return;
    const made = vscode.workspace.createFileSystemWatcher(IMAGES, false, true, true);
    // Of a folder that goes nothing is told but its own name.
    const gone = vscode.workspace.createFileSystemWatcher("**", true, true, false);
    this.#following = vscode.Disposable.from(
      made,
      gone,
      made.onDidCreate(() => this.#lookAgain()),
      gone.onDidDelete((uri) => this.#lookWithout(uri)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#lookInto(document.uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.#forget(files.map((file) => file.oldUri))),
    );
  }

  /** Take back what is there now. */
  #lookAgain(): void {
    for (const [uri] of [...this.#problems]) this.#lookInto(uri);
  }

  /** Look at what is or links to a file or folder that has gone, or into it, and once at each where many go. */
  #lookWithout(uri: vscode.Uri): void {
    this.#gone.push(uri);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      const gone = new Set(this.#gone.map(keyOf));
      this.#gone = [];
      const isGone = (key: string): boolean => ancestry(key).some((each) => gone.has(each));
      const concerned = new Map<string, vscode.Uri>();
      for (const [uri] of this.#problems) if (isGone(keyOf(uri))) concerned.set(uri.toString(), uri);
      for (const [place, linking] of this.#linking)
        if (isGone(place)) for (const [key, uri] of linking) concerned.set(key, uri);
      for (const uri of concerned.values()) this.#lookInto(uri);
    }, SETTLING_MS);
  }

  #lookInto(uri: vscode.Uri): void {
    this.#look(uri).then(undefined, this.#report);
  }

  async #look(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const look = { uri };
    this.#looking.set(key, look);
    const isNewest = (): boolean => this.#looking.get(key) === look;
    try {
      const now = await textNow(uri);
      const linked = now && (await linkedFrom(uri, now.text, now.language, anyThere, () => !isNewest()));
      if (isNewest()) this.#take(uri, linked ?? NOTHING);
    } finally {
      if (isNewest()) this.#looking.delete(key);
    }
  }

  #take(uri: vscode.Uri, { missing, places }: Linked): void {
    this.#problems.set(uri, missing);
    for (const place of places) {
      const linking = this.#linking.get(keyOf(place)) ?? new Map<string, vscode.Uri>();
      this.#linking.set(keyOf(place), linking.set(uri.toString(), uri));
    }
  }

  #forget(files: readonly vscode.Uri[]): void {
    for (const [uri] of [...this.#problems]) {
      if (files.some((file) => uri.path === file.path || uri.path.startsWith(`${file.path}/`)))
        this.#problems.delete(uri);
    }
  }
}

/** Some file systems take letters of either size for the same file. */
function keyOf(uri: vscode.Uri): string {
  return folded(uri.toString(true));
}

/** Give a place and the folders that it lies in. */
function ancestry(place: string): readonly string[] {
  return [...place.matchAll(/\//g)].map(({ index }) => place.slice(0, index)).concat(place);
}
