import * as l10n from "@vscode/l10n";
import type { Hit, SearchAnswer } from "../hub/hub";
import { quoted } from "./foreign";

// Percent: the slider goes in steps.
const STEP = 5;
const LOWER_BY = 10;
const MOST_DISKS = 3;
/** How the hub remarks that a disk is away. */
const ABOUT_A_DISK = / cannot be opened now: (?:plug in “|the disk “.*” is not connected)/;

/** What a search has found so far: pages put together, each picture once, in the order of the hub. */
export interface Results {
  readonly hits: readonly Hit[];
  readonly entry: string;
  readonly why: string;
  readonly notes: readonly string[];
  /** Where the hub goes on. */
  readonly next: string | null;
}

export const NO_RESULTS: Results = { hits: [], entry: "", why: "", notes: [], next: null };

/** Begin with the first page. */
export function resultsOf(page: SearchAnswer): Results {
  return followedBy(NO_RESULTS, page);
}

/** Add a page; what is there already keeps its place. */
export function followedBy(results: Results, page: SearchAnswer): Results {
  return {
    hits: eachOnce([...results.hits, ...page.hits]),
    entry: results.entry || page.entry,
    why: results.why || page.why,
    notes: page.notes.length > 0 ? page.notes : results.notes,
    next: page.next,
  };
}

/** Put on the hits what was proved of them; what is proved comes first where pictures may move. */
export function provedBy(results: Results, page: SearchAnswer, moves: boolean): Results {
  const proved = new Map(page.hits.map((hit) => [hit.id, hit]));
  const kept = results.hits.map((hit) => proved.get(hit.id) ?? hit);
  const hits = eachOnce(moves ? [...page.hits, ...kept] : [...kept, ...page.hits]);
  return { ...results, hits, notes: page.notes.length > 0 ? page.notes : results.notes };
}

/** Say what the hub remarks; of pictures on disks that are away, what that means here. */
export function remarks(results: Results): readonly string[] {
  const away = new Map<string, number>();
  for (const hit of results.hits) {
    if (!hit.online && hit.disk !== null) away.set(hit.disk, (away.get(hit.disk) ?? 0) + 1);
  }
  if (away.size === 0) return results.notes;
  const told = [...away]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_DISKS)
    .map(([disk, number]) =>
      number === 1
        ? l10n.t("1 of these lies on the disk {0}, which is away.", quoted(disk))
        : l10n.t("{0} of these lie on the disk {1}, which is away.", number, quoted(disk)),
    );
  return [...results.notes.filter((note) => !ABOUT_A_DISK.test(note)), ...told];
}

/** Give a percentage at which the best hits are seen, if the slider hides them all. */
export function lower(similarity: number, hits: readonly Hit[]): number {
  const best = hits.reduce((most, hit) => Math.max(most, hit.similarity), 0);
  if (best >= similarity) return similarity;
  return Math.max(0, Math.floor((best - LOWER_BY) / STEP) * STEP);
}

function eachOnce(hits: readonly Hit[]): readonly Hit[] {
  const first = new Map<string, Hit>();
  for (const hit of hits) if (!first.has(hit.id)) first.set(hit.id, hit);
  return [...first.values()];
}
