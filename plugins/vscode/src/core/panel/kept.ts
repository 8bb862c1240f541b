import { type Clock, Delay } from "./clock";
import { type Memory, type Remembered, readMemory, writeMemory } from "./memory";

const SAVE_MS = 1_000;

/** Keeps what outlives the window: written a moment after it has changed, for a slider moves often. */
export class Kept {
  readonly #memory: Memory;
  readonly #report: (fault: unknown) => void;
  readonly #now: () => Remembered;
  readonly #saving: Delay;

  constructor(memory: Memory, clock: Clock, report: (fault: unknown) => void, now: () => Remembered) {
    this.#memory = memory;
    this.#report = report;
    this.#now = now;
    this.#saving = new Delay(clock);
  }

  read(): Remembered {
    try {
      return readMemory(this.#memory);
    } catch (fault) {
      this.#report(fault);
      return { similarity: 0, folder: null, history: [] };
    }
  }

  saveSoon(): void {
    if (!this.#saving.taken) this.#saving.take(SAVE_MS, () => this.#save());
  }

  /** Write what has not been written yet. */
  close(): void {
    if (this.#saving.taken) this.#save();
    this.#saving.free();
  }

  #save(): void {
    try {
      writeMemory(this.#memory, this.#now());
    } catch (fault) {
      this.#report(fault);
    }
  }
}
