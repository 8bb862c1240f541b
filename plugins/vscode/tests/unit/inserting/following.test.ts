import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PictureLink } from "../../../src/core/inserting/forms";
import {
  behindWritten,
  moveAlong,
  moveWithin,
  putIn,
  type Span,
  writtenSpans,
} from "../../../src/core/inserting/tracking";
import { writeInto } from "../../../src/core/inserting/writing";

const WISH = { markdownForm: "markdown", dimensions: false } as const;
const first: PictureLink = { path: "a.png", alts: ["A"], isAbsolute: false, width: 1, height: 1 };
const second: PictureLink = { ...first, path: "b.png", alts: ["B"] };

/** Put one picture in at the `|`, and another right behind it. */
function both(languageId: string, text: string): string {
  const [before = "", after = ""] = text.split("|");
  const begun = before + writeInto({ languageId, before, after }, [first], WISH, "choose").text;
  const next = { languageId, before: begun, after, follows: true };
  return begun + writeInto(next, [second], WISH, "choose").text + after;
}

describe("a picture behind the one that was just put in", () => {
  it.each([
    ["markdown", "|", "![A](a.png)\n![B](b.png)"],
    ["html", "<p>|</p>", '<p><img src="a.png" alt="A">\n<img src="b.png" alt="B"></p>'],
    ["restructuredtext", "|", ".. image:: a.png\n   :alt: A\n\n.. image:: b.png\n   :alt: B"],
    ["asciidoc", "|", "image::a.png[A]\n\nimage::b.png[B]"],
    ["css", ".a { background: |; }", '.a { background: url("a.png"), url("b.png"); }'],
    ["plaintext", "|", "a.png\nb.png"],
  ])("in %s it gets a line of its own, as several at once do", (language, text, wanted) => {
    expect(both(language, text).trimEnd()).toBe(wanted);
  });

  it("stays where the cursor is when nothing was put in before", () => {
    const place = { languageId: "markdown", before: "![A](a.png)", after: "" };
    expect(writeInto(place, [second], WISH, "choose").text).toBe("![B](b.png)");
  });
});

describe("what was put in", () => {
  const WRITTEN: readonly Span[] = [{ start: 10, end: 30 }];

  it("takes a cursor or a choice within it to its end, and no other", () => {
    expect(behindWritten([{ start: 12, end: 18 }], WRITTEN)).toEqual([{ start: 30, end: 30 }]);
    expect(behindWritten([{ start: 12, end: 12 }], WRITTEN)).toEqual([{ start: 30, end: 30 }]);
    for (const [start, end] of [
      [10, 30],
      [30, 30],
      [10, 10],
      [5, 20],
      [20, 35],
    ] as const) {
      expect(behindWritten([{ start, end }], WRITTEN)).toBeNull();
    }
    expect(behindWritten([], WRITTEN)).toBeNull();
    const one = { start: 12, end: 18 };
    expect(behindWritten([one, { start: 40, end: 40 }], WRITTEN)).toBeNull();
  });

  it("is kept to while its alternative text is chosen, and left with any other change", () => {
    expect(moveWithin(WRITTEN, [{ offset: 12, length: 6, text: "longer than that" }])).toEqual([
      { start: 10, end: 40 },
    ]);
    expect(moveWithin(WRITTEN, [{ offset: 30, length: 0, text: "\n" }])).toEqual([]);
    expect(moveWithin(WRITTEN, [{ offset: 0, length: 0, text: "x" }])).toEqual([]);
    expect(moveWithin(WRITTEN, [{ offset: 10, length: 20, text: "" }])).toEqual([]);
  });

  it("is noticed by its text, wherever and however deep the editor has put it", () => {
    const tag = "<img\n  alt>";
    const change = (offset: number, text: string, length = 0) => ({ offset, length, text });
    expect(putIn([change(5, "<img\n      alt>")], [tag])).toEqual([{ start: 5, end: 20 }]);
    expect(putIn([change(9, tag, 2), change(3, tag)], [tag, tag])).toEqual([
      { start: 3, end: 14 },
      { start: 20, end: 31 },
    ]);
    expect(putIn([change(5, "<img")], [tag])).toBeNull();
    expect(putIn([change(5, tag)], [tag, tag])).toBeNull();
    expect(putIn([], [])).toBeNull();
  });

  it("is found at all places, in whichever order they were chosen", () => {
    const places = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(places, fc.string({ minLength: 1, maxLength: 9 }), (offsets, text) => {
        const before = offsets.map((offset) => ({ start: offset, end: offset }));
        const changes = offsets.map((offset) => ({ offset, length: 0, text }));
        const written = writtenSpans(
          before,
          before.map((span) => moveAlong(span, changes)),
        );
        const told = offsets.map((offset) => {
          const start = offset + offsets.filter((other) => other < offset).length * text.length;
          return { start, end: start + text.length };
        });
        expect(written).toEqual(told);
      }),
    );
  });
});
