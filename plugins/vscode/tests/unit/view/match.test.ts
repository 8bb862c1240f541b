import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Corners, HitView } from "../../../src/core/messages";
import { boxesOf, matchWords, outline } from "../../../src/webview/match";
import { HIT } from "./hit_view";

const LETTERS = [{ signal: "letters", detail: "reads “LAMP”" }];
const WHOLE = box(0, 0, 1, 1);

function box(left: number, top: number, right: number, bottom: number): Corners {
  return [left, top, right, top, right, bottom, left, bottom];
}

function wordsFor(boxes: readonly Corners[], changes: Partial<HitView> = {}): string {
  return matchWords({ ...HIT, boxes, ...changes }).replaceAll("\u202f", " ");
}

describe("what is worth a box", () => {
  test("is a part of the picture, and neither the whole of it nor nothing", () => {
    const part = box(0.1, 0.1, 0.5, 0.5);
    const boxes = [WHOLE, part, box(0, 0, 0, 0), box(0.2, 0.3, 0.9, 0.3), box(0.005, 0.005, 0.995, 0.995)];
    expect(boxesOf({ ...HIT, boxes })).toEqual([part]);
    // Control: a strip is missing.
    expect(boxesOf({ ...HIT, boxes: [box(0, 0, 1, 0.96)] })).toHaveLength(1);
  });

  test("is said in words exactly where it is drawn", () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const corners = fc.array(fraction, { minLength: 8, maxLength: 8 });
    const reasons = fc.subarray([...LETTERS, { signal: "verified", detail: "" }]);
    const labels = fc.subarray<HitView["labels"][number]>(["crop_of"]);
    fc.assert(
      fc.property(fc.array(corners, { maxLength: 5 }), reasons, labels, (boxes, reasons, labels) => {
        const shown = { ...HIT, boxes, reasons, labels };
        const words = matchWords(shown);
        expect(words !== "").toBe(boxesOf(shown).length > 0);
        expect(words).not.toMatch(/NaN|undefined|\{\d\}/u);
      }),
    );
  });
});

describe("words for boxes", () => {
  test("say how much of the picture it is, and where", () => {
    expect(wordsFor([box(0.7, 0, 1, 0.4)])).toBe(
      "What matches is 12 % of the picture, at the top on the right.",
    );
    // Control: the same box elsewhere, and a smaller one at the same place.
    expect(wordsFor([box(0, 0.6, 0.3, 1)])).toBe(
      "What matches is 12 % of the picture, at the bottom on the left.",
    );
    expect(wordsFor([box(0.8, 0, 1, 0.2)])).toBe(
      "What matches is 4 % of the picture, at the top on the right.",
    );
    expect(wordsFor([box(0.5, 0.5, 0.52, 0.52)])).toBe(
      "What matches is less than 1 % of the picture, in the middle.",
    );
    expect(wordsFor([WHOLE])).toBe("");
  });

  test("know each of the nine places", () => {
    const middles = [0.1, 0.5, 0.9];
    const said = middles.flatMap((y) =>
      middles.map((x) => wordsFor([box(x - 0.1, y - 0.1, x + 0.1, y + 0.1)]).split("picture, ")[1]),
    );
    expect(said).toEqual([
      "at the top on the left.",
      "at the top.",
      "at the top on the right.",
      "on the left.",
      "in the middle.",
      "on the right.",
      "at the bottom on the left.",
      "at the bottom.",
      "at the bottom on the right.",
    ]);
  });

  test("measure what is turned by its area, not by what it spans", () => {
    expect(wordsFor([[0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5]])).toBe(
      "What matches is 50 % of the picture, in the middle.",
    );
  });

  test("call lines of letters by their name, and name each place once", () => {
    const lines = [box(0, 0, 0.2, 0.1), box(0, 0.1, 0.2, 0.2), box(0.4, 0.8, 0.6, 0.9)];
    expect(wordsFor(lines.slice(0, 1), { reasons: LETTERS })).toBe(
      "The letters that match take up 2 % of the picture, at the top on the left.",
    );
    expect(wordsFor(lines, { reasons: LETTERS })).toBe(
      "The letters that match stand in 3 lines, together 6 % of the picture: at the top on the left, at the bottom.",
    );
    // Control: nobody read anything.
    expect(wordsFor(lines)).toContain("What matches are 3 parts");
  });

  test("tell what is proved from letters beside it", () => {
    const both = [box(0.5, 0, 1, 1), box(0, 0, 0.2, 0.1)];
    const said =
      "What matches is 50 % of the picture, on the right. The letters that match take up 2 % of the picture, at the top on the left.";
    expect(wordsFor(both, { reasons: LETTERS, labels: ["contains"] })).toBe(said);
    // Control: of the same scene, and no more than that is known. The hub says so without a label and without a box.
    const related = [{ signal: "verified", detail: "the same thing or scene" }, ...LETTERS];
    expect(wordsFor(both, { reasons: related })).toMatch(/^The letters that match stand in 2 lines/u);
    // The whole picture is shared, and letters stand in it.
    expect(wordsFor([WHOLE, ...both.slice(1)], { reasons: LETTERS, labels: ["same_picture"] })).toBe(
      "The letters that match take up 2 % of the picture, at the top on the left.",
    );
  });
});

describe("the line around a box", () => {
  const size = { width: 200, height: 100 };

  test("runs apart from what it marks", () => {
    expect(outline(box(0.25, 0.2, 0.5, 0.4), size, 3, 5)).toBe(
      "47.00,17.00 103.00,17.00 103.00,43.00 47.00,43.00",
    );
    expect(outline(box(0.25, 0.2, 0.5, 0.4), size, 0, 0)).toBe(
      "50.00,20.00 100.00,20.00 100.00,40.00 50.00,40.00",
    );
  });

  test("follows what is turned", () => {
    expect(outline([0.5, 0.2, 0.65, 0.5, 0.5, 0.8, 0.35, 0.5], size, Math.SQRT2, 0)).toBe(
      "100.00,18.00 132.00,50.00 100.00,82.00 68.00,50.00",
    );
  });

  test("stays inside the picture, whatever the box", () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const corners = fc.array(fraction, { minLength: 8, maxLength: 8 });
    const side = fc.integer({ min: 1, max: 900 });
    fc.assert(
      fc.property(corners, side, side, fc.integer({ min: 0, max: 9 }), (box, width, height, inside) => {
        for (const point of outline(box, { width, height }, 2, inside).split(" ")) {
          const [x = Number.NaN, y = Number.NaN] = point.split(",").map(Number);
          const [left, top] = [Math.min(inside, width / 2), Math.min(inside, height / 2)];
          expect(x).toBeGreaterThanOrEqual(left - 0.01);
          expect(x).toBeLessThanOrEqual(width - left + 0.01);
          expect(y).toBeGreaterThanOrEqual(top - 0.01);
          expect(y).toBeLessThanOrEqual(height - top + 0.01);
        }
      }),
    );
  });
});
