import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FromView, MOST_PICTURE_BYTES } from "../../../src/core/messages";
import { carryOut } from "../../../src/core/panel/carrying_out";
import { parseDragged, parseFromView, parsePictureContext } from "../../../src/core/panel/parsing";
import { PanelStage, settle } from "./panel_stage";

const bytes = new Uint8Array([1, 2, 3]);

const GOOD: readonly FromView[] = [
  { type: "ready" },
  { type: "search", words: "red", avoid: "" },
  { type: "picture", name: "a.png", mediaType: "image/png", bytes },
  { type: "picture", name: "", mediaType: "", bytes },
  { type: "clear-picture" },
  { type: "more-like", id: "a0" },
  { type: "similarity", percent: 37 },
  { type: "folder", id: null },
  { type: "folder", id: "1" },
  { type: "more" },
  { type: "choose", ids: [] },
  { type: "insert", ids: ["a0", "a1"], way: "usual" },
  { type: "copy-to-workspace", ids: ["a0"] },
  { type: "open", id: "a0" },
  { type: "reveal", id: "a0" },
  { type: "want", thumbnails: [{ id: "a0", side: 320 }] },
  { type: "history", index: 0 },
  { type: "clear-history" },
  { type: "back" },
  { type: "stop" },
  { type: "remedy" },
  { type: "dismiss" },
];

const BAD: readonly unknown[] = [
  undefined,
  null,
  "ready",
  [],
  {},
  { type: "Ready" },
  { type: "ready", more: 1 },
  { type: "search", words: "red" },
  { type: "search", words: "x".repeat(2_001), avoid: "" },
  { type: "search", words: 3, avoid: "" },
  { type: "picture", name: "a", mediaType: "image/png", bytes: [1, 2] },
  { type: "picture", name: "a", mediaType: "image/png", bytes: new Uint8Array() },
  { type: "picture", name: "a", mediaType: "image/png", bytes: new Uint8Array(MOST_PICTURE_BYTES + 1) },
  { type: "picture", name: "a", mediaType: "image/png\r\nX: y", bytes },
  { type: "picture", name: "x".repeat(501), mediaType: "image/png", bytes },
  { type: "more-like", id: "" },
  { type: "more-like", id: "../../v1/shutdown" },
  { type: "more-like", id: ".." },
  { type: "more-like", id: "a".repeat(201) },
  { type: "similarity", percent: Number.NaN },
  { type: "similarity", percent: 101 },
  { type: "similarity", percent: "50" },
  { type: "folder", id: 7 },
  { type: "choose", ids: Array.from({ length: 501 }, (_, number) => `a${number}`) },
  { type: "choose", ids: ["a b"] },
  { type: "insert", ids: ["a0"], way: "move" },
  { type: "want", thumbnails: [{ id: "a0", side: 321 }] },
  { type: "want", thumbnails: [{ id: "a0", side: 320, size: 1 }] },
  { type: "history", index: -1 },
  { type: "history", index: 0.5 },
  { type: "constructor" },
  { type: "__proto__" },
];

describe("messages of the view", () => {
  test.each(GOOD.map((message) => [message.type, message] as const))(
    "%s is understood as it is",
    (_type, message) => {
      expect(parseFromView(structuredClone(message))).toEqual(message);
    },
  );

  test.each(BAD.map((message, number) => [number, message] as const))(
    "bad message %i is refused",
    (_number, message) => {
      expect(parseFromView(message)).toBeNull();
    },
  );

  test("a picture may come as a buffer, and as Node's own kind of array", () => {
    for (const given of [bytes.buffer, Buffer.from(bytes)]) {
      const read = parseFromView({ type: "picture", name: "", mediaType: "", bytes: given });
      expect(read?.type === "picture" && [...read.bytes]).toEqual([1, 2, 3]);
    }
  });

  test("an object that throws when it is read is refused", () => {
    const trap = {
      get type(): string {
        throw new Error("trap");
      },
    };
    expect(parseFromView(trap)).toBeNull();
  });

  test("what passes is one of ours, and nothing more", () => {
    fc.assert(
      fc.property(mangled(), (message) => {
        const read = parseFromView(message);
        if (read === null) return;
        const like = GOOD.find(({ type }) => type === read.type);
        expect(like).toBeDefined();
        expect(Object.keys(read).sort()).toEqual(Object.keys(like ?? {}).sort());
      }),
      { numRuns: 2_000 },
    );
  });

  test("no message in any order makes the panel throw, and it works afterwards", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mangled(), { maxLength: 30 }), async (messages) => {
        const stage = await new PanelStage().connected();
        for (const told of messages) {
          const message = parseFromView(told);
          if (message !== null) carryOut(stage.panel, message);
        }
        await settle();
        expect(stage.faults).toEqual([]);
        stage.panel.stop();
        stage.panel.clearPicture();
        stage.panel.setFolder(null);
        stage.panel.search("red mug", "");
        await settle();
        expect(stage.state.hits).toHaveLength(10);
        stage.panel.dispose();
      }),
      { numRuns: 150 },
    );
  });
});

describe("what is dragged, and what a menu is for", () => {
  test("is read where it is ours", () => {
    expect(parseDragged('{"ids":["a0","a1"]}')).toEqual({ ids: ["a0", "a1"] });
    expect(parsePictureContext({ webview: "bowerbird.search", ids: ["a0"] })).toEqual(["a0"]);
  });

  test.each(["", "{", "[]", "null", '{"ids":"a"}', '{"ids":[3]}', '{"ids":["../x"]}', '{"ids":[],"more":1}'])(
    "%s is refused",
    (json) => {
      expect(parseDragged(json)).toBeNull();
    },
  );

  test.each([undefined, null, 7, {}, { ids: "a0" }, { ids: [1] }])("%j is for no picture", (argument) => {
    expect(parsePictureContext(argument)).toBeNull();
  });
});

/** Messages as they should be, with something exchanged, added or left out; and anything at all. */
function mangled(): fc.Arbitrary<unknown> {
  const good = fc.constantFrom(...GOOD);
  const key = fc.constantFrom(
    "type",
    "id",
    "ids",
    "words",
    "avoid",
    "bytes",
    "side",
    "index",
    "percent",
    "more",
  );
  const changed = fc
    .tuple(good, key, fc.anything())
    .map(([message, name, value]) => ({ ...message, [name]: value }));
  const lacking = fc
    .tuple(good, key)
    .map(([message, name]) => Object.fromEntries(Object.entries(message).filter(([each]) => each !== name)));
  return fc.oneof({ weight: 4, arbitrary: good }, changed, lacking, fc.anything());
}
