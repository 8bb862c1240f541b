import { Buffer } from "node:buffer";
import * as vscode from "vscode";
import type { About, Control } from "./control";

/** The extension under test, by `publisher.name`. */
export const EXTENSION = "bowerbird.bowerbird";

const POLL_MS = 25;

/** What a test finds: a window with an empty workspace folder and no editors, and a hub that runs. */
export class InHost {
  readonly control: Control;
  readonly about: About;

  constructor(control: Control, about: About) {
    this.control = control;
    this.about = about;
  }

  /** The folder that is open; of several the first. */
  get folder(): vscode.Uri {
    const first = vscode.workspace.workspaceFolders?.[0];
    if (first === undefined) throw new Error("no folder is open");
    return first.uri;
  }

  get extension(): vscode.Extension<unknown> {
    const found = vscode.extensions.getExtension(EXTENSION);
    if (found === undefined) throw new Error(`${EXTENSION} is not installed`);
    return found;
  }

  /** Write a file of the folder, and give where it is. */
  async write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    const uri = vscode.Uri.joinPath(this.folder, name);
    await vscode.workspace.fs.writeFile(
      uri,
      typeof content === "string" ? Buffer.from(content, "utf8") : content,
    );
    return uri;
  }

  async read(name: string): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.folder, name));
    return Buffer.from(bytes).toString("utf8");
  }

  /** List the files of the folder and of those in it, sorted: ["guide.md", "images/mug.jpg"]. */
  async files(): Promise<readonly string[]> {
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(this.folder, "**/*"), null);
    return found.map((uri) => uri.path.slice(this.folder.path.length + 1)).sort();
  }

  /** Open a file of the folder with this text; a `|` in it is where the cursor goes, and is taken out. */
  async open(name: string, text: string): Promise<vscode.TextEditor> {
    const at = text.indexOf("|");
    const uri = await this.write(name, at < 0 ? text : text.slice(0, at) + text.slice(at + 1));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const position = editor.document.positionAt(Math.max(at, 0));
    editor.selection = new vscode.Selection(position, position);
    return editor;
  }

  run<T>(command: string, ...rest: unknown[]): Thenable<T> {
    return vscode.commands.executeCommand<T>(command, ...rest);
  }

  /** Let the editor in by its own command, with the owner's consent. */
  async pair(): Promise<void> {
    const paired = Promise.resolve(this.run("bowerbird.pair"));
    const failed = paired.then(() => new Promise<never>(() => undefined));
    await Promise.race([this.control.approve(), failed]);
    await paired;
  }

  /** Wait until `look` gives something that is neither false nor null nor undefined, and give that. */
  async until<T>(
    what: string,
    look: () => T | PromiseLike<T>,
    seconds = 60,
  ): Promise<Exclude<T, false | null | undefined>> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await look();
      if (found !== false && found !== null && found !== undefined)
        return found as Exclude<T, false | null | undefined>;
      if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Leave no editor open and no file in the folders; what was not saved is lost. */
  async clear(): Promise<void> {
    await this.control.standDown();
    await this.control.hub("ensure");
    while (vscode.window.tabGroups.all.some((group) => group.tabs.length > 0))
      await this.run("workbench.action.revertAndCloseActiveEditor");
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      for (const [name] of await vscode.workspace.fs.readDirectory(folder.uri))
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, name), { recursive: true });
    }
  }
}
