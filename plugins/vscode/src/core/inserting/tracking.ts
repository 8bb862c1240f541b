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
