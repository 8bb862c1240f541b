import { expect, test } from "vitest";
import type { Label } from "../../../src/core/hub/hub";
import type { ClueView, HitView } from "../../../src/core/messages";
import { labelName, labelSentence, marks } from "../../../src/webview/labels";
import {
  alike,
  away,
  clueLine,
  copies,
  countOf,
  described,
  entryNames,
  keys,
  measures,
  percent,
  size,
} from "../../../src/webview/phrases";
import { HIT } from "./hit_view";

const hit: HitView = {
  ...HIT,
  reasons: [
    { signal: "words", detail: "matches the description" },
    { signal: "letters", detail: "reads “LAMP”" },
  ],
  labels: ["crop_of", "mirrored"],
  mediaType: "image/svg+xml",
  bytes: 1_234_000,
};

const NO_CLUE_VIEW: ClueView = {
  words: "",
  avoid: "",
  picture: null,
  saved: null,
  locked: 0,
  weight: null,
  shape: null,
  sort: "best",
};

test("a percentage that means nothing is a place, and 100 is the same picture alone", () => {
  expect(alike({ ...hit, calibrated: false }, 2)).toBe("no. 3");
  expect(described({ ...hit, calibrated: false })).not.toContain("alike");
  expect(alike({ ...hit, similarity: 99.8 }, 0)).toBe("99\u202f%");
  expect(alike({ ...hit, similarity: 100 }, 0)).toBe("100\u202f%");
});

test("what stands on a picture is words, each label its own", () => {
  const all: readonly Label[] = [
    "same_file",
    "same_picture",
    "crop_of",
    "contains",
    "mirrored",
    "rotated",
    "recoloured",
  ];
  expect(new Set(all.map(labelName)).size).toBe(all.length);
  expect(new Set(all.map(labelSentence)).size).toBe(all.length);
  const locked: HitView = { ...hit, labels: ["same_picture"], core: true, curated: true };
  expect(marks(locked, true)).toEqual(["Locked", "Same picture", "in your curated folder already"]);
  expect(marks({ ...hit, labels: [] }, true)).toEqual(["Variant"]);
  expect(marks({ ...hit, labels: [] }, false)).toEqual([]);
});

test("a picture is described with everything that is seen of it", () => {
  expect(described({ ...hit, online: false, disk: "Archive", copies: 1 })).toBe(
    "alike, matches the description, reads “LAMP”, Crop of this, Mirrored, One more copy of it lies in your library., On the disk “Archive”, which is not plugged in.",
  );
});

test("an offline picture names its disk, or the reason that the hub gives", () => {
  const offline: HitView = { ...hit, online: false, disk: "Archive" };
  expect(away(hit)).toBe("");
  expect(away(offline)).toBe("On the disk “Archive”, which is not plugged in.");
  expect(away({ ...offline, offlineReason: "the disk does not answer" })).toBe("the disk does not answer");
});

test("a picture that was not found is told from one whose disk is away", () => {
  const lost: HitView = { ...hit, online: false };
  expect(away(lost)).toBe("Not found");
  expect(away({ ...lost, offlineReason: "it was not there on 3 May" })).toBe(
    "Not found: it was not there on 3 May",
  );
  expect(described({ ...lost, offlineReason: "it was not there" })).toContain(
    "Mirrored, Not found: it was not there",
  );
});

test("copies are counted beside the picture itself", () => {
  expect([0, 1, 2].map((number) => copies({ ...hit, copies: number }))).toEqual([
    "",
    "One more copy of it lies in your library.",
    "2 more copies of it lie in your library.",
  ]);
});

test("measures leave out what nobody knows", () => {
  expect(measures(hit)).toBe("1200 × 800 · SVG · 1.2 MB");
  expect(measures({ ...hit, width: 0, bytes: 0 })).toBe("SVG");
});

test("sizes are counted as file managers do", () => {
  expect([1, 1000, 999_499, 999_500, 5_000_000_000].map(size)).toEqual([
    "1 kB",
    "1 kB",
    "999 kB",
    "1 MB",
    "5 GB",
  ]);
});

test("counts tell what the slider hides and what the hub may add", () => {
  expect(countOf(1, 1, false)).toBe("1 picture");
  expect(countOf(5000, 5000, true)).toBe("5,000+ pictures");
  expect(countOf(12, 50, true)).toBe("12 of 50+ pictures");
  expect(countOf(0, 3, false)).toBe("0 of 3 pictures");
});

test("the hub's names of entries are translated, and unknown ones shown as they are", () => {
  expect(entryNames("words+picture").map(({ name }) => name)).toEqual(["Description", "Picture"]);
  expect(entryNames("constructor").map(({ name }) => name)).toEqual(["constructor"]);
  expect(entryNames("")).toEqual([]);
});

test("a search is one line", () => {
  const picture = { name: "lamp.jpg", source: "library", assetId: "a", content: "c" } as const;
  expect(clueLine({ ...NO_CLUE_VIEW, words: "but blue", avoid: "people", picture })).toBe(
    "but blue · like lamp.jpg · without people",
  );
});

test("a percentage does not break before its sign", () => {
  expect(percent(86.5)).toBe("87\u202f%");
});

test("keys are written as the person's keyboard names them", () => {
  expect(keys("Ctrl+Enter", false)).toBe("Ctrl+Enter");
  expect(keys("Ctrl+Enter", true)).toBe("⌘↩");
});
