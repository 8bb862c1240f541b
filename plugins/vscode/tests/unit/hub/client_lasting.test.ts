import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { deferred } from "./deferred";
import { aHit, aRequest } from "./fake_answers";
import { Desk, json, KEPT } from "./plain_hub";
import { Secrets } from "./secrets";
import { until } from "./until";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
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
    expect(told).toEqual(["status", "not_running", "status", "status"]);
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
