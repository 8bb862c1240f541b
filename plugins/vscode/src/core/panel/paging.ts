import type { SearchAnswer } from "../hub/hub";
import { Trouble } from "../trouble";
import { type Asked, type Asking, PAGE } from "./asking";
import type { Link } from "./link";
import { noticeOf } from "./notices";
import { followedBy, type Results } from "./results";
import { Slot } from "./slot";
import type { World } from "./world";

// In a row, that bring nothing new; more of them are no list that goes on.
const EMPTY_PAGES = 5;

/** Fetches the next pages of a search. */
export class Paging {
  readonly #world: World;
  readonly #link: Link;
  readonly #asking: Asking;
  readonly #came: (results: Results) => void;
  readonly #running: Slot;
  #barren = 0;

  /** `came` gets the results with the page added. */
  constructor(world: World, link: Link, asking: Asking, came: (results: Results) => void) {
    this.#world = world;
    this.#link = link;
    this.#asking = asking;
    this.#came = came;
    this.#running = new Slot(world.report);
  }

  /** Fetch the page behind what is here, where there is one and it is not under way. */
  next(asked: Asked, results: Results): void {
    if (this.#running.taken || results.next === null) return;
    this.#barren = 0;
    this.#page(asked, results, results.next);
  }

  stop(): void {
    this.#running.free();
  }

  #page(asked: Asked, results: Results, cursor: string | null): void {
    this.#world.board.begin("searching");
    this.#running.run(
      (signal) => this.#asking.page(asked, cursor, signal),
      (page) => this.#arrived(asked, results, page),
      (reason) => this.#failed(asked, results, cursor, reason),
    );
  }

  #arrived(asked: Asked, before: Results, page: SearchAnswer): void {
    this.#world.board.end("searching");
    const results = followedBy(before, page);
    const grown = results.hits.length > before.hits.length;
    this.#barren = grown ? 0 : this.#barren + 1;
    // With what is here already in front, as many pages bring nothing as are here.
    const isEnd = this.#barren > EMPTY_PAGES + Math.floor(before.hits.length / PAGE);
    this.#world.board.tell(null);
    this.#came(isEnd ? { ...results, next: null } : results);
    if (!grown && !isEnd && results.next !== null) this.#page(asked, results, results.next);
  }

  #failed(asked: Asked, results: Results, cursor: string | null, reason: unknown): void {
    this.#world.board.end("searching");
    if (reason instanceof Trouble && reason.code === "bad_cursor" && cursor !== null) {
      // A hub that was started anew, or whose library has changed: from the beginning, past what is here.
      this.#page(asked, results, null);
      return;
    }
    if (this.#link.fault(reason)) return;
    this.#world.report(reason);
    this.#world.board.tell(noticeOf(reason));
  }
}
