// Narrowing a search to one folder.

import * as l10n from "@vscode/l10n";
import type { FolderView, ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, fill } from "./elements";
import { glyph } from "./glyphs";

export class FolderSelect {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  #folders = "";

  constructor(context: ViewContext) {
    this.#select = el("select", {
      "aria-label": l10n.t("Folder to search in"),
      title: l10n.t("Folder to search in"),
    });
    this.element = el(
      "div",
      { class: "select", hidden: true },
      glyph("folder", 14),
      this.#select,
      glyph("chevron", 12),
    );
    this.#select.addEventListener("change", () => {
      context.post({ type: "folder", id: this.#select.value || null });
      this.#mark();
    });
  }

  show({ folders, folder }: ViewState): void {
    this.element.hidden = folders.length === 0;
    const known = JSON.stringify(folders);
    if (known !== this.#folders) {
      this.#folders = known;
      fill(this.#select, el("option", { value: "" }, l10n.t("All folders")), folders.map(option));
    }
    // A folder that the library no longer has shows as none.
    this.#select.value = folders.some(({ id }) => id === folder) ? (folder ?? "") : "";
    this.#mark();
  }

  #mark(): void {
    this.element.classList.toggle("on", this.#select.value !== "");
  }
}

function option({ id, name, depth, online }: FolderView): HTMLOptionElement {
  // Marks of isolation keep a name of another direction to itself; spaces are all that a native list can indent with.
  const isolated = `${"\u2003".repeat(Math.min(depth, 8))}\u2068${name}\u2069`;
  return el("option", { value: id }, online ? isolated : l10n.t("{0} (not plugged in)", isolated));
}
