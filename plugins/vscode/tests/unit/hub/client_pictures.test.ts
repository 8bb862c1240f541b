import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../../src/core/hub/connections";
import { Pictures } from "../../../src/core/hub/pictures";
import { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { deferred } from "./deferred";
import { aRequest, aWebp } from "./fake_answers";
import { Desk, problem } from "./plain_hub";
import { until } from "./until";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

const THUMBNAIL = "GET /v1/assets/a1/thumbnail";

describe("thumbnails", () => {
  it("come once for each content and size, for copies and for all who wait", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    const one = { id: "a1", content: "c" };
    const [first, second] = await Promise.all([client.thumbnail(one, 160), client.thumbnail(one, 160)]);
    expect(first).toEqual(aWebp("a1"));
    expect(second).toBe(first);
    expect(await client.thumbnail({ id: "a2", content: "c" }, 160)).toBe(first);
    expect(hub.asked(THUMBNAIL)).toHaveLength(1);
    await client.thumbnail(one, 320);
    expect(hub.asked(THUMBNAIL).map((seen) => seen.path.split("?")[1])).toEqual(["size=160", "size=320"]);
  });

  it("are asked about by their tag where nothing names their content", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    const first = await client.thumbnail({ id: "a1", content: "" }, 160);
    expect(await client.thumbnail({ id: "a1", content: "" }, 160)).toBe(first);
    expect(hub.asked(THUMBNAIL).map((seen) => seen.headers["if-none-match"])).toEqual([undefined, '"a1"']);
  });

  it("that are given up go on to whoever else waits, and into the memory", async () => {
    const hub = await desk.announced();
    const gate = deferred<void>();
    hub.replies.set(THUMBNAIL, async () => {
      await gate.promise;
      return { status: 200, headers: { "Content-Type": "image/webp" }, body: aWebp("late") };
    });
    const client = desk.client();
    const giving = new AbortController();
    const asset = { id: "a1", content: "c" };
    const given = client.thumbnail(asset, 160, giving.signal);
    const waiting = client.thumbnail(asset, 160);
    await until(() => hub.asked(THUMBNAIL).length === 1);
    giving.abort(new Error("scrolled away"));
    await expect(given).rejects.toThrow("scrolled away");
    gate.resolve();
    expect(await waiting).toEqual(aWebp("late"));
    expect(await client.thumbnail(asset, 160)).toBe(await waiting);
  });

  it("that are given up before their turn are not asked for, and come to who asks later", async () => {
    const hub = await desk.announced();
    const gate = deferred<void>();
    const slow = async () => {
      await gate.promise;
      return { status: 200, body: aWebp("x") };
    };
    const all = Array.from({ length: 20 }, (_, number) => ({ id: `t${number}`, content: `${number}` }));
    for (const { id } of all) hub.replies.set(`GET /v1/assets/${id}/thumbnail`, slow);
    const client = desk.client();
    const giving = new AbortController();
    const given = all.map((asset) =>
      client.thumbnail(asset, 160, giving.signal).catch((error) => error.message),
    );
    const asked = () => hub.seen.filter((seen) => seen.path.includes("thumbnail")).map((seen) => seen.path);
    await until(() => asked().length === 4);
    giving.abort(new Error("scrolled away"));
    const late = client.thumbnail({ id: "t19", content: "19" }, 160);
    expect(new Set(await Promise.all(given))).toEqual(new Set(["scrolled away"]));
    gate.resolve();
    expect(await late).toEqual(aWebp("x"));
    expect(asked()).toHaveLength(5);
    expect(hub.asked("POST /v1/proof").length).toBeLessThanOrEqual(4);
  });

  it("that are no WebP are refused and not kept", async () => {
    const hub = await desk.announced();
    hub.replies.set(THUMBNAIL, () => ({
      status: 200,
      headers: { "Content-Type": "image/webp" },
      body: "<svg onload=x>",
    }));
    const client = desk.client();
    expect(await codeOf(client.thumbnail({ id: "a1", content: "c" }, 160))).toBe("garbled");
    hub.replies.clear();
    expect(await client.thumbnail({ id: "a1", content: "c" }, 160)).toEqual(aWebp("a1"));
  });

  it("take no search's turn, however many there are", async () => {
    const hub = await desk.announced();
    const gate = deferred<void>();
    for (let number = 0; number < 40; number += 1) {
      hub.replies.set(`GET /v1/assets/t${number}/thumbnail`, async () => {
        await gate.promise;
        return { status: 200, body: aWebp("x") };
      });
    }
    const client = desk.client();
    const all = Array.from({ length: 40 }, (_, number) =>
      client.thumbnail({ id: `t${number}`, content: `${number}` }, 160),
    );
    await until(() => hub.seen.filter((seen) => seen.path.includes("thumbnail")).length === 4);
    expect((await client.search(aRequest({ text: "mug" }))).hits).toHaveLength(2);
    expect(hub.seen.filter((seen) => seen.path.includes("thumbnail"))).toHaveLength(4);
    gate.resolve();
    await Promise.all(all);
    expect(hub.connections).toBeLessThanOrEqual(6);
  });
});

describe("a picture in another form", () => {
  it("has a minute, in the lane of files", async () => {
    const asked: Call[] = [];
    const pictures = new Pictures(async (call) => {
      asked.push(call);
      throw new Trouble("timed_out", "");
    });
    expect(await codeOf(pictures.rendition("a1", { format: "webp" }))).toBe("timed_out");
    expect(asked).toMatchObject([{ lane: "files", ms: 60_000, again: true }]);
  });

  it("is waited for where the hub has its hands full, and told where that does not end", async () => {
    const hub = await desk.announced();
    const busy = () => problem(503, "busy", "", { "Retry-After": "0" });
    let asked = 0;
    hub.replies.set("GET /v1/assets/a1/rendition", () => {
      asked += 1;
      return asked < 3
        ? busy()
        : { status: 200, headers: { "Content-Type": "image/webp" }, body: aWebp("made") };
    });
    const client = desk.client();
    expect((await client.rendition("a1", { format: "webp" })).bytes).toEqual(aWebp("made"));
    expect(asked).toBe(3);
    hub.replies.set("GET /v1/assets/a1/rendition", busy);
    expect(await codeOf(client.rendition("a1", { format: "webp" }))).toBe("busy");
  });
});

describe("an original", () => {
  it("may take as long as it comes, and ends where nothing comes for a minute", async () => {
    const asked: Call[] = [];
    const pictures = new Pictures(async (call) => {
      asked.push(call);
      throw new Trouble("timed_out", "");
    });
    expect(await codeOf(pictures.original("a1", undefined))).toBe("timed_out");
    expect(asked).toMatchObject([{ ms: 60_000, endless: true }]);
  });

  it("comes as it is, with how far it has come", async () => {
    await desk.announced();
    const parts: number[] = [];
    const file = await desk.client().original("a1", (part) => parts.push(part));
    expect(Buffer.from(file.bytes).toString()).toBe("a1".repeat(100_000));
    expect(file.mediaType).toBe("image/jpeg");
    expect(parts.every((part) => part > 0 && part <= 1)).toBe(true);
    expect(parts.at(-1)).toBe(1);
  });

  it("is not what its refusal says", async () => {
    const hub = await desk.announced();
    hub.replies.set("GET /v1/assets/a1/original", () => problem(409, "asset_offline", "Plug in Blue."));
    const parts: number[] = [];
    const file = desk.client().original("a1", (part) => parts.push(part));
    await expect(file).rejects.toThrow("Plug in Blue.");
    expect(parts).toEqual([]);
  });
});
