import type * as vscode from "vscode";
import type { Memory } from "../core/panel/memory";

const KEY = "bowerbird.panel";

/** Keep what outlives the window in the editor's own store: slider, folder and earlier words. */
export function globalMemory(state: vscode.Memento, report: (fault: unknown) => void): Memory {
  return {
    read: () => state.get(KEY),
    write: (kept) => void state.update(KEY, kept).then(undefined, report),
  };
}
