import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asWords, leadsTo } from "../../../src/core/panel/asking";
import { explained } from "../../../src/core/panel/explaining";
import { plain, quoted, spelled } from "../../../src/core/panel/foreign";
import { MOST_REMEMBERED, remembered } from "../../../src/core/panel/history";
import { noticeOf } from "../../../src/core/panel/notices";
import { places } from "../../../src/core/panel/places";
import { followedBy, lower, NO_RESULTS } from "../../../src/core/panel/results";
import { startPageOf } from "../../../src/core/panel/start_page";
import { beginning, type Clue, NO_CLUE } from "../../../src/core/panel/state";
import { withStep } from "../../../src/core/panel/steps";
import { hitViewOf } from "../../../src/core/panel/view_state";
import { type Remedy, Trouble } from "../../../src/core/trouble";
import { aFolder, aHit, anAnswer } from "../hub/fake_hub";

function clue(words: string, avoid = ""): Clue {
  return { ...NO_CLUE, words, avoid };
}

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom("\u2066", "\u2069", "\0", "\n", "\ud800", "a"), fc.string()),
});

describe("texts of others", () => {
  test("are whole, in one line, and leave no direction of writing open", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = quoted(text);
        expect(shown).not.toMatch(/[\n\r\0\u2028]/u);
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        let depth = 0;
        for (const letter of shown) {
          if ("\u2066\u2067\u2068".includes(letter)) depth += 1;
          if (letter === "\u2069") depth -= 1;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
      }),
    );
    expect(quoted("mug.jpg")).toBe("\u2068mug.jpg\u2069");
    expect(plain("a\nb 😀")).toBe("a\nb 😀");
  });

  test("of the hub set commands in quotation marks, and what is no pair stays", () => {
    expect(spelled("say so: `bowerbird gone drop`, or `a`\0")).toBe(
      "say so: “bowerbird gone drop”, or “a”\ufffd",
    );
    for (const text of ["a ` b", "a `` b", "`c\nd`"]) expect(spelled(text)).toBe(text);
    const lost = aHit("a", {
      online: false,
      offline_reason: "say so: `bowerbird gone drop`",
      name: "a`b`.jpg",
    });
    expect(hitViewOf(lost)).toMatchObject({
      offlineReason: "say so: “bowerbird gone drop”",
      name: "a`b`.jpg",
    });
  });

  test("as words they fit, whatever they are", () => {
    fc.assert(
      fc.property(anyText, fc.nat(3_000), (text, times) => {
        const words = asWords(text.repeat(1 + (times % 50)));
        expect(words.length).toBeLessThanOrEqual(2_000);
        expect(words).not.toMatch(/\0|\p{Surrogate}/u);
      }),
    );
  });

  test("in a hit they stay text, and whole", () => {
    const hit = aHit("a", {
      name: "<img src=x onerror=alert(1)>\0",
      reasons: [{ signal: "picture", detail: "looks alike, <b>closer</b>\0" }],
    });
    expect(hitViewOf(hit)).toMatchObject({
      name: "<img src=x onerror=alert(1)>\ufffd",
      reasons: [{ signal: "picture", detail: "looks alike, <b>closer</b>\ufffd" }],
      labels: [],
      boxes: [],
    });
    expect(Object.keys(hitViewOf(hit))).not.toContain("copy_paths");
    const boxes = [[0, 0, 1, 0, 1, 1, 0, 1]];
    expect(hitViewOf(aHit("a", { boxes })).boxes).toEqual(boxes);
  });
});

