import type { SearchAnswer } from "../hub/hub";
import type { Asked, Asking } from "./asking";
import { Delay } from "./clock";
import type { Link } from "./link";
import { Slot } from "./slot";
import { hasPicture } from "./state";
import type { World } from "./world";

// The thumbnails that are seen come first, and whoever types on meanwhile waits for no proof.
export const PROVE_MS = 400;

/** What the hits are to the picture that was given: asked for once they are shown, for it takes longer than to find them. */
export class Proving {
  readonly #link: Link;
  readonly #asking: Asking;
  readonly #proved: (page: SearchAnswer) => void;
  readonly #waiting: Delay;
  readonly #running: Slot;
  readonly #report: (fault: unknown) => void;

  /** `proved` takes the page that has the labels; where none can be had, the hits stand as they are. */
  constructor(world: World, link: Link, asking: Asking, proved: (page: SearchAnswer) => void) {
    this.#link = link;
    this.#asking = asking;
    this.#proved = proved;
    this.#report = world.report;
    this.#waiting = new Delay(world.clock);
    this.#running = new Slot(world.report);
  }

  prove(asked: Asked): void {
    if (!hasPicture(asked.clue) || !this.#link.can("search.verified")) return;
    this.#waiting.take(PROVE_MS, () =>
      this.#running.run(
        (signal) => this.#asking.page(asked, null, signal, true),
        (page) => this.#proved(page),
        (reason) => {
          if (!this.#link.fault(reason)) this.#report(reason);
        },
      ),
    );
  }

  stop(): void {
    this.#waiting.free();
    this.#running.free();
  }
}
