import type * as vscode from "vscode";
import { putIn, type Span } from "../../core/inserting/tracking";
import { onChanges } from "./spot";

/** How many ways of one or two drops are looked out for. */
const MOST_WAYS = 16;

/** Notices when the editor has put in what it was given: after a drop or a paste it does that itself, and tells nobody. */
export class Awaited implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly #subscription: vscode.Disposable;
  #ways: readonly (readonly string[])[] = [];

  constructor(document: vscode.TextDocument, came: (spans: readonly Span[]) => void) {
    this.document = document;
    this.#subscription = onChanges(document, (changes) => {
      for (const texts of this.#ways) {
        const spans = putIn(changes, texts);
        if (spans === null) continue;
        came(spans);
        return;
      }
    });
  }

  /** Look out for texts that come at the same time. */
  expect(texts: readonly string[]): void {
    this.#ways = [texts, ...this.#ways].slice(0, MOST_WAYS);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
