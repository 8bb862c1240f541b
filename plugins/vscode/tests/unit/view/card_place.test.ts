import fc from "fast-check";
import { expect, test } from "vitest";
import { placeCard } from "../../../src/webview/card_place";

const WORDS = 26;

const scene = fc
  .record({
    left: fc.constant(0),
    top: fc.integer({ min: 0, max: 200 }),
    width: fc.integer({ min: 170, max: 1600 }),
    height: fc.integer({ min: 150, max: 1200 }),
  })
  .chain((view) =>
    fc.record({
      view: fc.constant(view),
      beside: fc.record({
        left: fc.integer({ min: 0, max: view.width - 80 }),
        top: fc.integer({ min: view.top - 60, max: view.top + view.height - 40 }),
        width: fc.integer({ min: 60, max: 300 }),
        height: fc.integer({ min: 60, max: 240 }),
      }),
      ratio: fc.double({ min: 0.4, max: 4, noNaN: true }),
    }),
  );

test("the card lies in the view and not over its picture", () => {
  fc.assert(
    fc.property(scene, ({ view, beside, ratio }) => {
      const card = placeCard(beside, view, ratio, WORDS);
      // What stands above the pictures is never covered.
      expect(card.top).toBeGreaterThanOrEqual(view.top);
      expect(card.top + card.height).toBeLessThanOrEqual(view.top + view.height + 0.01);
      expect(card.left).toBeGreaterThanOrEqual(0);
      expect(card.left + card.width).toBeLessThanOrEqual(view.width + 0.01);
      const isBeside =
        card.left >= beside.left + beside.width ||
        card.left + card.width <= beside.left ||
        card.top >= beside.top + beside.height ||
        card.top + card.height <= beside.top;
      const from = beside.top - view.top;
      const hasRoom = Math.max(view.height - from - beside.height, from) > 12;
      if (hasRoom) expect(isBeside).toBe(true);
    }),
  );
});

test("in a narrow view the card goes below, or above where that is larger", () => {
  const view = { left: 0, top: 0, width: 240, height: 700 };
  const at = (top: number) => placeCard({ left: 12, top, width: 104, height: 110 }, view, 1.5, WORDS);
  expect(at(150).top).toBeGreaterThan(260);
  const above = at(550);
  expect(above.top + above.height).toBeLessThanOrEqual(550);
});

test("in a sidebar of 300 pixels the card is as wide as the sidebar", () => {
  const cell = { left: 12, top: 200, width: 134, height: 125 };
  const card = placeCard(cell, { left: 0, top: 150, width: 300, height: 650 }, 1.5, WORDS);
  expect(card).toMatchObject({ left: 6, width: 288 });
  expect(card.height).toBeCloseTo(288 / 1.5 + WORDS);
});

test("in the low panel below the editors the card goes to the side", () => {
  const card = placeCard(
    { left: 12, top: 100, width: 200, height: 150 },
    { left: 0, top: 0, width: 900, height: 300 },
    1.5,
    WORDS,
  );
  expect(card.left).toBeGreaterThan(212);
});
