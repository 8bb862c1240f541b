// Where each picture lies: rows of one height each, filled to the full width, in the order of the results. Pure.

const NARROWEST = 0.55; // a picture beyond these shows whole inside its place, with room around it
const WIDEST = 2.6;

/**
 * @typedef {{start: number, end: number, top: number, height: number}} Row  pictures `start` to before `end`
 * @typedef {{rows: Row[], left: Float32Array, width: Float32Array, rowOf: Int32Array, height: number}} Layout
 */

/**
 * Lay pictures out in rows of about `target` pixels.
 * @param {{width: number, height: number}[]} pictures
 * @param {{width: number, target: number, gap: number, caption: number}} place
 * @returns {Layout}
 */
export function layOut(pictures, { width, target, gap, caption }) {
  const n = pictures.length;
  const layout = { rows: [], left: new Float32Array(n), width: new Float32Array(n), rowOf: new Int32Array(n), height: 0 };
  let start = 0;
  let ratios = 0;
  for (let i = 0; i < n; i += 1) {
    ratios += ratio(pictures[i]);
    const free = width - gap * (i - start);
    if (ratios * target < free && i < n - 1) continue;
    // The last row keeps the height of the others instead of blowing up one picture to the full width.
    const height = Math.min(free / ratios, target * (i === n - 1 ? 1 : 1.35));
    addRow(layout, pictures, { start, end: i + 1, height, gap, caption });
    start = i + 1;
    ratios = 0;
  }
  layout.height = Math.max(0, layout.height - gap);
  return layout;
}

function addRow(layout, pictures, { start, end, height, gap, caption }) {
  const row = { start, end, top: layout.height, height: height + caption };
  let left = 0;
  for (let i = start; i < end; i += 1) {
    layout.left[i] = left;
    layout.width[i] = ratio(pictures[i]) * height;
    layout.rowOf[i] = layout.rows.length;
    left += layout.width[i] + gap;
  }
  layout.rows.push(row);
  layout.height += row.height + gap;
}

function ratio({ width, height }) {
  return Math.min(WIDEST, Math.max(NARROWEST, width && height ? width / height : 1));
}

/**
 * The pictures that lie between two heights: `start` to before `end`.
 * @param {Layout} layout
 */
export function between(layout, from, to) {
  const { rows } = layout;
  if (!rows.length) return { start: 0, end: 0 };
  const first = firstRow(rows, (row) => row.top + row.height >= from);
  const last = firstRow(rows, (row) => row.top > to) - 1;
  if (first >= rows.length || last < first) return { start: 0, end: 0 };
  return { start: rows[first].start, end: rows[last].end };
}

function firstRow(rows, holds) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Where a key leads from picture `index`; the same picture where it leads nowhere.
 * @param {Layout} layout
 * @param {string} key as in KeyboardEvent.key
 * @param {number} page the height of what is visible
 */
export function move(layout, index, key, page) {
  const last = layout.rowOf.length - 1;
  if (last < 0) return -1;
  const row = layout.rowOf[index];
  switch (key) {
    case "ArrowLeft": return Math.max(0, index - 1);
    case "ArrowRight": return Math.min(last, index + 1);
    case "ArrowUp": return inRow(layout, index, row - 1);
    case "ArrowDown": return inRow(layout, index, row + 1);
    case "Home": return 0;
    case "End": return last;
    case "PageUp": return inRow(layout, index, rowAt(layout, layout.rows[row].top - page, row));
    case "PageDown": return inRow(layout, index, rowAt(layout, layout.rows[row].top + page, row));
    default: return index;
  }
}

/** The row at a height, and at least one row away from `row`: a page can be lower than a row. */
function rowAt(layout, height, row) {
  const found = firstRow(layout.rows, ({ top, height: tall }) => top + tall > height);
  return height < layout.rows[row].top ? Math.min(found, row - 1) : Math.max(found, row + 1);
}

/** The picture of another row that lies straight above or below. */
function inRow(layout, index, row) {
  const { rows, left, width } = layout;
  const { start, end } = rows[Math.min(rows.length - 1, Math.max(0, row))];
  const middle = left[index] + width[index] / 2;
  let best = start;
  for (let i = start; i < end; i += 1) {
    const off = (j) => Math.abs(left[j] + width[j] / 2 - middle);
    if (off(i) < off(best)) best = i;
  }
  return best;
}
