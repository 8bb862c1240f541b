import { setImmediate } from "node:timers/promises";

/** How long to work before everything else in the editor's process has its turn, in milliseconds. */
const TURN_MS = 20;

/** How long one text is worked on, in milliseconds: of 4 MB of endings alone it takes a fifth of that. */
const MOST_MS = 2_000;

/** Tells whoever works on one text for long when to let others work, and when to end. */
export class Pace {
  readonly #isCancelled: () => boolean;
  readonly #now: () => number;
  #turn: number;
  #spent = 0;

  constructor(isCancelled: () => boolean, now: () => number = () => performance.now()) {
    this.#isCancelled = isCancelled;
    this.#now = now;
    this.#turn = now();
  }

  /** Let others work where it is their turn; gives whether to go on. What others take does not count. */
  async goesOn(): Promise<boolean> {
    const worked = this.#now() - this.#turn;
    if (this.#isCancelled() || this.#spent + worked > MOST_MS) return false;
    if (worked < TURN_MS) return true;
    this.#spent += worked;
    await setImmediate();
    this.#turn = this.#now();
    return !this.#isCancelled();
  }
}
