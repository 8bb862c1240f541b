// The start of the view: words, states, hits and thumbnails come in, and what the person does goes out.

import * as l10n from "@vscode/l10n";
import type { FromView } from "../core/messages";
import { type Kept, readKept } from "./kept";
import { type Incoming, type Picture, read } from "./reading";
import { NOTHING_SHOWN, type Shown, withHits, withState } from "./shown";
import { View } from "./view";

interface EditorApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: Kept): unknown;
}

declare function acquireVsCodeApi(): EditorApi;

class App {
  readonly #editor: EditorApi;
  #view: View | null = null;
  #kept: Kept;
  #shown: Shown = NOTHING_SHOWN;
  #picture: Picture | null = null;
  #frame = 0;

  constructor(editor: EditorApi) {
    this.#editor = editor;
    this.#kept = readKept(editor.getState());
  }

  take(message: Incoming): void {
    switch (message.type) {
      case "words":
        l10n.config({ contents: { ...message.bundle } });
        document.documentElement.lang = message.language;
        this.#renew();
        break;
      case "state":
        this.#shown = withState(this.#shown, message.state);
        this.#drawSoon();
        break;
      case "hits":
        this.#shown = withHits(this.#shown, message.search, message.from, message.hits);
        this.#drawSoon();
        break;
      case "thumbnail":
        this.#view?.thumbnails.take(message.content, message.side, message.bytes);
        break;
      case "picture":
        this.#picture = message.picture;
        this.#view?.takePicture(message.picture);
        break;
      case "focus":
        this.#draw();
        this.#made().focus();
        break;
      default:
        break;
    }
  }

  /** Words that come late or anew: what stands in the view is written again in them. */
  #renew(): void {
    if (!this.#view) return;
    const hadFocus = document.hasFocus() && document.body.contains(document.activeElement);
    this.#view.dispose();
    this.#kept = this.#view.kept;
    this.#view = null;
    this.#draw();
    if (hadFocus) this.#made().focus();
  }

  /** Draw with the next frame: pages of hits come in quick succession, and only the last state of all is seen. */
  #drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#shown.state) this.#made().show(this.#shown);
  }

  #made(): View {
    if (this.#view) return this.#view;
    document.body.replaceChildren();
    const outside = {
      post: (message: FromView) => this.#editor.postMessage(message),
      keep: (kept: Kept) => void this.#editor.setState(kept),
    };
    this.#view = new View(document.body, outside, this.#kept);
    this.#view.takePicture(this.#picture);
    return this.#view;
  }
}

function start(): void {
  const editor = acquireVsCodeApi();
  const app = new App(editor);
  addEventListener("message", (event: MessageEvent<unknown>) => {
    // The frame that the editor puts around the view has its origin; no other may speak here.
    if (event.origin !== window.origin) return;
    const message = read(event.data);
    if (message) app.take(message);
  });
  editor.postMessage({ type: "ready" });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
else start();
