import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Shelf } from "../../core/inserting/copies";
import { isNotFound, writingTrouble } from "./faults";
import { readable } from "./homes";

/** A folder of the workspace, wherever that is: everything goes through the editor's own file systems. */
export class FolderShelf implements Shelf {
  readonly #folder: vscode.Uri;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  async names(): Promise<readonly string[]> {
    try {
      return (await vscode.workspace.fs.readDirectory(this.#folder)).map(([name]) => name);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw this.#trouble(error);
    }
  }

  async size(name: string): Promise<number | null> {
    try {
      const stat = await vscode.workspace.fs.stat(this.#file(name));
      return (stat.type & vscode.FileType.File) === 0 ? null : stat.size;
    } catch {
      // A file that went meanwhile, or a link to nowhere: no copy of anything.
      return null;
    }
  }

  async read(name: string): Promise<Uint8Array> {
    try {
      return await vscode.workspace.fs.readFile(this.#file(name));
    } catch {
      // What cannot be read counts as something else, and gets company under another name.
      return new Uint8Array();
    }
  }

  async add(name: string, bytes: Uint8Array): Promise<boolean> {
    const made = await this.#make();
    // What is half written has a name that nobody takes for a picture.
    const draft = this.#file(`.bowerbird-${randomBytes(6).toString("hex")}.part`);
    try {
      await vscode.workspace.fs.writeFile(draft, bytes);
      await vscode.workspace.fs.rename(draft, this.#file(name), { overwrite: false });
      return true;
    } catch (error) {
      await remove(draft);
      if (error instanceof vscode.FileSystemError && error.code === "FileExists") return false;
      for (const folder of made.reverse()) await remove(folder);
      throw this.#trouble(error);
    }
  }

  /** Make the folder and those it lies in; gives those that were not there, the outermost first. */
  async #make(): Promise<vscode.Uri[]> {
    const missing: vscode.Uri[] = [];
    try {
      for (let folder = this.#folder; !(await isFolder(folder)); folder = vscode.Uri.joinPath(folder, "..")) {
        missing.unshift(folder);
        if (folder.path === "/") break;
      }
      await vscode.workspace.fs.createDirectory(this.#folder);
      return missing;
    } catch (error) {
      for (const folder of missing.reverse()) await remove(folder);
      throw this.#trouble(error);
    }
  }

  #file(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, name);
  }

  #trouble(error: unknown): unknown {
    return writingTrouble(error, readable(this.#folder));
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Take away a file, or a folder where it is empty; that it is gone already is as good. */
async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: false, useTrash: false });
  } catch {
    // Whoever called has the reason that matters.
  }
}
