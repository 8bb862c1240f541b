import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { languageOf, leftOut } from "../../core/links/documents";
import { Pace } from "../../core/links/pace";
import { howFar } from "../../core/links/time_left";
import { quoted, unlinked } from "../../core/panel/foreign";

/** How large a text may be that is read; what is larger was made by a program. */
const MOST_BYTES = 4 * 1024 * 1024;

/** How many are read at a time: over a network most of it is waiting. */
const AT_ONCE = 16;

/** How often to tell how far it is. */
const TELL_EVERY_MS = 200;

export interface Progress {
  readonly token: vscode.CancellationToken;
  report(message: string, increment: number): void;
}

/** Show a notification with what is done, while it is done; gives null where the person stopped it. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T | null> {
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress({ location, title, cancellable: true }, async (shown, token) => {
    const done = await work({ token, report: (message, increment) => shown.report({ message, increment }) });
    return token.isCancellationRequested ? null : done;
  });
}

/** Find files of all workspace folders, without what is excluded there. */
export async function findFiles(
  glob: string,
  token: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const settings = vscode.workspace.getConfiguration(undefined, folder.uri);
    const excluded = { ...settings.get("files.exclude", {}), ...settings.get("search.exclude", {}) };
    const pattern = new vscode.RelativePattern(folder, glob);
    const without = new vscode.RelativePattern(folder, leftOut(excluded));
    found.push(...(await vscode.workspace.findFiles(pattern, without, undefined, token)));
    if (token.isCancellationRequested) return [];
  }
  // A folder may lie within another one.
  return [...new Map(found.map((uri) => [uri.toString(), uri])).values()];
}

/**
 * Read texts and hand each over, with what somebody has written and not saved.
 *
 * `take` says whether it has looked through all of a text. Gives those that cannot be read, or not wholly.
 */
export async function readTexts(
  files: readonly vscode.Uri[],
  progress: Progress,
  take: (uri: vscode.Uri, text: string, pace: Pace) => Promise<boolean>,
): Promise<readonly vscode.Uri[]> {
  const unread: vscode.Uri[] = [];
  const began = Date.now();
  let told = began;
  let toldDone = 0;
  let done = 0;
  const queue = files.values();
  const work = async (): Promise<void> => {
    for (const uri of queue) {
      if (progress.token.isCancellationRequested) return;
      const { text } = (await textNow(uri)) ?? { text: null };
      const pace = new Pace(() => progress.token.isCancellationRequested);
      if (text === null || !(await take(uri, text, pace))) unread.push(uri);
      done += 1;
      const now = Date.now();
      if (now - told < TELL_EVERY_MS) continue;
      progress.report(howFar(done, files.length, now - began), ((done - toldDone) / files.length) * 100);
      told = now;
      toldDone = done;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return unread;
}

/** A text as somebody writes it, or else as its file has it. */
export interface TextNow {
  readonly text: string;
  readonly language: string | null;
}

/** Read one text; null where it cannot be read. An editor may be behind its file as long as nobody writes in it. */
export async function textNow(uri: vscode.Uri): Promise<TextNow | null> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const text = open?.isDirty ? open.getText() : await textOf(uri);
  return text === null ? null : { text, language: languageOf(uri.path) ?? open?.languageId ?? null };
}

async function textOf(uri: vscode.Uri): Promise<string | null> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MOST_BYTES) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

/** Say that some texts were not read; "" where all were. */
export function unreadSentence(unread: readonly vscode.Uri[]): string {
  const [first] = unread;
  if (first === undefined) return "";
  const name = unlinked(quoted(vscode.workspace.asRelativePath(first)));
  if (unread.length === 1) return l10n.t("{0} could not be read wholly, or is too large.", name);
  return l10n.t("{0} files could not be read wholly, or are too large; one is {1}.", unread.length, name);
}
