// What the view shows, put together from messages in whatever order they come.

import type { HitView, ViewState } from "../core/messages";

export interface Shown {
  readonly state: ViewState | null;
  /** Those of the search `search`, in the order of the hub, without gaps. */
  readonly hits: readonly HitView[];
  readonly search: number;
}

export const NOTHING_SHOWN: Shown = { state: null, hits: [], search: 0 };

/** Take a state; hits of a search that found nothing go at once, others stay until the new ones come. */
export function withState(shown: Shown, state: ViewState): Shown {
  const emptied = state.search > shown.search && state.total === 0;
  return { state, hits: emptied ? [] : shown.hits, search: emptied ? state.search : shown.search };
}

/** Take hits; those of an earlier search, and those that would leave a gap, are of no use. */
export function withHits(shown: Shown, search: number, from: number, hits: readonly HitView[]): Shown {
  const before = search === shown.search ? shown.hits : [];
  if (search < shown.search || from > before.length || from < 0) return shown;
  return { ...shown, hits: [...before.slice(0, from), ...hits], search };
}

/** Tell whether there is more of this search than is here: on its way, or to be asked for. A state comes before its hits. */
export function isPartOnly({ state, hits, search }: Shown): boolean {
  return state !== null && (state.hasMore || state.search > search || state.total > hits.length);
}

/** Give the hits that pass the slider; the locked ones always do. */
export function passing(hits: readonly HitView[], percent: number): readonly HitView[] {
  return percent <= 0 ? hits : hits.filter((hit) => hit.core || hit.similarity >= percent);
}

// As many as the hub takes.
const MOST_LOCKED = 200;
// How far the slider goes back after locking: far enough to let variants in, near enough to keep strangers out.
const SECOND_PASS = 0.7;

/** Give the ids to lock: what passes, once the slider has made a choice, and not all of it is locked already. */
export function lockable(
  hits: readonly HitView[],
  passed: readonly HitView[],
  percent: number,
): readonly string[] {
  const isChoice = percent > 0 && passed.length <= MOST_LOCKED && passed.length < hits.length;
  return isChoice && passed.some((hit) => !hit.core) ? passed.map(({ id }) => id) : [];
}

/** Give where the slider goes once a set is locked. */
export function secondPass(percent: number): number {
  return Math.round(percent * SECOND_PASS);
}

/** Count how many hits lie in each of `bars` equal parts of 0..100 percent. */
export function distribution(hits: readonly HitView[], bars: number): readonly number[] {
  const counts = new Array<number>(bars).fill(0);
  for (const { similarity } of hits) {
    const bar = Math.min(bars - 1, Math.max(0, Math.floor((similarity / 100) * bars)));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}
