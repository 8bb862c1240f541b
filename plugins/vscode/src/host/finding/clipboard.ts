import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isImagePath } from "../../core/links/endings";
import { MOST_PICTURE_BYTES } from "../../core/messages";
import type { Desk } from "../desk";
import { readPicture } from "./picture_file";

/**
 * Search with what is in the clipboard.
 *
 * Extensions get nothing but text from it. A path or a picture as text is taken at once; for a picture itself the view
 * comes to the front with the keyboard in it, and is given the picture by the person's own key.
 */
export async function findSimilarToClipboard({ panel }: Desk): Promise<void> {
  try {
    const text = (await vscode.env.clipboard.readText()).trim();
    const inline = /^data:(image\/[\w.+-]{1,60});base64,([\w+/=\s]+)$/.exec(text);
    if (inline?.[1] !== undefined && inline[2] !== undefined) {
      const bytes = Buffer.from(inline[2].slice(0, MOST_PICTURE_BYTES * 2), "base64");
      panel.searchWithPicture({ name: l10n.t("Clipboard"), bytes, mediaType: inline[1] });
      return;
    }
    const file = fileNamed(text);
    if (file !== null) panel.searchWithPicture(await readPicture(file));
    else {
      panel.show();
      panel.say(text === "" ? howToPaste() : noPicture());
    }
  } catch (reason) {
    panel.tell(reason);
  }
}

function howToPaste(): string {
  return l10n.t("Press {0} now: the editor gives a picture in its clipboard to this view alone.", pasteKey());
}

function noPicture(): string {
  return l10n.t("There is text in the clipboard. Copy a picture, and press {0} here.", pasteKey());
}

/** In a browser the keys are those of the computer in front, which the extension does not know. */
function pasteKey(): string {
  const isMac = vscode.env.uiKind === vscode.UIKind.Desktop && process.platform === "darwin";
  return isMac ? "Cmd+V" : "Ctrl+V";
}

/** Take one line as the path or the address of an image file. */
function fileNamed(text: string): vscode.Uri | null {
  const path = text.replace(/^"(.*)"$/, "$1");
  if (/[\r\n]/.test(path) || !isImagePath(path)) return null;
  if (/^(?:file|vscode-remote):\/\//.test(path)) return vscode.Uri.parse(path);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (/^(?:\/|[a-z]:[\\/]|\\\\)/i.test(path)) {
    const file = vscode.Uri.file(path);
    return root === undefined ? file : root.with({ path: file.path });
  }
  return root === undefined || path.includes(":")
    ? null
    : vscode.Uri.joinPath(root, path.replaceAll("\\", "/"));
}
