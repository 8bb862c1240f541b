import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { Trouble } from "../../core/trouble";
import type { Desk } from "../desk";
import { readPicture } from "./picture_file";

/** Search with an image file: the one that a menu or a caller names, or that of the active tab. */
export async function findSimilar({ panel }: Desk, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : activeFile();
  try {
    if (uri === null) throw nothingOpen();
    panel.searchWithPicture(await readPicture(uri));
  } catch (reason) {
    panel.tell(reason);
  }
}

/** Give the file of the active tab, whatever shows it: a text, the preview of images, or another editor. */
function activeFile(): vscode.Uri | null {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) return input.uri;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return null;
}

function nothingOpen(): Trouble {
  return new Trouble(
    "no_picture_open",
    l10n.t("No image is open."),
    l10n.t("Open one, or choose this in the menu of an image in the Explorer."),
  );
}
