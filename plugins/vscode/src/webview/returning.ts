// Coming back: a view that was hidden, or whose window was closed, shows what it showed, where it was scrolled to.

import type { ViewState } from "../core/messages";
import type { Grid } from "./grid";
import type { Kept } from "./kept";
import type { SearchBox } from "./search_box";
import { isPartOnly, type Shown } from "./shown";

export class Return {
  readonly #box: SearchBox;
  readonly #grid: Grid;
  #kept: Kept | null;
  #asksAgain = false;

  constructor(kept: Kept, box: SearchBox, grid: Grid, signal: AbortSignal) {
    this.#kept = kept;
    this.#box = box;
    this.#grid = grid;
    box.restore(kept.words, kept.avoid);
    for (const type of ["pointerdown", "keydown", "wheel"]) {
      // Whoever goes elsewhere meanwhile is not taken back.
      document.addEventListener(type, () => this.#end(), { signal, passive: true, capture: true });
    }
  }

  /** Search for what stood in the fields, where the extension knows of nothing: the window was closed in between. */
  begin({ clue, search }: ViewState): void {
    // What was typed then is no part of what was searched for meanwhile, as with an image of the Explorer.
    if (search !== 0 && search !== this.#kept?.search) this.#box.take(clue);
    const isFresh = search === 0 && clue.words === "" && clue.avoid === "" && clue.picture === null;
    if (!isFresh || this.#box.drafts.words === "") return;
    this.#asksAgain = true;
    this.#box.searchAgain();
  }

  /** Go to where the person was, as soon as that is there. */
  place(shown: Shown): void {
    const { state, search, hits } = shown;
    const kept = this.#kept;
    if (!kept || hits.length === 0) return;
    const isSame = this.#asksAgain ? state?.clue.words === kept.words : kept.search === search;
    // It may lie among results that are still to come: at the end of these they are asked for.
    if (isSame && !this.#grid.restore(kept.top, kept.active) && isPartOnly(shown)) return;
    this.#end();
  }

  #end(): void {
    this.#kept = null;
  }
}
