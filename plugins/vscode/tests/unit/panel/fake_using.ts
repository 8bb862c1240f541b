import type { Hit } from "../../../src/core/hub/hub";
import type { UseOptions, Using } from "../../../src/core/panel/using";
import { deferred } from "../hub/deferred";

interface Used {
  readonly what: "insert" | "copy" | "open";
  readonly ids: readonly string[];
  readonly way: string;
  readonly words: string;
}

/** An editor that does what a test says. */
export class FakeUsing implements Using {
  file: string | null = "guide.md";
  /** What is thrown; null: nothing. */
  trouble: unknown = null;
  givesUp = false;
  readonly used: Used[] = [];
  options: UseOptions | null = null;
  #gate: Promise<void> = Promise.resolve();
  running = 0;

  /** Keep what is asked for from being done until what is returned is called. */
  hold(): () => void {
    const { promise, resolve } = deferred<void>();
    this.#gate = promise;
    return () => {
      this.#gate = Promise.resolve();
      resolve();
    };
  }

  target(): string | null {
    return this.file;
  }

  insert(hits: readonly Hit[], options: UseOptions): Promise<string | null> {
    return this.#use("insert", hits, options);
  }

  copyToWorkspace(hits: readonly Hit[], options: UseOptions): Promise<string | null> {
    return this.#use("copy", hits, options);
  }

  async open(hit: Hit, signal: AbortSignal): Promise<void> {
    await this.#gate;
    signal.throwIfAborted();
    if (this.trouble !== null) throw this.trouble;
    this.used.push({ what: "open", ids: [hit.id], way: "", words: "" });
  }

  async #use(what: "insert" | "copy", hits: readonly Hit[], options: UseOptions): Promise<string | null> {
    this.options = options;
    this.running += 1;
    try {
      await this.#gate;
      options.signal.throwIfAborted();
      if (this.trouble !== null) throw this.trouble;
      if (this.givesUp) return null;
      const { way, words } = options;
      this.used.push({ what, ids: hits.map((hit) => hit.id), way, words });
      return `${what === "insert" ? "Inserted" : "Copied"} ${hits.map((hit) => hit.name).join(", ")}.`;
    } finally {
      this.running -= 1;
    }
  }
}
