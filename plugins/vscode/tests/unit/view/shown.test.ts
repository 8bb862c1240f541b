import fc from "fast-check";
import { expect, test } from "vitest";
import type { HitView, ViewState } from "../../../src/core/messages";
import {
  distribution,
  isPartOnly,
  lockable,
  NOTHING_SHOWN,
  passing,
  secondPass,
  withHits,
  withState,
} from "../../../src/webview/shown";

function hit(id: string, similarity = 50): HitView {
  return {
    id,
    content: id,
    name: id,
    folder: "",
    path: null,
    similarity,
    reasons: [],
    calibrated: true,
    labels: [],
    boxes: [],
    core: false,
    curated: false,
    width: 3,
    height: 2,
    mediaType: "image/png",
    bytes: 1,
    online: true,
    disk: null,
    offlineReason: null,
    copies: 0,
  };
}

function state(search: number, total: number): ViewState {
  return {
    activity: "idle",
    progress: null,
    clue: {
      words: "",
      avoid: "",
      picture: null,
      saved: null,
      locked: 0,
      weight: null,
      shape: null,
      sort: "best",
    },
    entry: "",
    why: "",
    search,
    total,
    hasMore: false,
    similarity: 0,
    folders: [],
    folder: null,
    notice: null,
    notes: [],
    said: "",
    history: [],
    saved: [],
    refines: [],
    canGoBack: false,
    librarySize: null,
    target: null,
  };
}

const ids = (hits: readonly HitView[]) => hits.map(({ id }) => id).join("");

test("pages follow each other, and one that comes again takes the place of the old", () => {
  const one = withHits(NOTHING_SHOWN, 1, 0, [hit("a"), hit("b")]);
  const two = withHits(one, 1, 2, [hit("c")]);
  expect(ids(two.hits)).toBe("abc");
  expect(ids(withHits(two, 1, 1, [hit("x")]).hits)).toBe("ax");
});

test("hits of an earlier search, and those that leave a gap, are of no use", () => {
  const shown = withHits(NOTHING_SHOWN, 2, 0, [hit("a")]);
  expect(withHits(shown, 1, 0, [hit("old")])).toBe(shown);
  expect(withHits(shown, 2, 5, [hit("far")])).toBe(shown);
  expect(withHits(shown, 3, 1, [hit("far")])).toBe(shown);
});

test("the hits of another search take the place of all", () => {
  const shown = withHits(withHits(NOTHING_SHOWN, 1, 0, [hit("a"), hit("b")]), 2, 0, [hit("c")]);
  expect(ids(shown.hits)).toBe("c");
});

test("hits stay until those of the next search come, unless it found nothing", () => {
  const shown = withHits(NOTHING_SHOWN, 1, 0, [hit("a")]);
  expect(ids(withState(shown, state(2, 7)).hits)).toBe("a");
  expect(ids(withState(shown, state(2, 0)).hits)).toBe("");
  expect(ids(withState(shown, state(1, 0)).hits)).toBe("a");
});

test("in whatever order messages come, the same is shown in the end", () => {
  const messages = [
    (shown: typeof NOTHING_SHOWN) => withState(shown, state(3, 2)),
    (shown: typeof NOTHING_SHOWN) => withHits(shown, 3, 0, [hit("a"), hit("b")]),
    (shown: typeof NOTHING_SHOWN) => withHits(shown, 2, 0, [hit("old")]),
    (shown: typeof NOTHING_SHOWN) => withHits(shown, 1, 0, []),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(messages, { minLength: 4 }), (order) => {
      const shown = order.reduce((so, take) => take(so), NOTHING_SHOWN);
      expect(ids(shown.hits)).toBe("ab");
      expect(shown.state?.search).toBe(3);
    }),
  );
});

test("there is more to come while the hub has more, or while hits are on their way", () => {
  const here = withHits(withState(NOTHING_SHOWN, state(1, 2)), 1, 0, [hit("a"), hit("b")]);
  expect(isPartOnly(here)).toBe(false);
  expect(isPartOnly(withState(here, { ...state(1, 2), hasMore: true }))).toBe(true);
  expect(isPartOnly(withState(here, state(1, 3)))).toBe(true);
  expect(isPartOnly(withState(here, state(2, 2)))).toBe(true);
  expect(isPartOnly(NOTHING_SHOWN)).toBe(false);
});

test("the slider lets those pass that are at least so much alike", () => {
  const hits = [hit("a", 80), hit("b", 40), hit("c", 39.9)];
  expect(ids(passing(hits, 40))).toBe("ab");
  expect(passing(hits, 0)).toBe(hits);
});

test("every hit is counted in one bar, also those beyond 0 to 100", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -20, max: 120, noNaN: true })),
      fc.integer({ min: 1, max: 50 }),
      (all, bars) => {
        const counts = distribution(
          all.map((similarity, place) => hit(String(place), similarity)),
          bars,
        );
        expect(counts).toHaveLength(bars);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(all.length);
      },
    ),
  );
  expect(distribution([hit("a", 0), hit("b", 49), hit("c", 50), hit("d", 100)], 2)).toEqual([2, 2]);
});

test("what passes the slider can be locked once it has made a choice, and the locked ones always pass", () => {
  const hits = [hit("a", 90), hit("b", 80), hit("c", 70)];
  expect(lockable(hits, passing(hits, 0), 0)).toEqual([]);
  expect(lockable(hits, passing(hits, 10), 10)).toEqual([]);
  expect(lockable(hits, passing(hits, 75), 75)).toEqual(["a", "b"]);
  expect(lockable(hits, passing(hits, 95), 95)).toEqual([]);
  const locked = hits.map((each) => ({ ...each, core: each.id === "c" }));
  expect(ids(passing(locked, 75))).toBe("abc");
  expect(ids(passing(locked, 95))).toBe("c");
  expect(lockable(locked, passing(locked, 95), 95)).toEqual([]);
  expect(secondPass(80)).toBe(56);
});
