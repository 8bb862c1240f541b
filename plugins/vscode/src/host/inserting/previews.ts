import * as vscode from "vscode";
import type { Hit, Hub } from "../../core/hub/hub";
import { SHOWN_TYPES } from "../../core/picture_kinds";
import { Trouble } from "../../core/trouble";
import { previewName } from "./fetcher";

/** The scheme of pictures that are shown out of the hub: there is no file, and nothing can be written. */
export const PREVIEW_SCHEME = "bowerbird-preview";

/** What the editor's own image viewer shows. Anything else is shown as its preview. SVG would open as text to be changed. */
const SHOWN = [...SHOWN_TYPES, "image/bmp"];
/** Previews that are kept for the tabs that show them; each is some 100 KB. */
const KEPT = 20;

/** Find what to open to show a picture: its file where that is at hand, else its preview out of the hub. */
export async function uriToShow(hit: Hit): Promise<vscode.Uri> {
  if (hit.online && hit.path !== null && SHOWN.includes(hit.media_type)) {
    const file = vscode.Uri.file(hit.path);
    try {
      // Something else may lie there where this code runs on another computer.
      if ((await vscode.workspace.fs.stat(file)).size === hit.bytes) return file;
    } catch {
      // It is not here: the preview is.
    }
  }
  return vscode.Uri.from({
    scheme: PREVIEW_SCHEME,
    path: `/${hit.id}/${previewName(hit.name).replaceAll("/", "-")}`,
  });
}

/** Previews of the library as files that can only be read: `/<id>/<name>-preview.webp`. */
export class PreviewFiles implements vscode.FileSystemProvider {
  readonly #hub: () => Hub;
  readonly #kept = new Map<string, Promise<Uint8Array>>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(hub: () => Hub) {
    this.#hub = hub;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: 0,
      size: length,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const id = /^\/([^/]+)\/[^/]+$/.exec(uri.path)?.[1];
    if (id === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const kept = this.#kept.get(id);
    if (kept !== undefined) return await kept;
    const bytes = this.#hub()
      .proxy(id)
      .then((file) => file.bytes);
    this.#kept.set(id, bytes);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    try {
      return await bytes;
    } catch (error) {
      this.#kept.delete(id);
      throw error instanceof Trouble ? vscode.FileSystemError.Unavailable(error.message) : error;
    }
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
