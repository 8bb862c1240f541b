import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { InHost } from "../harness/in_host";

/** Give one of the library's own pictures. */
export function picture(host: InHost): Uint8Array {
  return readFileSync(join(host.about.pictures, "interiors", "desk.jpg"));
}

/** Give what the extension offers to do at a place. */
export async function actions(
  uri: vscode.Uri,
  position: vscode.Position,
): Promise<readonly vscode.CodeAction[]> {
  const range = new vscode.Range(position, position);
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    range,
  );
  return found.filter(({ command }) => command?.command.startsWith("bowerbird."));
}

/** Give the documents that have problems of ours, sorted. */
export function problems(): readonly string[] {
  const all = vscode.languages
    .getDiagnostics()
    .filter(([, each]) => each.some(({ source }) => source === "Bowerbird"));
  return all.map(([uri]) => String(uri)).sort();
}

/**
 * Wait until the editor watches a folder, and has been told of all that was done in it so far.
 *
 * It watches a new folder from some moment on, and what comes and goes before it looks is told to nobody.
 */
export async function watched(host: InHost, folder: string): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher("**/probe-*");
  const told = new Set<string>();
  watcher.onDidCreate(({ fsPath }) => told.add(fsPath));
  const probes: string[] = [];
  try {
    await host.until("the folder to be watched", async () => {
      const probe = join(host.folder.fsPath, folder, `probe-${probes.length}`);
      probes.push(probe);
      await writeFile(probe, "");
      return told.size > 0;
    });
  } finally {
    watcher.dispose();
    await Promise.all(probes.map((probe) => rm(probe, { force: true })));
  }
}
