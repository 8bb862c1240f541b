/** Room for one thing at a time: what an earlier one answers, or what comes after the end, goes nowhere. */
export class Slot {
  readonly #report: (fault: unknown) => void;
  #running: AbortController | null = null;

  /** `report` is told what is thrown by what follows an answer. */
  constructor(report: (fault: unknown) => void) {
    this.#report = report;
  }

  get taken(): boolean {
    return this.#running !== null;
  }

  /** Give up what runs, and run this; of `done` and `failed` one is called, while it is the newest. */
  run<T>(
    work: (signal: AbortSignal) => Promise<T>,
    done: (value: T) => void,
    failed: (reason: unknown) => void,
  ): void {
    this.free();
    const mine = new AbortController();
    this.#running = mine;
    const settle = (call: () => void): void => {
      if (this.#running !== mine) return;
      this.#running = null;
      call();
    };
    const started = async (): Promise<T> => await work(mine.signal);
    started()
      .then(
        (value) => settle(() => done(value)),
        (reason: unknown) => settle(() => failed(reason)),
      )
      .catch(this.#report);
  }

  /** Give up what runs. */
  free(): void {
    const running = this.#running;
    this.#running = null;
    running?.abort();
  }
}
