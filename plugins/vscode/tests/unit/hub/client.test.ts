import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { aHit, aRequest, aWebp } from "./fake_answers";
import { Desk, json, problem, TOKEN } from "./plain_hub";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

describe("what goes out", () => {
  it("is a search with what was said and nothing else", async () => {
    const hub = await desk.announced();
    await desk.client().search(aRequest({ text: "red mug", inside: ["1"], limit: 5, cursor: "c" }));
    const [sent] = hub.asked("POST /v1/search");
    expect(JSON.parse(sent?.body.toString() ?? "")).toEqual({
      text: "red mug",
      inside: ["1"],
      limit: 5,
      cursor: "c",
    });
    expect(sent?.headers).toMatchObject({
      "content-type": "application/json",
      authorization: `Bearer ${TOKEN}`,
      "bowerbird-library": "library-1",
      host: `127.0.0.1:${hub.port}`,
    });
  });

  it("is a saved search as it was kept, but for what is said", async () => {
    const hub = await desk.announced();
    const search = { text: "mug", like: { query_image: "q7" }, limit: 50, cursor: null };
    hub.replies.set("POST /v1/saved-searches/s1/open", () => json({ id: "s1", name: "Mugs", search }));
    await desk.client().search({ ...aRequest({ text: "red mug", limit: 9 }), saved: "s1", verified: true });
    expect(JSON.parse(hub.asked("POST /v1/search")[0]?.body.toString() ?? "")).toEqual({
      text: "red mug",
      like: { query_image: "q7" },
      limit: 9,
      verified: true,
    });
  });

  it("names the library with every request but those that only read", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    await client.reveal("a1");
    await client.copyCurated(["a1"], "red mug");
    await client.folders();
    expect(hub.asked("POST /v1/assets/a1/reveal")[0]?.headers["bowerbird-library"]).toBe("library-1");
    const [copied] = hub.asked("POST /v1/curated-copies");
    expect(copied?.headers["bowerbird-library"]).toBe("library-1");
    expect(JSON.parse(copied?.body.toString() ?? "")).toEqual({ assets: ["a1"], query: "red mug" });
    expect(hub.asked("GET /v1/folders")[0]?.headers["bowerbird-library"]).toBeUndefined();
  });

  it("is a picture with the type that its first bytes tell", async () => {
    const hub = await desk.announced();
    const bytes = new Uint8Array(Buffer.from("\x89PNG\r\n\x1a\n....", "latin1"));
    expect(await desk.client().sendPicture({ bytes, mediaType: "image/jpeg" })).toBe("q1");
    const [sent] = hub.asked("POST /v1/query-images");
    expect(sent?.headers["content-type"]).toBe("image/png");
    expect(new Uint8Array(sent?.body ?? [])).toEqual(bytes);
  });

  it.each([
    ["GIF89a", "image/gif"],
    ["BM....", "image/bmp"],
    ["II*\0", "image/tiff"],
    ["MM\0+", "image/tiff"],
    ["#?RADIANCE\n", "image/vnd.radiance"],
    ["\x76\x2f\x31\x01", "image/x-exr"],
    ["RIFF....WEBP", "image/webp"],
    ["\0\0\0\x1cftypavif\0\0\0\0mif1miaf", "image/avif"],
    ["\0\0\0\x1cftypmif1\0\0\0\0miafavif", "image/avif"],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"],
    ["\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", "image/heic"],
    // Brands end where the box ends.
    ["\0\0\0\x14ftypheic\0\0\0\0mif1avif", "image/heic"],
    ["\0\0\0\x18ftypisom\0\0\0\0isomavc1", "image/gif"],
  ])("has the type that %j tells, else the one that it came with", async (head, mediaType) => {
    const hub = await desk.announced();
    const bytes = new Uint8Array(Buffer.from(head, "latin1"));
    const told = mediaType === "image/gif" ? mediaType : "image/png";
    await desk.client().sendPicture({ bytes, mediaType: told });
    expect(hub.asked("POST /v1/query-images")[0]?.headers["content-type"]).toBe(mediaType);
  });

  it("is no picture that the hub would refuse anyway", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    const large = { bytes: new Uint8Array(33 * 1024 * 1024), mediaType: "image/png" };
    expect(await codeOf(client.sendPicture(large))).toBe("too_large");
    for (const mediaType of ["", "text/html", "image/png\r\nX: y", "application/octet-stream"]) {
      const sent = client.sendPicture({ bytes: new Uint8Array(9), mediaType });
      expect(await codeOf(sent)).toBe("unsupported_media_type");
    }
    expect(hub.connections).toBe(0);
  });

  it("keeps an id in its place, whatever it holds", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    for (const odd of ["../me", "a/b?c#d", "\r\nX: y", "ü", "%2e%2e"]) {
      expect(await codeOf(client.asset(odd))).toBe("not_found");
      expect(hub.seen.at(-1)?.path.split("/")).toHaveLength(4);
    }
    const asked = hub.seen.length;
    for (const none of ["", ".", "..", "\ud800"]) expect(await codeOf(client.asset(none))).toBe("not_found");
    expect(hub.seen).toHaveLength(asked);
  });

  it("goes by no proxy that the environment names", async () => {
    const hub = await desk.announced();
    const proxy = await desk.hub();
    const { env } = process;
    for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy"])
      env[name] = `http://127.0.0.1:${proxy.port}`;
    desk.atTheEnd(() => {
      for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy"]) delete env[name];
    });
    await desk.client().connect();
    expect([hub.connections, proxy.connections]).toEqual([1, 0]);
  });
});

