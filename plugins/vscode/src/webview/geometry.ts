// Where each picture lies: rows of one height each, filled to the full width, in the order of the results.

// A picture beyond these shows whole inside its place, with room around it: in a narrow view a place has to keep room
// for its caption.
const NARROWEST = 0.68;
const WIDEST = 2.4;
// How much higher than wished a row may be.
const HIGHEST = 1.35;

export interface Shape {
  readonly width: number;
  readonly height: number;
}

export interface Room {
  readonly width: number;
  /** The height that rows should have, without captions. */
  readonly target: number;
  readonly gap: number;
  readonly caption: number;
}

/** The pictures from `start` to before `end`. */
export interface Row {
  readonly start: number;
  readonly end: number;
  readonly top: number;
  readonly height: number;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly left: Float32Array;
  readonly width: Float32Array;
  readonly rowOf: Int32Array;
  readonly height: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Give the height that rows should have in a view: two pictures beside each other in the narrowest sidebar. */
export function rowHeight(width: number): number {
  return Math.min(136, Math.max(88, width * 0.4));
}

/** Lay pictures out in rows of about the wished height. */
export function layOut(pictures: readonly Shape[], room: Room): Layout {
  const n = pictures.length;
  const ratios = pictures.map(ratio);
  const left = new Float32Array(n);
  const width = new Float32Array(n);
  const rowOf = new Int32Array(n);
  const rows: Row[] = [];
  let top = 0;
  for (let start = 0; start < n; ) {
    const { end, height } = nextRow(ratios, start, room);
    let x = 0;
    for (let i = start; i < end; i += 1) {
      const wide = (ratios[i] ?? 1) * height;
      left[i] = x;
      width[i] = wide;
      rowOf[i] = rows.length;
      x += wide + room.gap;
    }
    rows.push({ start, end, top, height: height + room.caption });
    top += height + room.caption + room.gap;
    start = end;
  }
  return { rows, left, width, rowOf, height: Math.max(0, top - room.gap) };
}

/** Break where the row's height comes nearest to the wish: before the picture that overfills it, or after it. */
function nextRow(ratios: readonly number[], start: number, room: Room): { end: number; height: number } {
  const { target, gap } = room;
  const free = (count: number) => Math.max(1, room.width - gap * (count - 1));
  let sum = 0;
  for (let i = start; i < ratios.length; i += 1) {
    const before = sum;
    const count = i - start + 1;
    sum += ratios[i] ?? 1;
    const height = free(count) / sum;
    if (height > target) continue;
    const without = count > 1 ? free(count - 1) / before : Number.POSITIVE_INFINITY;
    return without <= target * HIGHEST && without - target < target - height
      ? { end: i, height: without }
      : { end: i + 1, height };
  }
  // The last row keeps the height of the others instead of blowing up one picture to the full width.
  return { end: ratios.length, height: Math.min(free(ratios.length - start) / sum, target) };
}

function ratio({ width, height }: Shape): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width > 0 && height > 0 ? width / height : 1));
}

/** Give the pictures that lie between two heights. */
export function between({ rows }: Layout, from: number, to: number): Span {
  const first = rows[firstRow(rows, (row) => row.top + row.height >= from)];
  const last = rows[firstRow(rows, (row) => row.top > to) - 1];
  return first && last && first.start < last.end
    ? { start: first.start, end: last.end }
    : { start: 0, end: 0 };
}

function firstRow(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && holds(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The keys that lead from one picture to another. */
export const MOVES: ReadonlySet<string> = new Set([
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

/**
 * Say where a key leads from picture `index`; the same picture where it leads nowhere, -1 where there is none.
 *
 * `page` is the height of what is visible.
 */
export function move(layout: Layout, index: number, key: string, page: number): number {
  const last = layout.rowOf.length - 1;
  const row = layout.rowOf[index];
  if (row === undefined) return last < 0 ? -1 : 0;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowRight":
      return Math.min(last, index + 1);
    case "ArrowUp":
      return inRow(layout, index, row - 1);
    case "ArrowDown":
      return inRow(layout, index, row + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageUp":
      return inRow(layout, index, pageAway(layout, row, -page));
    case "PageDown":
      return inRow(layout, index, pageAway(layout, row, page));
    default:
      return index;
  }
}

/** Give the row a page away, at least one row: a page can be lower than a row. */
function pageAway({ rows }: Layout, row: number, by: number): number {
  const height = (rows[row]?.top ?? 0) + by;
  const found = firstRow(rows, ({ top, height: tall }) => top + tall > height);
  return by < 0 ? Math.min(found, row - 1) : Math.max(found, row + 1);
}

/** Give the picture of another row that lies straight above or below. */
function inRow({ rows, left, width }: Layout, index: number, row: number): number {
  const there = rows[Math.min(rows.length - 1, Math.max(0, row))];
  if (!there) return index;
  const middle = (i: number) => (left[i] ?? 0) + (width[i] ?? 0) / 2;
  let best = there.start;
  for (let i = there.start; i < there.end; i += 1) {
    if (Math.abs(middle(i) - middle(index)) < Math.abs(middle(best) - middle(index))) best = i;
  }
  return best;
}
