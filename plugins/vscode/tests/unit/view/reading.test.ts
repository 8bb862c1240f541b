import fc from "fast-check";
import { expect, test } from "vitest";
import { NOTHING_KEPT, readKept } from "../../../src/webview/kept";
import { read } from "../../../src/webview/reading";

test("whatever comes is read without a fault", () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (value) => {
      read(value);
      readKept(value);
    }),
  );
  const kinds = fc.constantFrom("words", "state", "hits", "thumbnail", "picture", "focus", "other");
  fc.assert(
    fc.property(kinds, fc.dictionary(fc.string(), fc.anything()), (type, fields) => {
      const message = read({ ...fields, type });
      expect(message === null || type === "focus").toBe(true);
    }),
  );
});

test("what has the wrong shape is left aside", () => {
  for (const value of [
    { type: "hits", search: 1, from: 0, hits: [null] },
    { type: "hits", search: 1, from: -1, hits: [] },
    { type: "hits", search: 0.5, from: 0, hits: [] },
    { type: "state", state: null },
    { type: "state", state: { clue: {} } },
    { type: "thumbnail", content: "a", side: 161, bytes: null },
    { type: "thumbnail", content: "a", side: 160, bytes: [1, 2] },
    { type: "words", language: "de", bundle: null },
    { type: "picture" },
    { type: "picture", picture: { mediaType: "image/svg+xml", bytes: new Uint8Array([1]) } },
    { type: "picture", picture: { mediaType: "image/png", bytes: [1] } },
  ]) {
    expect(read(value), JSON.stringify(value)).toBeNull();
  }
});

test("what has the right shape is taken", () => {
  const thumbnail = { type: "thumbnail", content: "a", side: 160, bytes: new Uint8Array([1]) };
  expect(read(thumbnail)).toBe(thumbnail);
  const picture = { type: "picture", picture: { mediaType: "image/png", bytes: new Uint8Array([1]) } };
  expect(read(picture)).toBe(picture);
  expect(read({ type: "picture", picture: null })).toEqual({ type: "picture", picture: null });
  const words = { type: "words", language: "de", bundle: {} };
  expect(read(words)).toBe(words);
});

test("what was kept is read back, and anything else counts for nothing", () => {
  const kept = {
    words: "a",
    avoid: "b",
    search: 3,
    top: 40,
    active: "x",
    detailsOpen: false,
    boxesShown: false,
  };
  expect(readKept(kept)).toEqual(kept);
  expect(readKept(null)).toEqual(NOTHING_KEPT);
  expect(readKept({ words: 7, top: Number.NaN, active: "" })).toEqual(NOTHING_KEPT);
});
