import * as vscode from "vscode";

type Act = "createDirectory" | "writeFile" | "rename" | "readDirectory";

/** A file system of the tests' own, as a virtual workspace or a far computer has one: in memory, and failing on demand. */
export class FarFolder implements vscode.FileSystemProvider {
  readonly scheme: string;
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set<string>(["/"]);
  readonly #fails = new Map<Act, Error>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(scheme: string) {
    this.scheme = scheme;
  }

  uri(path: string): vscode.Uri {
    return vscode.Uri.from({ scheme: this.scheme, path });
  }

  fail(act: Act, error: Error): void {
    this.#fails.set(act, error);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(uri.path);
    if (bytes === undefined && !this.folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const type = bytes === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: bytes?.length ?? 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    this.#act("readDirectory");
    if (!this.folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const inside = (path: string): boolean =>
      path.slice(0, path.lastIndexOf("/")) === uri.path.replace(/\/$/, "");
    return [...this.files.keys()]
      .filter(inside)
      .map((path) => [path.slice(path.lastIndexOf("/") + 1), vscode.FileType.File]);
  }

  createDirectory(uri: vscode.Uri): void {
    this.#act("createDirectory");
    this.folders.add(uri.path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const bytes = this.files.get(uri.path);
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const half = this.#fails.has("writeFile") ? content.slice(0, content.length / 2) : content;
    this.files.set(uri.path, half);
    this.#act("writeFile");
  }

  delete(uri: vscode.Uri): void {
    if (!this.files.delete(uri.path)) this.folders.delete(uri.path);
  }

  rename(from: vscode.Uri, to: vscode.Uri, options: { readonly overwrite: boolean }): void {
    this.#act("rename");
    if (this.files.has(to.path) && !options.overwrite) throw vscode.FileSystemError.FileExists(to);
    this.files.set(to.path, this.readFile(from));
    this.files.delete(from.path);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  #act(act: Act): void {
    const error = this.#fails.get(act);
    if (error !== undefined) throw error;
  }
}
