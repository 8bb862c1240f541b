import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { ToView } from "../core/messages";
import { carryOut } from "../core/panel/carrying_out";
import type { Panel } from "../core/panel/panel";
import { parseFromView } from "../core/panel/parsing";
import { ViewFeed } from "../core/panel/view_feed";

/** What the view needs; made on first use. */
export interface SearchViewParts {
  readonly panel: Panel;
  readonly log: vscode.LogOutputChannel;
}

/** The search view: a page of our own that gets messages alone. It is made anew each time that it comes into sight. */
export class SearchView implements vscode.WebviewViewProvider {
  readonly #extensionUri: vscode.Uri;
  readonly #parts: () => SearchViewParts;
  #view: vscode.WebviewView | null = null;
  #isAwake = false;
  #wantsKeyboard = false;

  constructor(extensionUri: vscode.Uri, parts: () => SearchViewParts) {
    this.#extensionUri = extensionUri;
    this.#parts = parts;
  }

  get isVisible(): boolean {
    return this.#view?.visible ?? false;
  }

  /** Put the keyboard into the field of words, now or when the view is there. */
  focusWords(): void {
    this.#wantsKeyboard = true;
    this.#focus();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { panel, log } = this.#parts();
    const { webview } = view;
    const root = vscode.Uri.joinPath(this.#extensionUri, "dist", "webview");
    const post = (message: ToView): void => {
      webview.postMessage(message).then(undefined, (fault) => log.error(String(fault)));
    };
    const feed = new ViewFeed(vscode.env.language, post);
    const update = (): void => {
      if (this.#isAwake && view.visible) feed.update(panel.state);
    };
    const begin = (): void => {
      this.#isAwake = true;
      post({ type: "words", language: vscode.env.language, bundle: wordsOf(vscode.l10n.bundle) });
      feed.reset();
      panel.refreshTarget();
      update();
      this.#focus();
    };
    this.#view = view;
    this.#isAwake = false;
    const endings = [
      panel.listen(update),
      panel.receive((thumbnail) => {
        if (view.visible) post({ type: "thumbnail", ...thumbnail });
      }),
    ];
    const listeners = [
      webview.onDidReceiveMessage((told: unknown) => {
        const message = parseFromView(told);
        if (message === null) log.warn("The view sent something that is not understood.");
        else {
          if (message.type === "ready") begin();
          carryOut(panel, message);
        }
      }),
      view.onDidChangeVisibility(() => {
        // What is hidden is thrown away, and says `ready` when it is back.
        if (view.visible) return;
        this.#isAwake = false;
        panel.want([]);
      }),
    ];
    view.onDidDispose(() => {
      for (const end of endings) end();
      for (const listener of listeners) listener.dispose();
      panel.want([]);
      if (this.#view === view) this.#view = null;
    });
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [root] };
    webview.html = pageOf(webview, root);
  }

  #focus(): void {
    if (!this.#wantsKeyboard || this.#view === null || !this.#isAwake || !this.#view.visible) return;
    this.#wantsKeyboard = false;
    this.#view.webview.postMessage({ type: "focus" } satisfies ToView).then(undefined, () => undefined);
  }
}

function wordsOf(bundle: typeof vscode.l10n.bundle): Readonly<Record<string, string>> {
  return bundle ?? {};
}

function pageOf(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomBytes(24).toString("base64url");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(root, "main.js"));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(root, "view.css"));
  const policy = [
    "default-src 'none'",
    "img-src blob:",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${encodeURIComponent(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${nonce}" href="${style}">
<title>Bowerbird</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
