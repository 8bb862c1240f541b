import * as vscode from "vscode";
import type { StartSettings } from "../core/hub/session";

/** Read whether a hub may be started, and by what command where the person has named one. */
export function startSettings(): StartSettings {
  const settings = vscode.workspace.getConfiguration("bowerbird.hub");
  const command: unknown = settings.get("command");
  const words = Array.isArray(command) ? command.filter((word) => typeof word === "string") : [];
  return { isAllowed: settings.get("start") !== false, command: words };
}
