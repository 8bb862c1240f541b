import * as vscode from "vscode";
import type { Where } from "../core/hub/troubles";

/** Tell where this code runs: on the computer in front of the person, or on one that the editor works on from afar. */
export function whereWeRun(extension: vscode.Extension<unknown>): Where {
  const { remoteName } = vscode.env;
  const isRemote = remoteName !== undefined && extension.extensionKind === vscode.ExtensionKind.Workspace;
  return { isRemote, remoteName };
}
