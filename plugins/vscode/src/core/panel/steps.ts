import type { Asked } from "./asking";
import type { Results } from "./results";
import type { Clue } from "./state";

/** What stood there, and what the results on the screen belonged to. */
export interface Step {
  readonly clue: Clue;
  readonly asked: Asked | null;
  readonly results: Results;
}

const MOST_STEPS = 10;
const MOST_BYTES = 64 * 1024 * 1024;

/** Add a step to come back to; the oldest make room, sooner where they hold large pictures. */
export function withStep(steps: readonly Step[], step: Step): readonly Step[] {
  let kept = [...steps, step].slice(-MOST_STEPS);
  while (kept.length > 1 && bytesOf(kept) > MOST_BYTES) kept = kept.slice(1);
  return kept;
}

function bytesOf(steps: readonly Step[]): number {
  const pictures = new Set(steps.flatMap(({ clue, asked }) => [clue.picture, asked?.clue.picture ?? null]));
  return [...pictures].reduce((sum, picture) => sum + (picture?.bytes.byteLength ?? 0), 0);
}
