import * as v from "valibot";
import { MOST_REMEMBERED, remembered } from "./history";
import { type Clue, NO_CLUE } from "./state";

/** What outlives the editor's window. */
export interface Remembered {
  readonly similarity: number;
  readonly folder: string | null;
  readonly history: readonly Clue[];
}

/** Where that is kept. */
export interface Memory {
  /** Give what was written last, whatever became of it. */
  read(): unknown;
  write(kept: unknown): void;
}

const Kept = v.object({
  similarity: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)), 0),
  folder: v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(200))), null),
  history: v.fallback(
    v.pipe(v.array(v.object({ words: v.string(), avoid: v.string() })), v.maxLength(MOST_REMEMBERED)),
    [],
  ),
});

/** Read what was kept; what cannot be read is as if nothing had been. */
export function readMemory(memory: Memory): Remembered {
  const read = v.safeParse(Kept, memory.read());
  if (!read.success) return { similarity: 0, folder: null, history: [] };
  const { similarity, folder, history } = read.output;
  const clues = history.map((clue) => ({ ...NO_CLUE, ...clue }));
  return { similarity, folder, history: clues.reduceRight(remembered, [] as readonly Clue[]) };
}

/** Write it, without pictures. */
export function writeMemory(memory: Memory, { similarity, folder, history }: Remembered): void {
  memory.write({ similarity, folder, history: history.map(({ words, avoid }) => ({ words, avoid })) });
}
