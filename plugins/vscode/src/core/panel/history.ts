import { type Clue, NO_CLUE } from "./state";

export const MOST_REMEMBERED = 30;
// Of the words of one search; more is no search that anybody looks for again.
const MOST_LETTERS = 500;

/** Put a search in front; what is equal to it but for spaces and capitals makes room. Pictures are not kept. */
export function remembered(history: readonly Clue[], clue: Clue): readonly Clue[] {
  const kept: Clue = { ...NO_CLUE, words: clue.words.trim(), avoid: clue.avoid.trim() };
  if (kept.words === "" || kept.words.length + kept.avoid.length > MOST_LETTERS) return history;
  const first = history[0];
  if (first !== undefined && first.words === kept.words && first.avoid === kept.avoid) return history;
  const others = history.filter((each) => folded(each) !== folded(kept));
  return [kept, ...others].slice(0, MOST_REMEMBERED);
}

function folded(clue: Clue): string {
  return [clue.words, clue.avoid].map((text) => text.toLowerCase().split(/\s+/u).join(" ")).join("\n");
}
