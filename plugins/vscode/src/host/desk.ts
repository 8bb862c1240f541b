import type * as vscode from "vscode";
import type { Hub } from "../core/hub/hub";
import type { Using } from "../core/panel/using";

/** What one window of the editor holds, made when something of ours is used for the first time. */
export interface Desk {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly hub: Hub;
  readonly using: Using;
}
