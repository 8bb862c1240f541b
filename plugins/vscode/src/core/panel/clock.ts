/** Time as the panel sees it; tests have one that stands still. */
export interface Clock {
  /** Milliseconds since some moment, never going back. */
  now(): number;
  /** Call after so many milliseconds; what is returned gives that up. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Give the time of this computer. */
export function realClock(): Clock {
  return {
    now: () => performance.now(),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

/** Room for one call that is made later. */
export class Delay {
  readonly #clock: Clock;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get taken(): boolean {
    return this.#cancel !== null;
  }

  /** Give up what waits, and call that after a while. */
  take(milliseconds: number, call: () => void): void {
    this.free();
    const cancel = this.#clock.after(milliseconds, () => {
      if (this.#cancel !== cancel) return;
      this.#cancel = null;
      call();
    });
    this.#cancel = cancel;
  }

  /** Give up what waits. */
  free(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
