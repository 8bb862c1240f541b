import type { CodeToCompare } from "../hub/hub";
import { Delay } from "./clock";
import type { Link } from "./link";
import { noticeOf, withRemedy } from "./notices";
import { Slot } from "./slot";
import type { World } from "./world";

const TICK_MS = 1_000;

/** Pairing: the code, the seconds that it is good for, and what the person has to say to it. One request at a time. */
export class PairingFlow {
  readonly #world: World;
  readonly #link: Link;
  readonly #asking: Slot;
  readonly #tick: Delay;
  #ends = 0;
  #answer: ((same: boolean) => void) | null = null;

  constructor(world: World, link: Link) {
    this.#world = world;
    this.#link = link;
    this.#asking = new Slot(world.report);
    this.#tick = new Delay(world.clock);
  }

  /** Ask the owner for rights. */
  pair(): void {
    const { hub, board } = this.#world;
    this.#link.rest();
    board.stand(null);
    board.put({ connection: "pairing", pairing: null, said: "" });
    this.#asking.run(
      (signal) =>
        hub.pair({
          signal,
          show: (code) => {
            if (!signal.aborted) this.#shown(code);
          },
          confirm: (code) => (signal.aborted ? Promise.resolve(false) : this.#confirmed(code)),
        }),
      () => {
        this.#end();
        this.#link.enter();
      },
      (reason) => this.#failed(reason),
    );
  }

  /** Take what the person says: that Bowerbird shows the same code, or not. */
  confirm(same: boolean): void {
    const code = this.#world.board.state.pairing;
    if (code === null || code.caution === "" || code.confirmed) return;
    if (!same) {
      this.cancel();
      return;
    }
    this.#world.board.put({ pairing: { ...code, confirmed: true } });
    this.#reply(true);
  }

  /** Give the request up. Whoever was connected before still is. */
  cancel(): void {
    if (this.#world.board.state.connection !== "pairing") return;
    this.#end();
    this.#world.board.put({ connection: "not-paired", pairing: null });
    this.#link.connect();
  }

  close(): void {
    this.#end();
  }

  #shown(code: CodeToCompare): void {
    this.#ends = this.#world.clock.now() + code.secondsLeft * 1_000;
    const confirmed = this.#world.board.state.pairing?.confirmed ?? false;
    this.#world.board.put({
      pairing: { code: code.code, secondsLeft: this.#secondsLeft(), caution: code.caution, confirmed },
    });
    this.#countDown();
  }

  #countDown(): void {
    this.#tick.take(TICK_MS, () => {
      const code = this.#world.board.state.pairing;
      if (code === null) return;
      this.#world.board.put({ pairing: { ...code, secondsLeft: this.#secondsLeft() } });
      this.#countDown();
    });
  }

  #secondsLeft(): number {
    return Math.max(0, Math.ceil((this.#ends - this.#world.clock.now()) / 1_000));
  }

  #confirmed(code: CodeToCompare): Promise<boolean> {
    const shown = this.#world.board.state.pairing;
    if (shown?.confirmed === true && shown.code === code.code) return Promise.resolve(true);
    this.#reply(false);
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #reply(same: boolean): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.(same);
  }

  #failed(reason: unknown): void {
    const { board } = this.#world;
    this.#end();
    board.put({ connection: "not-paired", pairing: null });
    if (this.#link.fault(reason)) return;
    this.#world.report(reason);
    board.tell(withRemedy(noticeOf(reason), "pair"));
  }

  #end(): void {
    this.#asking.free();
    this.#tick.free();
    this.#reply(false);
  }
}
