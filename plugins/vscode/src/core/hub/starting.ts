import type { ChildProcess } from "node:child_process";
import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import type { FoundHub } from "./discovery";
import { cleanEnvironment, launch } from "./launching";
import { isInFlatpak, isSandboxed, type Surroundings } from "./surroundings";
import { cannotStart } from "./troubles";
import { pause } from "./waiting";

const WAIT_MS = 30_000;
/** Not started again before that, whatever happened: a hub that falls over at once must not be started in a circle. */
const PAUSE_MS = 30_000;
const ASK_EVERY_MS = 100;

export interface StarterOptions {
  readonly waitMs?: number;
  readonly pauseMs?: number;
  readonly now?: () => number;
}

/** Starts the hub where it does not run, at most once in a while. */
export class Starter {
  readonly #around: Surroundings;
  readonly #waitMs: number;
  readonly #pauseMs: number;
  readonly #now: () => number;
  #last: number | null = null;

  constructor(
    around: Surroundings,
    { waitMs = WAIT_MS, pauseMs = PAUSE_MS, now = () => performance.now() }: StarterOptions = {},
  ) {
    this.#around = around;
    this.#waitMs = waitMs;
    this.#pauseMs = pauseMs;
    this.#now = now;
  }

  /** Start the hub, and wait until `find` finds it ready. Throws `cannot_start`, at once where it was started a moment ago. */
  async start(
    command: readonly string[] | null,
    find: () => Promise<FoundHub>,
    signal?: AbortSignal,
  ): Promise<void> {
    const outside = l10n.t(
      "Run “bowerbird serve” in a terminal, or once “bowerbird service install” to have it run at each login.",
    );
    if (isInFlatpak(this.#around)) {
      // There the noted Python is missing, or is another one, or would end with the editor and be seen by nobody.
      throw cannotStart(l10n.t("It cannot be started from inside a Flatpak."), outside);
    }
    if (command === null || command.length === 0) {
      throw cannotStart(
        l10n.t("Nothing here says how to start it."),
        l10n.t("Install Bowerbird, or run “bowerbird serve” once."),
      );
    }
    const now = this.#now();
    if (this.#last !== null && now - this.#last < this.#pauseMs) {
      throw cannotStart(l10n.t("It was started a moment ago and does not answer yet."));
    }
    this.#last = now;
    let started: ChildProcess;
    try {
      started = await launch(command, cleanEnvironment(this.#around.environ), this.#around.home);
    } catch (error) {
      const why = l10n.t("The system says: {0}.", error instanceof Error ? error.message : String(error));
      throw cannotStart(why, isSandboxed(this.#around) ? outside : undefined, { cause: error });
    }
    await this.#awaitReady(started, find, now + this.#waitMs, signal);
  }

  async #awaitReady(
    started: ChildProcess,
    find: () => Promise<FoundHub>,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (;;) {
      // Read before we ask: a second starter's hub ends at once, because the first one's is there.
      const ended = started.exitCode ?? started.signalCode;
      const found = await look(find);
      if (found === "ready") return;
      if (ended !== null && found !== "slow") {
        throw cannotStart(l10n.t("It was started and ended at once (exit code {0}).", ended));
      }
      if (this.#now() > deadline) {
        const seconds = Math.round(this.#waitMs / 1_000);
        throw cannotStart(l10n.t("It was started and is not ready after {0} seconds.", seconds));
      }
      await pause(ASK_EVERY_MS, signal);
    }
  }
}

/** `slow` is one that is there and does not answer: still loading, or the first starter's. */
async function look(find: () => Promise<FoundHub>): Promise<"ready" | "slow" | "absent"> {
  try {
    return (await find()).isReady ? "ready" : "absent";
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.code === "timed_out") return "slow";
    if (error.code === "not_running") return "absent";
    throw error;
  }
}