describe("what comes back", () => {
  it("may hold more than is known and less than it should", async () => {
    const hub = await desk.announced();
    const hit = { ...aHit("a1"), labels: undefined, similarity: "much", of_the_future: 1 };
    hub.replies.set("POST /v1/search", () => json({ hits: [hit], of_the_future: {} }));
    const answer = await desk.client().search(aRequest({ text: "mug" }));
    expect(answer.hits[0]).toEqual({ ...aHit("a1"), labels: null, similarity: 0 });
    expect(answer).toMatchObject({ next: null, notes: [], model: null });
  });

  it("has boxes, and those that are none are left out", async () => {
    const hub = await desk.announced();
    const box = [0.1, 0.2, 0.9, 0.2, 0.9, 0.4, 0.1, 0.4];
    const short = box.slice(1);
    const odd = [null, "box", {}, [], short, [...box, 0.5]];
    const beyond = [-0.01, 1.01, null, "0.5", { x: 0 }].map((value) => [value, ...short]);
    const given = [[...odd, box, ...beyond, box], Array.from({ length: 50 }, () => box), undefined, null, 7];
    const hits = given.map((boxes, number) => ({ ...aHit(`a${number}`), boxes }));
    hub.replies.set("POST /v1/search", () => json({ hits }));
    const answer = await desk.client().search(aRequest({ text: "mug" }));
    expect(answer.hits.map(({ boxes }) => boxes?.length ?? null)).toEqual([2, 40, null, null, null]);
    expect(answer.hits[0]?.boxes).toEqual([box, box]);
  });

  it.each([
    [409, "asset_offline", "Plug in Blue.", "The picture lies on a disk that is away.", "none"],
    [410, "asset_gone", "Run “bowerbird gone”.", "The picture is not there any more.", "search-again"],
    [404, "unknown_folder", "", "That folder is not in the library any more.", "clear-filters"],
    [409, "no_curated_folder", "", "No folder for curated copies was chosen yet.", "open-page"],
    [403, "insufficient_scope", "", "This editor was not given the right to do that.", "pair"],
    [412, "wrong_library", "", "The Bowerbird that runs holds another library.", "pair"],
    [426, "api_version", "", "too new", "connect"],
    [422, "of_the_future", "The moon is full.", "The moon is full.", "none"],
  ] as const)("is the problem %i %s in a plain sentence", async (status, code, detail, sentence, remedy) => {
    const hub = await desk.announced();
    hub.replies.set("GET /v1/folders", () => problem(status, code, detail.replaceAll(/[“”]/g, "`")));
    const trouble = await desk
      .client()
      .folders()
      .then(
        () => null,
        (error: unknown) => error,
      );
    expect(trouble).toBeInstanceOf(Trouble);
    expect(trouble).toMatchObject({ code: code === "api_version" ? "hub_too_new" : code, remedy });
    expect(String(trouble)).toContain(sentence);
    expect(String(trouble)).toContain(detail);
  });

  it.each([
    [401, "revoked"],
    [403, "forbidden"],
    [404, "not_found"],
    [413, "too_large"],
    [500, "error"],
  ])("is the status %i even where nothing is said with it", async (status, code) => {
    const hub = await desk.announced();
    hub.replies.set("GET /v1/folders", () => ({
      status,
      headers: { "Content-Type": "text/html" },
      body: "<p>no",
    }));
    expect(await codeOf(desk.client().folders())).toBe(code);
  });

  it("is cut where a problem has no end", async () => {
    const hub = await desk.announced();
    hub.replies.set("GET /v1/folders", () => problem(422, "odd", "x".repeat(100_000)));
    await expect(desk.client().folders()).rejects.toMatchObject({ sentence: "x".repeat(500) });
  });

  it("is waited for where the hub is busy for a moment, and told where it stays so", async () => {
    const hub = await desk.announced();
    let asked = 0;
    hub.replies.set("GET /v1/folders", () => {
      asked += 1;
      return asked < 3 ? problem(503, "busy", "", { "Retry-After": "0" }) : json({ folders: [] });
    });
    const client = desk.client();
    expect(await client.folders()).toEqual([]);
    asked = -9;
    await expect(client.folders()).rejects.toMatchObject({ code: "busy", retryAfter: 0 });
    expect(asked).toBe(-6);
    hub.replies.set("GET /v1/folders", () => problem(503, "busy", "", { "Retry-After": "60" }));
    await expect(client.folders()).rejects.toThrow("60 seconds");
    hub.replies.set("POST /v1/curated-copies", () => problem(503, "busy", "", { "Retry-After": "0" }));
    expect(await codeOf(client.copyCurated(["a1"], null))).toBe("busy");
    expect(hub.asked("POST /v1/curated-copies")).toHaveLength(1);
  });

  it("is told as not offered where the hub is older", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    expect(await codeOf(client.rendition("a1", { format: "avif" }))).toBe("not_offered");
    expect(await client.words("a1")).toEqual({ letters: [], caption: null });
    hub.replies.set("GET /v1/assets/a1/words", () => problem(404, "unknown_asset"));
    expect(await codeOf(client.words("a1"))).toBe("unknown_asset");
  });

  it("is the picture in the form that was asked for, or garbled", async () => {
    const hub = await desk.announced();
    const body = aWebp("x");
    hub.replies.set("GET /v1/assets/a1/rendition", () => ({
      status: 200,
      headers: { "Content-Type": "image/webp" },
      body,
    }));
    const client = desk.client();
    const made = await client.rendition("a1", { format: "webp", longSide: 800, quality: 70 });
    expect(made).toEqual({ bytes: body, mediaType: "image/webp" });
    expect(hub.seen.at(-1)?.path).toBe("/v1/assets/a1/rendition?format=webp&long_side=800&quality=70");
    expect(await codeOf(client.rendition("a1", { format: "png" }))).toBe("garbled");
  });
});
