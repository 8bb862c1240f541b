import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromView } from "../../../src/core/messages";
import { sharpSide, Thumbnails } from "../../../src/webview/thumbnails";

const posted: FromView[] = [];
const live = new Set<string>();

beforeEach(() => {
  posted.length = 0;
  live.clear();
  let made = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    made += 1;
    const url = `blob:${made}`;
    live.add(url);
    return url;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => {
    live.delete(url);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const make = (most?: number) => new Thumbnails((message) => posted.push(message), most);
const wanted = (name: string) => ({ id: `id-${name}`, content: name, side: 160 as const });
const asked = () =>
  posted.map((message) => (message.type === "want" ? message.thumbnails.map(({ id }) => id).join(" ") : "?"));
const turn = () => new Promise<void>((done) => queueMicrotask(done));

test("what is wanted in one turn is asked for at once, the most urgent first", async () => {
  const thumbnails = make();
  thumbnails.want("grid", [wanted("a"), wanted("b")]);
  thumbnails.want("preview", [{ ...wanted("c"), side: 640 }]);
  await turn();
  expect(asked()).toEqual(["id-c id-a id-b"]);
});

test("what is here, or lost, is not asked for again", async () => {
  const thumbnails = make();
  thumbnails.take("a", 160, new Uint8Array(4));
  thumbnails.take("b", 160, null);
  thumbnails.want("grid", [wanted("a"), wanted("b"), wanted("c")]);
  await turn();
  expect(asked()).toEqual(["id-c"]);
  thumbnails.forgive();
  thumbnails.want("grid", [wanted("b")]);
  await turn();
  expect(asked()).toEqual(["id-c", "id-b"]);
});

test("the same wish is said once, and one that is given up is taken back", async () => {
  const thumbnails = make();
  thumbnails.want("grid", [wanted("a")]);
  await turn();
  thumbnails.want("grid", [wanted("a")]);
  await turn();
  thumbnails.want("grid", []);
  await turn();
  expect(asked()).toEqual(["id-a", ""]);
});

test("beyond the limit what was used the longest ago is let go, never what is in view", () => {
  const thumbnails = make(1000);
  thumbnails.want("grid", [wanted("0")]);
  for (let n = 0; n < 100; n += 1) thumbnails.take(String(n), 160, new Uint8Array(100));
  expect(live.size).toBe(10);
  expect(thumbnails.url("0", 160)).not.toBeNull();
  expect(thumbnails.url("1", 160)).toBeNull();
  expect(thumbnails.url("99", 160)).not.toBeNull();
  thumbnails.dispose();
  expect(live.size).toBe(0);
});

test("until the right size is here another one is shown", () => {
  const thumbnails = make();
  thumbnails.take("a", 160, new Uint8Array(4));
  const small = thumbnails.url("a", 160);
  expect(thumbnails.url("a", 640)).toBe(small);
  thumbnails.take("a", 640, new Uint8Array(4));
  expect(thumbnails.url("a", 640)).not.toBe(small);
});

test("the smallest size that is sharp is asked for", () => {
  expect([100, 170, 320, 700].map((side) => sharpSide(side, 1))).toEqual([160, 160, 320, 640]);
  expect(sharpSide(150, 2)).toBe(320);
});
