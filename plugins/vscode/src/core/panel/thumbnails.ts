import type { Hit, ThumbnailSide } from "../hub/hub";
import { Delay } from "./clock";
import type { World } from "./world";

/** How many are asked for at once: enough to keep the line busy, few enough for what is wanted next to come soon. */
export const MOST_IN_FLIGHT = 6;
const RETRY_MS = 10_000;

export interface Wanted {
  readonly id: string;
  readonly side: ThumbnailSide;
}

export interface Thumbnail {
  readonly content: string;
  readonly side: ThumbnailSide;
  /** A WebP file; null where it cannot be had. */
  readonly bytes: Uint8Array | null;
}

type Outcome = "asked" | "given" | "failed";

/** Fetches the thumbnails that are wanted now, the most urgent first, and gives up those that are not any more. */
export class Thumbnails {
  readonly #world: World;
  readonly #find: (id: string) => Hit | undefined;
  readonly #give: (thumbnail: Thumbnail) => void;
  readonly #lost: (reason: unknown) => boolean;
  readonly #running = new Map<string, AbortController>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #retry: Delay;
  #wanted: ReadonlyMap<string, Wanted> = new Map();

  constructor(
    world: World,
    find: (id: string) => Hit | undefined,
    give: (thumbnail: Thumbnail) => void,
    lost: (reason: unknown) => boolean,
  ) {
    this.#world = world;
    this.#find = find;
    this.#give = give;
    this.#lost = lost;
    this.#retry = new Delay(world.clock);
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /** Take the whole list of what is wanted now. What stays wanted is given once. */
  want(wanted: readonly Wanted[]): void {
    this.#wanted = new Map(wanted.map((each) => [keyOf(each), each]));
    for (const [key, running] of [...this.#running]) {
      if (this.#wanted.has(key)) continue;
      this.#running.delete(key);
      running.abort();
    }
    for (const key of [...this.#outcomes.keys()]) {
      if (!this.#wanted.has(key)) this.#outcomes.delete(key);
    }
    this.#fill();
  }

  /** Ask once more for what could not be had. */
  again(): void {
    this.#retry.free();
    for (const [key, outcome] of [...this.#outcomes]) if (outcome === "failed") this.#outcomes.delete(key);
    this.#fill();
  }

  /** Give up everything. */
  stop(): void {
    this.#retry.free();
    this.want([]);
  }

  #fill(): void {
    // Where the hub is away, all is asked for when it is back.
    if (this.#world.board.state.connection !== "ready") return;
    for (const [key, wanted] of this.#wanted) {
      if (this.#running.size >= MOST_IN_FLIGHT) return;
      if (this.#outcomes.has(key)) continue;
      const hit = this.#find(wanted.id);
      if (hit === undefined) continue;
      this.#outcomes.set(key, "asked");
      const mine = new AbortController();
      this.#running.set(key, mine);
      this.#fetch(key, hit, wanted.side, mine).catch(this.#world.report);
    }
  }

  async #fetch(key: string, hit: Hit, side: ThumbnailSide, mine: AbortController): Promise<void> {
    let bytes: Uint8Array | null = null;
    let reason: unknown = null;
    try {
      const { id, content } = hit;
      bytes = await this.#world.hub.thumbnail({ id, content }, side, mine.signal);
    } catch (failed) {
      reason = failed;
    }
    if (this.#running.get(key) !== mine) return;
    this.#running.delete(key);
    if (bytes === null && this.#lost(reason)) {
      // Asked once more when the hub is back: the picture is not to blame.
      this.#outcomes.delete(key);
      return;
    }
    this.#outcomes.set(key, bytes === null ? "failed" : "given");
    if (bytes === null) this.#failed(reason);
    this.#give({ content: hit.content, side, bytes });
    this.#fill();
  }

  #failed(reason: unknown): void {
    this.#world.report(reason);
    if (!this.#retry.taken) this.#retry.take(RETRY_MS, () => this.again());
  }
}

function keyOf({ id, side }: Wanted): string {
  return `${side} ${id}`;
}
