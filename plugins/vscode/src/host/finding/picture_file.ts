import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { endingOf, mediaTypeOf } from "../../core/links/endings";
import { MOST_PICTURE_BYTES } from "../../core/messages";
import { quoted } from "../../core/panel/foreign";
import type { OutsidePicture } from "../../core/panel/state";
import { Trouble } from "../../core/trouble";

/** Read a picture through the editor: also one on another computer, or in a folder that exists nowhere else. */
export async function readPicture(uri: vscode.Uri): Promise<OutsidePicture> {
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const mediaType = mediaTypeOf(uri.path);
  if (mediaType === null) {
    throw new Trouble(
      "unreadable_picture",
      endingOf(uri.path) === "svg"
        ? l10n.t("{0} is a drawing made of shapes, and cannot be searched with.", quoted(name))
        : l10n.t("{0} is no picture that can be searched with.", quoted(name)),
      l10n.t("Search with a PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP or HEIC file."),
    );
  }
  try {
    // What is too large is not read at all: it may have to come over a network.
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_PICTURE_BYTES) throw tooLarge(name);
    return { name, bytes: await vscode.workspace.fs.readFile(uri), mediaType };
  } catch (reason) {
    throw reason instanceof Trouble ? reason : unreadable(name, reason);
  }
}

function tooLarge(name: string): Trouble {
  const most = MOST_PICTURE_BYTES / 1024 / 1024;
  return new Trouble(
    "picture_too_large",
    l10n.t("{0} is too large to search with.", quoted(name)),
    l10n.t("Search with one of at most {0} MB.", most),
  );
}

function unreadable(name: string, reason: unknown): Trouble {
  const code = reason instanceof vscode.FileSystemError ? reason.code : "";
  if (code === "FileNotFound")
    return new Trouble("no_such_file", l10n.t("{0} is not there any more.", quoted(name)), "", "none", {
      cause: reason,
    });
  return new Trouble(
    "unreadable_file",
    l10n.t("{0} cannot be read.", quoted(name)),
    l10n.t("Look whether it can be opened in the editor."),
    "none",
    { cause: reason },
  );
}
