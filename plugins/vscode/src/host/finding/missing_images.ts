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
 * appear when somebody asks for them, and from then on follow what is saved, made and deleted. What watches files misses
 * some: what came and went within a moment, what lies in folders that came at once, what is on some far disks. So a
 * document that comes into sight is looked at again.
 */
export class MissingImages implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection("bowerbird");
  readonly #report: (fault: unknown) => void;
  /** The documents that link to each place, by the place. */
  readonly #linking = new Map<string, Map<string, vscode.Uri>>();
  /** The documents that link to anything. */
  readonly #documents = new Map<string, vscode.Uri>();
  /** All these places and documents, and the folders that they lie in: what happens elsewhere is nothing to us. */
  readonly #around = new Set<string>();
  /** The newest look at each document that is under way. */
  readonly #looking = new Map<string, { readonly uri: vscode.Uri }>();
  #touched = new Set<string>();
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
    for (const known of [this.#linking, this.#documents, this.#around]) known.clear();
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
    const images = vscode.workspace.createFileSystemWatcher(IMAGES, false, true, true);
    // Of a folder that goes, comes or is made anew, what is in it may not be told.
    const all = vscode.workspace.createFileSystemWatcher("**");
    const touched = (uri: vscode.Uri): void => this.#lookAround(uri);
    const { window, workspace } = vscode;
    this.#following = vscode.Disposable.from(
      images,
      all,
      images.onDidCreate(() => this.#lookAgain()),
      all.onDidCreate(touched),
      all.onDidChange(touched),
      all.onDidDelete(touched),
      workspace.onDidSaveTextDocument((document) => this.#lookInto(document.uri)),
      workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      workspace.onDidRenameFiles(({ files }) => this.#forget(files.map((file) => file.oldUri))),
      window.onDidChangeVisibleTextEditors((editors) => this.#lookAtSeen(editors)),
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#lookAtSeen(window.visibleTextEditors);
      }),
    );
  }

  /** Take back what is there now. */
  #lookAgain(): void {
    for (const [uri] of [...this.#problems]) this.#lookInto(uri);
  }

  #lookAtSeen(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors)
      if (this.#documents.has(document.uri.toString())) this.#lookInto(document.uri);
  }

  /** Look at what is or links to a file or folder to which something happened, or into it, and once at each where much does. */
  #lookAround(uri: vscode.Uri): void {
    const key = keyOf(uri);
    if (!this.#around.has(key)) return;
    this.#touched.add(key);
    this.#settling ??= setTimeout(() => this.#lookAtTouched(), SETTLING_MS);
  }

  #lookAtTouched(): void {
    this.#settling = undefined;
    const touched = this.#touched;
    this.#touched = new Set();
    const isTouched = (key: string): boolean => ancestry(key).some((each) => touched.has(each));
    const concerned = new Map<string, vscode.Uri>();
    for (const [key, uri] of this.#documents) if (isTouched(keyOf(uri))) concerned.set(key, uri);
    for (const [place, linking] of this.#linking)
      if (isTouched(place)) for (const [key, uri] of linking) concerned.set(key, uri);
    for (const uri of concerned.values()) this.#lookInto(uri);
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
    if (places.length > 0) this.#documents.set(uri.toString(), uri);
    for (const place of places) {
      const linking = this.#linking.get(keyOf(place)) ?? new Map<string, vscode.Uri>();
      this.#linking.set(keyOf(place), linking.set(uri.toString(), uri));
      for (const each of [uri, place]) for (const around of ancestry(keyOf(each))) this.#around.add(around);
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
