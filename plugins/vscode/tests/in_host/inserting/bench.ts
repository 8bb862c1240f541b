import * as vscode from "vscode";
import type { Hit } from "../../../src/core/hub/hub";
import type { UseOptions, Way } from "../../../src/core/panel/using";
import { Trouble } from "../../../src/core/trouble";
import { EditorUsing } from "../../../src/host/inserting/editor_using";
import { aHit, FakeHub } from "../../unit/hub/fake_hub";

/** What inserts, with a hub in memory behind it: pictures come when a test wants them to. */
export class Bench implements vscode.Disposable {
  readonly hub = new FakeHub();
  readonly using: EditorUsing;
  readonly progress: number[] = [];
  readonly giveUp = new AbortController();

  constructor(library: readonly Hit[] = [mug()]) {
    this.hub.library = [...library];
    this.hub.wordsOf.set("mug", { caption: "A red mug", letters: ["HELLO"] });
    this.using = new EditorUsing({ hub: this.hub, memory: new Memory() });
  }

  options(way: Way = "usual"): UseOptions {
    return {
      way,
      words: "red mug",
      signal: this.giveUp.signal,
      progress: (part) => this.progress.push(part),
    };
  }

  insert(hits: readonly Hit[] = this.hub.library, way: Way = "usual"): Promise<string | null> {
    return this.using.insert(hits, this.options(way));
  }

  dispose(): void {
    this.using.dispose();
  }
}

export function mug(changes: Partial<Hit> = {}): Hit {
  return aHit("mug", { name: "mug.jpg", ...changes });
}

/** Run with something that inserts, and take it away after. */
export async function onBench(
  body: (bench: Bench) => Promise<void>,
  library?: readonly Hit[],
): Promise<void> {
  const bench = new Bench(library);
  try {
    await body(bench);
  } finally {
    bench.dispose();
  }
}

/** Run with settings, and put back what was set before. */
export async function withSettings(
  settings: Readonly<Record<string, unknown>>,
  body: () => Promise<void>,
): Promise<void> {
  const set = async (of: Readonly<Record<string, unknown>>): Promise<void> => {
    for (const [key, value] of Object.entries(of))
      await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  };
  const before = Object.fromEntries(
    Object.keys(settings).map((key) => [key, vscode.workspace.getConfiguration().inspect(key)?.globalValue]),
  );
  try {
    await set(settings);
    await body();
  } finally {
    await set(before);
  }
}

/** Give the trouble that a promise fails with. */
export async function troubleOf(promise: Promise<unknown>): Promise<Trouble> {
  const reason = await promise.then(
    (value) => new Error(`nothing went wrong: ${String(value)}`),
    (error: unknown) => error,
  );
  if (!(reason instanceof Trouble)) throw reason;
  return reason;
}

class Memory implements vscode.Memento {
  readonly #kept = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#kept.keys()];
  }

  get<T>(key: string, usual?: T): T | undefined {
    return this.#kept.has(key) ? (this.#kept.get(key) as T) : usual;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, value);
  }
}
