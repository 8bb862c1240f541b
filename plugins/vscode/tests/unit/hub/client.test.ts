import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { deferred } from "./deferred";
import { aHit, aRequest, aWebp } from "./fake_answers";
import { Desk, json, KEPT, problem, TOKEN } from "./plain_hub";
import { Secrets } from "./secrets";
import { until } from "./until";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

const THUMBNAIL = "GET /v1/assets/a1/thumbnail";

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

  it.each([
    [409, "asset_offline", "Plug in Blue.", "The picture lies on a disk that is away.", "none"],
    [410, "asset_gone", "", "The picture is not there any more.", "search-again"],
    [404, "unknown_folder", "", "That folder is not in the library any more.", "clear-filters"],
    [409, "no_curated_folder", "", "No folder for curated copies was chosen yet.", "open-page"],
    [403, "insufficient_scope", "", "This editor was not given the right to do that.", "pair"],
    [412, "wrong_library", "", "The Bowerbird that runs holds another library.", "pair"],
    [426, "api_version", "", "too new", "connect"],
    [422, "of_the_future", "The moon is full.", "The moon is full.", "none"],
  ] as const)("is the problem %i %s in a plain sentence", async (status, code, detail, sentence, remedy) => {
    const hub = await desk.announced();
    hub.replies.set("GET /v1/folders", () => problem(status, code, detail));
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

describe("a call that ends before its answer", () => {
  it("rejects with the signal's reason, and its answer is taken for no other's", async () => {
    const hub = await desk.announced();
    const gate = deferred<void>();
    hub.replies.set("POST /v1/search", async () => {
      await gate.promise;
      return json({ hits: [aHit("late")] });
    });
    const client = desk.client();
    const giving = new AbortController();
    const search = client.search(aRequest({ text: "mug" }), giving.signal);
    await until(() => hub.asked("POST /v1/search").length === 1);
    const reason = new Error("other words");
    giving.abort(reason);
    await expect(search).rejects.toBe(reason);
    gate.resolve();
    expect(await client.folders()).toHaveLength(1);
    expect(hub.asked("POST /v1/proof")).toHaveLength(2);
  });

  it("leaves nothing that listens to its signal", async () => {
    await desk.announced();
    const client = desk.client();
    const { signal } = new AbortController();
    let listening = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...rest: Parameters<typeof add>) => {
      listening += 1;
      add(...rest);
    };
    signal.removeEventListener = (...rest: Parameters<typeof remove>) => {
      listening -= 1;
      remove(...rest);
    };
    await client.search(aRequest({ text: "mug" }), signal);
    await client.thumbnail({ id: "a1", content: "c" }, 160, signal);
    await client.original("a1", undefined, signal);
    expect(listening).toBe(0);
  });

  it("is cancelled with the client", async () => {
    const hub = await desk.announced();
    hub.scripts.set("POST /v1/search", () => undefined);
    const client = desk.client();
    const search = codeOf(client.search(aRequest({ text: "mug" })));
    await until(() => hub.asked("POST /v1/search").length === 1);
    client.dispose();
    expect(await search).toBe("cancelled");
    expect(await codeOf(client.folders())).toBe("cancelled");
    await until(() => hub.sockets.size === 0);
  });
});

describe("an original", () => {
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

describe("a hub that comes back", () => {
  it("is found on its new port, and proved anew", async () => {
    const before = await desk.announced();
    const client = desk.client();
    await client.connect();
    await before.end();
    expect(await codeOf(client.folders())).toBe("not_running");
    const after = await desk.hub();
    after.serverId = "start-2";
    await desk.announce(after);
    expect(await client.folders()).toHaveLength(1);
    expect(after.seen.map((seen) => seen.path)).toEqual(["/v1/hello", "/v1/proof", "/v1/folders"]);
  });

  it("is asked again over another connection where the old one broke unseen, but not to change something", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    await client.connect();
    hub.scripts.set("GET /v1/folders", (socket) => {
      hub.scripts.clear();
      socket.destroy();
    });
    expect(await client.folders()).toHaveLength(1);
    hub.scripts.set("POST /v1/curated-copies", (socket) => socket.destroy());
    expect(await codeOf(client.copyCurated(["a1"], null))).toBe("not_running");
    expect(hub.asked("POST /v1/curated-copies")).toHaveLength(1);
  });
});

describe("a window on another computer", () => {
  const where = { isRemote: true, remoteName: "ssh-remote" };

  it("says so where nothing of Bowerbird is there, whether it was paired or not", async () => {
    for (const changes of [{}, { credentials: new Secrets() }]) {
      const client = desk.client({ where, ...changes });
      await expect(client.connect({ start: true })).rejects.toMatchObject({
        code: "elsewhere",
        remedy: "connect",
      });
      await expect(client.connect()).rejects.toThrow("by SSH");
    }
    const pairing = desk.client({ where }).pair({ show: () => undefined, confirm: async () => true });
    expect(await codeOf(pairing)).toBe("elsewhere");
    expect(await codeOf(desk.client({ where }).search(aRequest({ text: "mug" })))).toBe("elsewhere");
  });

  it("uses the Bowerbird that is there too", async () => {
    const hub = await desk.announced();
    await desk.client({ where }).connect();
    expect(hub.gotToken).toBe(true);
  });

  it("is told that it does not run where it is installed", async () => {
    const starting = () => ({ isAllowed: false, command: ["bowerbird", "serve"] });
    expect(await codeOf(desk.client({ where, starting }).connect())).toBe("not_running");
  });

  it("is not what a window on the own computer is: the control", async () => {
    expect(await codeOf(desk.client().connect())).toBe("not_running");
  });
});

describe("following what happens", () => {
  const event = (name: string, data: unknown = {}): string =>
    `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  it("goes on through breaks, tells of each once, and that something may have been missed", async () => {
    const hub = await desk.announced();
    hub.scripts.set("GET /v1/events", (socket) => {
      socket.write(`${head}${event("hello")}${event("status")}${event("job")}: still here\n\n`);
    });
    const over = new AbortController();
    const told: string[] = [];
    const credentials = new Secrets(KEPT);
    const client = desk.client({ pausesMs: [5], credentials });
    const following = client.follow(
      ({ kind }) => told.push(kind),
      ({ code }) => told.push(code),
      over.signal,
    );
    await until(() => told.length === 1);
    await desk.withdraw(hub);
    hub.hangUp();
    await until(() => told.length === 2);
    const { reads } = credentials;
    await until(() => credentials.reads > reads + 2);
    await desk.announce(hub);
    await until(() => told.length === 4);
    over.abort();
    await following;
    expect(told).toEqual(["status", "not_running", "library", "status"]);
    expect(hub.asked("GET /v1/events").every((seen) => !seen.path.includes("hub_"))).toBe(true);
    await until(() => hub.sockets.size === 0);
  });

  it("tells that nobody is paired, and that the token counts no more", async () => {
    const hub = await desk.announced();
    hub.token = "hub_x";
    const over = new AbortController();
    const lost = deferred<Trouble>();
    const following = desk.client().follow(() => undefined, lost.resolve, over.signal);
    expect((await lost.promise).code).toBe("rogue_hub");
    over.abort();
    await following;
  });

  it("ends with the client", async () => {
    const hub = await desk.announced();
    hub.scripts.set("GET /v1/events", (socket) => void socket.write(`${head}${event("status")}`));
    const client = desk.client();
    const came = deferred<unknown>();
    const following = client.follow(came.resolve, came.reject, new AbortController().signal);
    await came.promise;
    client.dispose();
    await following;
  });
});
