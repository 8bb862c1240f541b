import fc from "fast-check";
import { expect, test } from "vitest";
import { between, type Layout, layOut, MOVES, move, rowHeight } from "../../../src/webview/geometry";

const shape = fc.record({
  width: fc.integer({ min: 0, max: 9000 }),
  height: fc.integer({ min: 0, max: 9000 }),
});
const shapes = fc.array(shape, { maxLength: 60 });
const width = fc.integer({ min: 40, max: 3000 });

function laid(pictures: readonly { width: number; height: number }[], wide: number): Layout {
  return layOut(pictures, { width: wide, target: rowHeight(wide), gap: 8, caption: 36 });
}

test("every picture lies in one row, in order, and rows fit the width", () => {
  fc.assert(
    fc.property(shapes, width, (pictures, wide) => {
      const { rows, left, width: widths, rowOf } = laid(pictures, wide);
      let next = 0;
      for (const [number, row] of rows.entries()) {
        expect(row.start).toBe(next);
        expect(row.end).toBeGreaterThan(row.start);
        for (let i = row.start; i < row.end; i += 1) {
          expect(rowOf[i]).toBe(number);
          expect((left[i] ?? 0) + (widths[i] ?? 0)).toBeLessThanOrEqual(wide + 0.5);
        }
        next = row.end;
      }
      expect(next).toBe(pictures.length);
    }),
  );
});

test("rows but the last fill the width", () => {
  fc.assert(
    fc.property(shapes, width, (pictures, wide) => {
      const { rows, left, width: widths } = laid(pictures, wide);
      for (const { end } of rows.slice(0, -1)) {
        expect((left[end - 1] ?? 0) + (widths[end - 1] ?? 0)).toBeCloseTo(wide, 0);
      }
    }),
  );
});

test("no row is much higher than wished", () => {
  fc.assert(
    fc.property(shapes, width, (pictures, wide) => {
      for (const { height } of laid(pictures, wide).rows) {
        expect(height - 36).toBeLessThanOrEqual(rowHeight(wide) * 1.35 + 0.01);
      }
    }),
  );
});

test("two pictures of 3:2 stand side by side in a sidebar of 240 pixels", () => {
  const { rows } = laid(Array(10).fill({ width: 3, height: 2 }), 216);
  expect(rows.map(({ start, end }) => end - start)).toEqual([2, 2, 2, 2, 2]);
});

test("a picture is seen at the height where it lies", () => {
  fc.assert(
    fc.property(shapes, width, (pictures, wide) => {
      const layout = laid(pictures, wide);
      for (const row of layout.rows) {
        const seen = between(layout, row.top, row.top + 1);
        expect(seen.start).toBeLessThanOrEqual(row.start);
        expect(seen.end).toBeGreaterThanOrEqual(row.end);
      }
    }),
  );
});

test("nothing is seen beyond the last row, or in an empty layout", () => {
  const layout = laid([{ width: 3, height: 2 }], 300);
  expect(between(layout, 5000, 6000)).toEqual({ start: 0, end: 0 });
  expect(between(laid([], 300), 0, 100)).toEqual({ start: 0, end: 0 });
});

test("every key leads to a picture, from everywhere", () => {
  const arbitrary = fc.array(shape, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(arbitrary, width, fc.constantFrom(...MOVES), fc.nat(), (pictures, wide, key, from) => {
      const to = move(laid(pictures, wide), from % pictures.length, key, 400);
      expect(to).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThan(pictures.length);
    }),
  );
});

test("Page Down comes to the last row and Page Up to the first, also in a view lower than a row", () => {
  const layout = laid(Array(40).fill({ width: 3, height: 2 }), 300);
  let at = 0;
  for (let steps = 0; steps < 40; steps += 1) at = move(layout, at, "PageDown", 10);
  expect(layout.rowOf[at]).toBe(layout.rows.length - 1);
  for (let steps = 0; steps < 40; steps += 1) at = move(layout, at, "PageUp", 10);
  expect(layout.rowOf[at]).toBe(0);
});

test("up and down go to the picture that lies straight above or below", () => {
  const layout = laid(Array(6).fill({ width: 3, height: 2 }), 216);
  expect(move(layout, 1, "ArrowDown", 400)).toBe(3);
  expect(move(layout, 3, "ArrowUp", 400)).toBe(1);
  expect(move(layout, 1, "ArrowUp", 400)).toBe(1);
});

test("no key leads anywhere where there is no picture", () => {
  expect(move(laid([], 300), 0, "ArrowDown", 400)).toBe(-1);
});
