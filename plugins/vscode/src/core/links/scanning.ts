import { LONGEST, type Target } from "./link";

/** Replace each of the spans with spaces, so that what comes after stays where it is; line ends stay too. */
export function blanked(text: string, spans: readonly Target[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start < at) continue;
    parts.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, " "));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** Find what lies between two marks; a span without an end goes to the end of the text. */
export function between(text: string, open: string, close: string): readonly Target[] {
  const spans: Target[] = [];
  for (let start = text.indexOf(open); start >= 0; ) {
    const closed = text.indexOf(close, start + open.length);
    const end = closed < 0 ? text.length : closed + close.length;
    spans.push({ start, end });
    start = text.indexOf(open, end);
  }
  return spans;
}

export interface Line extends Target {
  readonly text: string;
}

/** Go through the lines, without their ends. */
export function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const stop = found < 0 ? text.length : found;
    const end = stop > start && text[stop - 1] === "\r" ? stop - 1 : stop;
    yield { start, end, text: text.slice(start, end) };
    if (found < 0) return;
    start = found + 1;
  }
}

/** Go to the first place from `at` on that holds something else than white space. */
export function pastSpace(text: string, at: number): number {
  let index = at;
  while (index < text.length && isSpace(text[index])) index += 1;
  return index;
}

export function isSpace(character: string | undefined): boolean {
  return (
    character === " " || character === "\t" || character === "\n" || character === "\r" || character === "\f"
  );
}

/**
 * Find quoted strings that end like `ending`, which has to be a global expression that stops before the closing mark.
 *
 * Goes back from the ending to the opening mark: a text full of quotes costs no more than any other.
 */
export function* quotedBefore(text: string, ending: RegExp): Generator<Target> {
  let from = 0;
  for (const found of text.matchAll(ending)) {
    const end = found.index + found[0].length;
    const quote = text[end];
    if (quote !== '"' && quote !== "'" && quote !== "`") continue;
    let start = found.index;
    const least = Math.max(from, start - LONGEST);
    while (start > least && text[start - 1] !== quote && text[start - 1] !== "\n") start -= 1;
    if (start > 0 && text[start - 1] === quote) yield { start, end };
    from = end;
  }
}
