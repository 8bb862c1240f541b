/** A part of a text, from one offset to another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A change of a text: `length` characters from `offset` on have become `text`. */
export interface Change {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Move a span along with changes that were made at the same time, so that it stays around the same text. */
export function moveAlong(span: Span, changes: readonly Change[]): Span {
  // From the end to the beginning, no change moves the offsets of one that comes later.
  const ordered = [...changes].sort((one, other) => other.offset - one.offset);
  return ordered.reduce((moved, change) => {
    const start = moveOffset(moved.start, change);
    return { start, end: Math.max(start, moveOffset(moved.end, change)) };
  }, span);
}

/** What is written at an offset comes before it. Where the text around it was replaced, it stands behind the new text. */
function moveOffset(offset: number, change: Change): number {
  if (offset < change.offset) return offset;
  const end = change.offset + change.length;
  if (offset >= end) return offset + change.text.length - change.length;
  return change.offset + change.text.length;
}

/** Give the spans of what was written at places, from where these were before and where they are behind it. */
export function writtenSpans(before: readonly Span[], behind: readonly Span[]): readonly Span[] {
  const inOrder = before.map((_, index) => index).sort((a, b) => startOf(before, a) - startOf(before, b));
  const written: Span[] = [...before];
  let shift = 0;
  for (const index of inOrder) {
    const old = before[index];
    const moved = behind[index];
    if (old === undefined || moved === undefined) continue;
    written[index] = { start: old.start + shift, end: moved.end };
    shift = moved.end - old.end;
  }
  return written;
}

/** Keep to what was written while changes are made within it alone; with any other change the person has gone on. */
export function moveWithin(written: readonly Span[], changes: readonly Change[]): readonly Span[] {
  const isWithin = ({ offset, length }: Change): boolean =>
    written.some(({ start, end }) => start < offset && offset + length < end);
  return changes.every(isWithin) ? written.map((span) => moveAlong(span, changes)) : [];
}

/** Give the ends of what was written where all places are still within it, as in its alternative text; else null. */
export function behindWritten(places: readonly Span[], written: readonly Span[]): readonly Span[] | null {
  const ends = places.flatMap(({ start, end }) =>
    written
      .filter((span) => span.start < start && end < span.end)
      .map(({ end: at }) => ({ start: at, end: at })),
  );
  return places.length > 0 && ends.length === places.length ? ends : null;
}

/**
 * Give the spans of texts that have been put in by changes made at the same time; null where it was something else.
 *
 * White space does not count: the editor indents what it puts in as the lines around it are.
 */
export function putIn(changes: readonly Change[], texts: readonly string[]): readonly Span[] | null {
  const squeezed = (all: readonly string[]): string =>
    JSON.stringify(all.map((text) => text.replace(/\s+/g, "")).sort());
  if (texts.length === 0 || squeezed(changes.map(({ text }) => text)) !== squeezed(texts)) return null;
  let shift = 0;
  return [...changes]
    .sort((one, other) => one.offset - other.offset)
    .map(({ offset, length, text }) => {
      const start = offset + shift;
      shift += text.length - length;
      return { start, end: start + text.length };
    });
}

function startOf(spans: readonly Span[], index: number): number {
  return spans[index]?.start ?? 0;
}
