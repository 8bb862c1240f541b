import fc from "fast-check";
import { expect, test } from "vitest";
import {
  all,
  kept,
  meant,
  NOTHING,
  only,
  ordered,
  type Selection,
  span,
  toggle,
  walk,
} from "../../../src/webview/selection";

const order = ordered(["a", "b", "c", "d", "e"]);

test("choosing one alone drops the others", () => {
  expect(only("c")).toEqual({ active: "c", anchor: "c", chosen: new Set(["c"]) });
});

test("a span goes from where it began, in either direction, and can be drawn anew", () => {
  const forwards = span(only("b"), order, "d");
  expect(meant(forwards, order)).toEqual(["b", "c", "d"]);
  expect(meant(span(forwards, order, "a"), order)).toEqual(["a", "b"]);
});

test("a span that began nowhere is the one picture", () => {
  expect(meant(span(NOTHING, order, "c"), order)).toEqual(["c"]);
});

test("toggling adds and takes away", () => {
  const two = toggle(only("a"), "c");
  expect(meant(two, order)).toEqual(["a", "c"]);
  expect(meant(toggle(two, "a"), order)).toEqual(["c"]);
});

test("walking chooses nothing", () => {
  expect(walk(only("a"), "b").chosen).toEqual(new Set(["a"]));
});

test("where nothing is chosen the one with the keyboard is meant", () => {
  expect(meant(walk(NOTHING, "b"), order)).toEqual(["b"]);
  expect(meant(NOTHING, order)).toEqual([]);
});

test("the chosen are given in the order in which they are shown", () => {
  expect(meant(toggle(toggle(only("e"), "a"), "c"), order)).toEqual(["a", "c", "e"]);
});

test("what is shown no more is forgotten, and the keyboard stays near", () => {
  const before = span(only("b"), order, "d");
  const after = kept(before, order, ordered(["a", "b", "e"]));
  expect(after.chosen).toEqual(new Set(["b"]));
  expect(after.active).toBe("e");
});

test("all are chosen", () => {
  expect(meant(all(only("c"), order), order)).toEqual(order.ids);
});

test("whatever is done, only shown pictures are chosen, and one has the keyboard where any is shown", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom("only", "toggle", "span", "walk", "all"), at: fc.nat(30) }),
    fc.record({ kind: fc.constant("shown"), at: fc.nat(12) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let shown = ordered(["p0", "p1", "p2"]);
      let selection: Selection = kept(NOTHING, ordered([]), shown);
      for (const { kind, at } of steps) {
        const id = shown.ids[at % Math.max(1, shown.ids.length)];
        if (kind === "shown") {
          const next = ordered(Array.from({ length: at }, (_, place) => `p${place * 2}`));
          selection = kept(selection, shown, next);
          shown = next;
        } else if (kind === "all") selection = all(selection, shown);
        else if (id !== undefined) {
          if (kind === "only") selection = only(id);
          else if (kind === "toggle") selection = toggle(selection, id);
          else if (kind === "span") selection = span(selection, shown, id);
          else selection = walk(selection, id);
        }
        expect([...selection.chosen].every((chosen) => shown.places.has(chosen))).toBe(true);
        expect(selection.active !== null && shown.places.has(selection.active)).toBe(shown.ids.length > 0);
      }
    }),
  );
});
