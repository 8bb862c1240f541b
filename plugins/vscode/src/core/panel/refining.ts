import type { Shape, Sort } from "../hub/hub";
import { Delay } from "./clock";
import type { Link } from "./link";
import type { Searching } from "./searching";
import { type Clue, NO_CLUE } from "./state";
import type { World } from "./world";

// As many as the hub takes.
const MOST_LOCKED = 200;
const REST_MS = 300;

/** What a search is refined with once there are results, and those that are kept. Each refinement is a search. */
export class Refining {
  readonly #world: World;
  readonly #link: Link;
  readonly #searching: Searching;
  readonly #resting: Delay;

  constructor(world: World, link: Link, searching: Searching) {
    this.#world = world;
    this.#link = link;
    this.#searching = searching;
    this.#resting = new Delay(world.clock);
  }

  /** Search as one of those that are kept under names. */
  searchSaved(id: string): void {
    const saved = this.#world.board.state.saved.find((each) => each.id === id);
    if (saved !== undefined) this.#searching.lookFor({ ...NO_CLUE, saved });
  }

  /** Look which searches are kept now. */
  listSaved(): void {
    this.#link.listSaved();
  }

  /** Keep these on top, and let in what is like them. */
  lock(ids: readonly string[]): void {
    const { hits, clue } = this.#world.board.state;
    const known = new Set(hits.map(({ id }) => id));
    const core = [...new Set([...clue.core, ...ids.filter((id) => known.has(id))])].slice(0, MOST_LOCKED);
    if (core.length > clue.core.length) this.#searching.lookFor({ ...clue, core });
  }

  unlock(): void {
    const { clue } = this.#world.board.state;
    if (clue.core.length > 0) this.#searching.lookFor({ ...clue, core: [] });
  }

  /** Weigh words and picture, and search when the slider rests. */
  setWeight(weight: number): void {
    this.#searching.set({ ...this.#clue, weight: Math.min(1, Math.max(0, weight)) });
    this.#resting.take(REST_MS, () => this.#searching.search());
  }

  setShape(shape: Shape | null): void {
    this.#narrow({ ...this.#clue, shape });
  }

  setSort(sort: Sort): void {
    this.#narrow({ ...this.#clue, sort });
  }

  stop(): void {
    this.#resting.free();
  }

  get #clue(): Clue {
    return this.#world.board.state.clue;
  }

  #narrow(clue: Clue): void {
    const { shape, sort } = this.#clue;
    if (clue.shape === shape && clue.sort === sort) return;
    this.#searching.set(clue);
    this.#searching.search();
  }
}
