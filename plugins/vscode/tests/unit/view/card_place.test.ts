import fc from "fast-check";
import { expect, test } from "vitest";
import { placeCard } from "../../../src/webview/card_place";

const words = (width: number) => 40 + Math.ceil(4000 / width);

const scene = fc
  .record({ width: fc.integer({ min: 170, max: 1600 }), height: fc.integer({ min: 150, max: 1200 }) })
  .chain((view) =>
    fc.record({
      view: fc.constant(view),
      beside: fc.record({
        left: fc.integer({ min: 0, max: view.width - 80 }),
        top: fc.integer({ min: -60, max: view.height - 40 }),
        width: fc.integer({ min: 60, max: 300 }),
        height: fc.integer({ min: 60, max: 240 }),
      }),
      ratio: fc.double({ min: 0.4, max: 4, noNaN: true }),
    }),
  );

test("the card lies in the view and not over its picture", () => {
  fc.assert(
    fc.property(scene, ({ view, beside, ratio }) => {
      const card = placeCard(beside, view, ratio, words);
      expect(card.left).toBeGreaterThanOrEqual(0);
      expect(card.left + card.width).toBeLessThanOrEqual(view.width + 0.01);
      const isBeside =
        card.left >= beside.left + beside.width ||
        card.left + card.width <= beside.left ||
        card.top >= beside.top + beside.height ||
        card.top + card.height <= beside.top;
      const hasRoom = Math.max(view.height - beside.top - beside.height, beside.top) > 12;
      if (hasRoom) expect(isBeside).toBe(true);
    }),
  );
});

test("in a narrow view the card goes below, or above where that is larger", () => {
  const view = { width: 240, height: 700 };
  const at = (top: number) => placeCard({ left: 12, top, width: 104, height: 110 }, view, 1.5, words);
  expect(at(150).top).toBeGreaterThan(260);
  const above = at(550);
  expect(above.top + above.height).toBeLessThanOrEqual(550);
});

test("in the low panel below the editors the card goes to the side", () => {
  const card = placeCard(
    { left: 12, top: 100, width: 200, height: 150 },
    { width: 900, height: 300 },
    1.5,
    words,
  );
  expect(card.left).toBeGreaterThan(212);
});
