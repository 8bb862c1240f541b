import * as vscode from "vscode";
import type { Panel } from "../core/panel/panel";
import { type StartLine, type StartPage, startPageOf } from "../core/panel/start_page";

export const START_VIEW = "bowerbird.start";

/** The view before anything can be searched: the welcome of the manifest, or lines with what to do. */
export class StartView implements vscode.TreeDataProvider<StartLine>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<StartLine>;
  readonly #visibility: vscode.Disposable;
  #page: StartPage = { message: "", lines: [] };

  /** `seen` is called each time that the view comes into sight. */
  constructor(seen: () => void) {
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView(START_VIEW, { treeDataProvider: this });
    this.#visibility = this.#view.onDidChangeVisibility(({ visible }) => {
      if (visible) seen();
    });
    if (this.#view.visible) queueMicrotask(seen);
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  /** Show what the panel knows. */
  update(panel: Panel): void {
    const page = startPageOf(panel.state);
    if (JSON.stringify(page) === JSON.stringify(this.#page)) return;
    this.#page = page;
    this.#view.message = page.message;
    this.#changed.fire(undefined);
  }

  getChildren(line?: StartLine): readonly StartLine[] & StartLine[] {
    return line === undefined ? [...this.#page.lines] : [];
  }

  getTreeItem({ id, label, description, icon, command }: StartLine): vscode.TreeItem {
    const item = new vscode.TreeItem(label);
    item.id = id;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.accessibilityInformation = { label: `${label} ${description}`.trim() };
    if (command !== null) item.command = { command, title: label };
    return item;
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}