describe("history", () => {
  test("holds each search once, the latest first, and no more than it may", () => {
    const clues = fc.array(fc.tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 3 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(clues, (searches) => {
        const history = searches.reduce<readonly Clue[]>(
          (kept, [words, avoid]) => remembered(kept, clue(words, avoid)),
          [],
        );
        expect(history.length).toBeLessThanOrEqual(MOST_REMEMBERED);
        const keys = history.map(({ words, avoid }) => `${words.toLowerCase()}\n${avoid.toLowerCase()}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { words } of history) expect(words.trim()).not.toBe("");
      }),
    );
  });

  test("takes spaces and capitals for the same, and leaves long texts out", () => {
    expect(remembered([clue("red mug")], clue(" Red  Mug"))).toHaveLength(1);
    const history = [clue("red mug")];
    expect(remembered(history, clue("x".repeat(501)))).toBe(history);
    expect(remembered(history, clue("red mug "))).toBe(history);
  });
});

test("typing on, and back, is one search; another picture or other words are none", () => {
  const asked = (words: string, like: string | null = null) => ({
    clue: { ...clue(words), like: like === null ? null : aHit(like) },
    folder: null,
  });
  expect(leadsTo(asked("red"), asked("red mug"))).toBe(true);
  expect(leadsTo(asked("red mug"), asked("red"))).toBe(true);
  expect(leadsTo(asked("red"), asked("blue"))).toBe(false);
  expect(leadsTo(asked("red"), asked("red", "a0"))).toBe(false);
});

test("the slider is lowered to where something is seen", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.array(fc.float({ min: 0, max: 100, noNaN: true })),
      (at, all) => {
        const hits = all.map((similarity, number) => aHit(`h${number}`, { similarity }));
        const lowered = lower(at, hits);
        expect(lowered).toBeLessThanOrEqual(at);
        expect(lowered).toBeGreaterThanOrEqual(0);
        if (hits.length > 0) expect(hits.some(({ similarity }) => similarity >= lowered)).toBe(true);
      },
    ),
  );
});

test("pages keep each picture once, in the order in which it came", () => {
  const pages = fc.array(fc.array(fc.nat(30), { maxLength: 20 }), { maxLength: 8 });
  fc.assert(
    fc.property(pages, (numbers) => {
      const results = numbers.reduce(
        (before, page) => followedBy(before, anAnswer({ hits: page.map((number) => aHit(`h${number}`)) })),
        NO_RESULTS,
      );
      expect(results.hits.map(({ id }) => id)).toEqual(
        [...new Set(numbers.flat())].map((number) => `h${number}`),
      );
    }),
  );
});

test("where there are too many folders, the deepest are left out and those that were added stay", () => {
  const folders = Array.from({ length: 5 }, (_, number) => aFolder({ id: `f${number}`, name: `F${number}` }));
  const below = new Map(
    folders.map(({ id }) => [
      id,
      Array.from({ length: 200 }, (_, number) => ({
        id: `${id}-${number}`,
        name: number < 20 ? `s${number}` : `s${number % 20}/t${number}`,
        pictures: 1,
        advice: [],
      })),
    ]),
  );
  const listed = places(folders, below);
  expect(listed.length).toBe(105);
  expect(listed.filter(({ depth }) => depth === 0)).toHaveLength(5);
  expect(listed[1]).toEqual({ id: "f0-0", name: "s0", depth: 1, online: true });
});

test("steps to come back to do not hold more pictures than memory allows", () => {
  const bytes = new Uint8Array(30 * 1024 * 1024);
  let steps: ReturnType<typeof withStep> = [];
  for (let number = 0; number < 12; number += 1) {
    const picture = { name: `${number}`, bytes, mediaType: "image/png" };
    steps = withStep(steps, { clue: { ...NO_CLUE, picture }, asked: null, results: NO_RESULTS });
  }
  expect(steps).toHaveLength(2);
  let light: ReturnType<typeof withStep> = [];
  for (let number = 0; number < 12; number += 1) {
    light = withStep(light, { clue: clue(`${number}`), asked: null, results: NO_RESULTS });
  }
  expect(light).toHaveLength(10);
});

describe("the way that a clue took", () => {
  test("is told in the hub's words to who reads English", () => {
    expect(explained("words", "By meaning.", "en-GB")).toBe("By meaning.");
  });

  test("is told by its name to others, with what is avoided", () => {
    const why = "By meaning. What looks like “blue” and “people” comes after the rest.";
    expect(explained("words", why, "de")).toBe(
      "A description: pictures that match it. What looks like “\u2068blue\u2069”, “\u2068people\u2069” comes after the rest.",
    );
    expect(explained("picture+words", "", "de")).toContain("The words put them in order.");
    expect(explained("something new", "In a new way.", "de")).toBe("In a new way.");
    expect(explained("picture+new", "In a new way.", "de")).toBe("In a new way.");
  });
});

describe("notices", () => {
  test.each([
    "connect",
    "pair",
    "search-again",
    "lower-similarity",
    "clear-filters",
    "open-page",
    "open-folder",
  ] as const)("the remedy %s has a button", (remedy: Remedy) => {
    const notice = noticeOf(new Trouble("x", "A sentence.", "An advice.", remedy));
    expect(notice).toMatchObject({ sentence: "A sentence.", advice: "An advice.", remedy, isError: true });
    expect(notice.button).not.toBe("");
  });

  test("without a remedy there is none", () => {
    expect(noticeOf(new Trouble("x", "A sentence.")).button).toBe("");
  });

  test("what is no trouble tells nothing of itself", () => {
    expect(JSON.stringify(noticeOf(new Error("/home/person/secret")))).not.toContain("secret");
  });
});

describe("the start view", () => {
  test("leaves room for the welcome where that says it all", () => {
    const notice = noticeOf(new Trouble("not_running", "Not running.", "", "connect"));
    expect(startPageOf({ ...beginning(), connection: "not-running", notice })).toEqual({
      message: "",
      lines: [],
    });
  });

  test("says what the welcome cannot know, with what mends it", () => {
    const notice = noticeOf(new Trouble("rogue_hub", "Another program answers.", "Look which.", "connect"));
    const page = startPageOf({ ...beginning(), connection: "trouble", notice });
    expect(page.message).toBe("Another program answers. Look which.");
    expect(page.lines.map(({ id, command }) => [id, command])).toEqual([
      ["remedy", "bowerbird.remedy"],
      ["log", "bowerbird.showLog"],
    ]);
  });

  test.each([
    [120, "2:00"],
    [119, "2:00"],
    [101, "1:50"],
    [11, "0:20"],
    [10, "0:10"],
    [9, "0:09"],
    [0, "0:00"],
  ])("of %i seconds it says %s: not each second is read out", (secondsLeft, shown) => {
    const pairing = { code: "123-456", secondsLeft, caution: "", confirmed: false };
    const page = startPageOf({ ...beginning(), connection: "pairing", pairing });
    expect(page.lines[0]?.description).toBe(`good for ${shown}`);
  });
});
