import * as vscode from "vscode";
import type { NoticeView } from "../core/messages";
import { unlinked } from "../core/panel/foreign";
import type { Panel } from "../core/panel/panel";
import { type Shows, showsOf } from "../core/panel/state";
import type { SearchView } from "./search_view";
import { START_VIEW, type StartView } from "./start_view";

export const SEARCH_VIEW = "bowerbird.search";

/** Keeps the views of the editor in step with the panel: which is shown, its progress, what is said where neither is seen. */
export class Views implements vscode.Disposable {
  readonly #panel: Panel;
  readonly #start: StartView;
  readonly #search: SearchView;
  readonly #report: (fault: unknown) => void;
  readonly #unlisten: () => void;
  readonly #keys = new Map<string, unknown>();
  #shows: Shows | null = null;
  #wantsKeyboard = false;
  #endProgress: (() => void) | null = null;
  #notice: NoticeView | null = null;
  #said = "";

  constructor(panel: Panel, start: StartView, search: SearchView, report: (fault: unknown) => void) {
    this.#panel = panel;
    this.#start = start;
    this.#search = search;
    this.#report = report;
    this.#unlisten = panel.listen(() => this.#update());
    this.#update();
  }

  /** Bring the view to the front; with `typing`, with the keyboard in the field of words as soon as there is one. */
  show(typing: boolean): void {
    const isSearch = showsOf(this.#panel.state) === "search";
    this.#wantsKeyboard = typing && !isSearch;
    this.#run(`${isSearch ? SEARCH_VIEW : START_VIEW}.focus`, { preserveFocus: !typing });
    if (typing && isSearch) this.#search.focusWords();
  }

  dispose(): void {
    this.#unlisten();
    this.#endProgress?.();
    this.#endProgress = null;
  }

  #update(): void {
    const { state } = this.#panel;
    const shows = showsOf(state);
    this.#key("bowerbird.shows", shows);
    this.#key("bowerbird.hasChosen", state.chosen.length > 0);
    this.#key("bowerbird.canGoBack", state.canGoBack);
    this.#start.update(this.#panel);
    if (shows !== this.#shows) {
      this.#shows = shows;
      this.#endProgress?.();
      this.#endProgress = null;
      if (shows === "search" && this.#wantsKeyboard) this.show(true);
    }
    this.#showProgress(state.activity !== "idle" || state.connection === "pairing");
    this.#tellUnseen(state.notice, state.said);
  }

  #showProgress(isBusy: boolean): void {
    if (!isBusy) {
      this.#endProgress?.();
      this.#endProgress = null;
    } else if (this.#endProgress === null) {
      const viewId = this.#shows === "search" ? SEARCH_VIEW : START_VIEW;
      const done = new Promise<void>((resolve) => {
        this.#endProgress = resolve;
      });
      vscode.window.withProgress({ location: { viewId } }, () => done).then(undefined, this.#report);
    }
  }

  // Only what follows from something that the person did, and only while they cannot see it in a view.
  #tellUnseen(notice: NoticeView | null, said: string): void {
    const isNewNotice = notice !== this.#notice;
    const isNewSaid = said !== this.#said;
    this.#notice = notice;
    this.#said = said;
    if (this.#start.isVisible || this.#search.isVisible) return;
    if (isNewSaid && said !== "") {
      vscode.window.showInformationMessage(unlinked(said)).then(undefined, this.#report);
    }
    if (!isNewNotice || notice === null || notice === this.#panel.state.standing || !notice.isError) return;
    const buttons = notice.button === "" ? [] : [notice.button];
    vscode.window
      .showErrorMessage(unlinked(`${notice.sentence} ${notice.advice}`.trim()), ...buttons)
      .then((pressed) => {
        if (pressed !== undefined && this.#panel.state.notice === notice) this.#panel.remedy();
      }, this.#report);
  }

  #key(name: string, value: unknown): void {
    if (this.#keys.get(name) === value) return;
    this.#keys.set(name, value);
    this.#run("setContext", name, value);
  }

  #run(command: string, ...rest: readonly unknown[]): void {
    vscode.commands.executeCommand(command, ...rest).then(undefined, this.#report);
  }
}
