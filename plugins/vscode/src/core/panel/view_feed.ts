import type { Hit } from "../hub/hub";
import type { ToView } from "../messages";
import type { OutsidePicture, PanelState } from "./state";
import { hitViewOf, shownPictureOf, viewStateOf } from "./view_state";

// More hits in one message would hold the view while it reads them.
const MOST_HITS = 250;

interface Sent {
  readonly state: string;
  readonly search: number;
  readonly hits: readonly Hit[];
  readonly picture: OutsidePicture | null;
}

const NOTHING_SENT: Sent = { state: "", search: -1, hits: [], picture: null };

/** Tells a view what has changed, and no more: the state as a whole, of the hits those that it has not got yet. */
export class ViewFeed {
  readonly #language: string;
  readonly #post: (message: ToView) => void;
  #sent = NOTHING_SENT;

  constructor(language: string, post: (message: ToView) => void) {
    this.#language = language;
    this.#post = post;
  }

  /** Begin with a view that knows nothing. */
  reset(): void {
    this.#sent = NOTHING_SENT;
  }

  update(panel: PanelState): void {
    const state = viewStateOf(panel, this.#language);
    const written = JSON.stringify(state);
    const { picture } = panel.clue;
    if (picture !== this.#sent.picture) this.#post({ type: "picture", picture: shownPictureOf(picture) });
    if (written !== this.#sent.state) this.#post({ type: "state", state });
    const { search, hits } = panel;
    // Labels that come change hits that are there already.
    let from = search === this.#sent.search ? sameUntil(this.#sent.hits, hits) : 0;
    const isNew = search !== this.#sent.search;
    if (isNew && hits.length === 0) this.#post({ type: "hits", search, from: 0, hits: [] });
    while (from < hits.length) {
      const part = hits.slice(from, from + MOST_HITS);
      this.#post({ type: "hits", search, from, hits: part.map(hitViewOf) });
      from += part.length;
    }
    this.#sent = { state: written, search, hits, picture };
  }
}

/** Tell how many hits are the same from the beginning on. */
function sameUntil(before: readonly Hit[], now: readonly Hit[]): number {
  const place = now.findIndex((hit, index) => hit !== before[index]);
  return place < 0 ? now.length : place;
}
