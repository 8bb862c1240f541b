import type { HubEvent } from "../hub/hub";
import { Trouble } from "../trouble";
import { Delay } from "./clock";
import { Slot } from "./slot";
import type { World } from "./world";

// While the index runs, events come by the second; nobody reads that fast.
const PATIENCE_MS = 1_000;

/** Who wants to know what happens in the hub. */
export interface Followed {
  /** Things are not as they were; with `library`, a search may give something else. */
  changed(library: boolean): void;
  lost(trouble: Trouble): void;
}

/** Follows what happens in the hub, and tells it in bundles. */
export class Following {
  readonly #world: World;
  readonly #followed: Followed;
  readonly #line: Slot;
  readonly #soon: Delay;
  #library = false;

  constructor(world: World, followed: Followed) {
    this.#world = world;
    this.#followed = followed;
    this.#line = new Slot(world.report);
    this.#soon = new Delay(world.clock);
  }

  /** Begin, where it has not begun. */
  start(): void {
    if (this.#line.taken) return;
    this.#line.run(
      (signal) => {
        const follows = <T>(told: (value: T) => void): ((value: T) => void) => {
          return (value) => {
            if (!signal.aborted) told(value);
          };
        };
        return this.#world.hub.follow(
          follows((event: HubEvent) => this.#happened(event)),
          follows((trouble: Trouble) => this.#followed.lost(trouble)),
          signal,
        );
      },
      () => undefined,
      (reason) => (reason instanceof Trouble ? this.#followed.lost(reason) : this.#world.report(reason)),
    );
  }

  stop(): void {
    this.#line.free();
    this.#soon.free();
    this.#library = false;
  }

  #happened(event: HubEvent): void {
    this.#library ||= event.kind === "library";
    if (this.#soon.taken) return;
    this.#soon.take(PATIENCE_MS, () => {
      const library = this.#library;
      this.#library = false;
      this.#followed.changed(library);
    });
  }
}
