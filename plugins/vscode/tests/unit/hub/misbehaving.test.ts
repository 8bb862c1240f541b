import { rename } from "node:fs/promises";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { aRequest } from "./fake_answers";
import { Desk, json, KEPT, PlainHub, problem, proofOf, type Reply, type Script, TOKEN } from "./plain_hub";
import { Secrets } from "./secrets";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

const OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const says =
  (text: string | Uint8Array): Script =>
  (socket) =>
    void socket.write(text);
const saysAndLeaves =
  (text: string): Script =>
  (socket) =>
    void socket.end(text);

function pour(head: string, piece: string): Script {
  return (socket) => {
    socket.write(head);
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece)) {
        // as long as it is taken
      }
    };
    socket.on("drain", more);
    more();
  };
}

function drip(head: string): Script {
  return (socket: Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write("x"), 20);
    socket.on("close", () => clearInterval(timer));
  };
}

const SLOW = `${OK}Content-Length: 60000\r\n\r\n`;

describe("a hub that misbehaves once it has the token", () => {
  it.each<[string, Script, string]>([
    ["a gigabyte", says(`${OK}Content-Length: 1073741824\r\n\r\n${"x".repeat(4096)}`), "garbled"],
    ["an answer without end", pour(`${OK}\r\n`, "x".repeat(65_536)), "garbled"],
    [
      "chunks without end",
      pour(`${OK}Transfer-Encoding: chunked\r\n\r\n`, `1000\r\n${"x".repeat(4096)}\r\n`),
      "garbled",
    ],
    ["garbage", says(Buffer.from("\0\xff".repeat(500), "latin1")), "garbled"],
    ["a status that is none", says("HTTP/1.1 999999 OK\r\n\r\n"), "garbled"],
    ["headers without end", pour("HTTP/1.1 200 OK\r\n", `A: ${"b".repeat(1000)}\r\n`), "garbled"],
    ["an answer that breaks off", saysAndLeaves(`${OK}Content-Length: 50\r\n\r\n{"a"`), "garbled"],
    ["chunks that break off", saysAndLeaves(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a"`), "garbled"],
    ["no chunk", says(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`), "garbled"],
    [
      "another protocol",
      says("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
      "garbled",
    ],
    ["nothing, and leaves", (socket) => socket.destroy(), "not_running"],
  ])("gives %s and is told of in a sentence", async (_what, script, code) => {
    const hub = await desk.announced();
    hub.scripts.set("POST /v1/search", script);

    const trouble = await troubleOf(desk.client().search(aRequest({ text: "mug" })));

    expect(trouble.code).toBe(code);
    expect(trouble.sentence).toMatch(/\.$/);
    expect(trouble.advice).not.toBe("");
    expect(hub.gotToken).toBe(true);
    expect(everything(trouble)).not.toContain(TOKEN);
    expect(everything(trouble)).not.toMatch(/x{50}|\xff/);
  });

  it.each<[string, Reply]>([
    ["what is no JSON", { ...json({}), body: Buffer.from("\0\xff{[garbage", "latin1") }],
    ["a list", json([{ hits: "many" }])],
    ["nothing", { status: 200 }],
    ["hits that are none", json({ hits: "many" })],
    ["hits without an id", json({ hits: [{ name: "a.jpg" }] })],
    ["JSON without a bottom", { ...json({}), body: "[".repeat(100_000) }],
  ])("answers a search with %s", async (_what, reply) => {
    const hub = await desk.announced();
    hub.replies.set("POST /v1/search", () => reply);

    expect(await codeOf(desk.client().search(aRequest({ text: "mug" })))).toBe("garbled");
  });

  it("follows no redirect", async () => {
    const hub = await desk.announced();
    const target = await desk.hub();
    const headers = { Location: `http://127.0.0.1:${target.port}/v1/status` };
    hub.replies.set("GET /v1/status", () => ({ status: 302, headers }));

    expect(await codeOf(desk.client().status())).toBe("error");
    expect(target.connections).toBe(0);
  });

  it("takes nothing that came unasked for the answer to the next question", async () => {
    const hub = await desk.announced();
    const spare = `${OK}Content-Length: 15\r\n\r\n{"folders": []}`;
    hub.scripts.set("GET /v1/status", (socket) => {
      socket.write(`${OK}Content-Length: 2\r\n\r\n{}`);
      setTimeout(() => socket.write(spare), 20);
    });
    const client = desk.client();
    await client.status();
    const [socket] = hub.sockets;
    // Long before the server itself lets go of a connection that nobody uses.
    await expect.poll(() => socket?.destroyed, { timeout: 1_000 }).toBe(true);

    expect(await client.folders()).toHaveLength(1);
  });
});

describe("who is not the hub gets no token", () => {
  it.each<[string, (hub: PlainHub) => void, string]>([
    ["proves with another token", (hub) => (hub.token = `${TOKEN.slice(0, -1)}x`), "rogue_hub"],
    ["hands on the proof of another port", otherPort, "rogue_hub"],
    ["gives no proof", (hub) => void hub.replies.set("POST /v1/proof", () => json({})), "rogue_hub"],
    ["answers the proof with garbage", garbageProof, "rogue_hub"],
    ["sends us elsewhere", redirects, "rogue_hub"],
    ["does not know us", (hub) => (hub.clientId = "another"), "revoked"],
    [
      "has too much to do",
      (hub) => void hub.replies.set("POST /v1/proof", () => problem(503, "busy")),
      "busy",
    ],
    ["hangs at the proof", (hub) => void hub.scripts.set("POST /v1/proof", () => undefined), "timed_out"],
    ["hangs at hello", (hub) => void hub.scripts.set("GET /v1/hello", () => undefined), "timed_out"],
    ["drips", (hub) => void hub.scripts.set("GET /v1/hello", drip(`${OK}X: `)), "timed_out"],
    ["drips its answer", (hub) => void hub.scripts.set("GET /v1/hello", drip(SLOW)), "timed_out"],
    ["is of another start", (hub) => (hub.serverId = "start-2"), "not_running"],
    [
      "is another product",
      (hub) => void hub.replies.set("GET /v1/hello", () => json({ product: "x" })),
      "not_running",
    ],
    ["is too old", (hub) => (hub.api = { min: 0, max: 0 }), "hub_too_old"],
    ["is too new", (hub) => (hub.api = { min: 2, max: 3 }), "hub_too_new"],
  ])("when it %s", async (_what, spoil, code) => {
    const hub = await desk.announced();
    spoil(hub);

    const trouble = await troubleOf(desk.client().connect());

    expect(trouble.code).toBe(code);
    expect(trouble.sentence).toMatch(/\.$/);
    expect(hub.gotToken).toBe(false);
    expect(everything(trouble)).not.toContain(TOKEN);
  });

  it("when it holds another library", async () => {
    const hub = await desk.hub();
    hub.libraryId = "library-2";
    await desk.announce(hub);

    expect(await codeOf(desk.client().connect())).toBe("wrong_library");
    expect(hub.gotToken).toBe(false);
  });

  it("when it sits on the port of a hub that was killed, and says the library's name", async () => {
    const killed = await desk.announced();
    const { port } = killed;
    await killed.end();
    const squatter = await PlainHub.serve(port);
    desk.atTheEnd(() => squatter.end());
    squatter.serverId = "squatter";

    expect(await codeOf(desk.client().connect())).toBe("not_running");
    expect(squatter.gotToken).toBe(false);
    expect(squatter.asked("POST /v1/proof")).toHaveLength(0);
  });

  it("when only a port leads to it and it says that it does not know us", async () => {
    const squatter = await desk.hub();
    squatter.clientId = "another";
    const sandbox = { ...desk.around, environ: { APP_SANDBOX_CONTAINER_ID: "x" } };
    const place = { folder: `${desk.folder}-hidden`, ports: [squatter.port], around: sandbox };

    expect(await codeOf(desk.client({ place }).connect())).toBe("rogue_hub");
    expect(squatter.gotToken).toBe(false);
  });

  it("and the right one gets it: the control", async () => {
    const hub = await desk.announced();

    await desk.client().connect();

    expect(hub.gotToken).toBe(true);
    expect(hub.seen.map((seen) => seen.path)).toEqual(["/v1/hello", "/v1/proof", "/v1/me"]);
    expect(hub.seen.slice(0, 2).some((seen) => JSON.stringify(seen.headers).includes("Bearer"))).toBe(false);
    expect(hub.seen.every((seen) => !seen.path.includes(TOKEN))).toBe(true);
  });

  it("and among several the one that proves itself is gone to", async () => {
    const rogue = await desk.hub();
    rogue.token = "hub_rogue";
    await desk.announce(rogue);
    const right = await desk.hub();
    right.serverId = "start-9";
    const path = await desk.announce(right);
    await rename(path, path.replace(".json", "-b.json"));
    await desk.announce(rogue);

    await desk.client().connect();

    expect([rogue.gotToken, right.gotToken]).toEqual([false, true]);
  });

  it("and each new connection is proved anew", async () => {
    const hub = await desk.announced();
    const client = desk.client();
    await client.connect();
    hub.hangUp();
    await client.status();

    expect(hub.asked("POST /v1/proof")).toHaveLength(2);
    const nonces = hub.asked("POST /v1/proof").map((seen) => JSON.parse(seen.body.toString()).nonce);
    expect(new Set(nonces).size).toBe(2);
    await client.folders();
    expect(hub.asked("POST /v1/proof")).toHaveLength(2);
  });
});

describe("a token that counts no more", () => {
  it("is told as revoked, and what is kept is read again", async () => {
    const hub = await desk.announced();
    const secrets = new Secrets(KEPT);
    const client = desk.client({ credentials: secrets });
    await client.connect();
    hub.replies.set("GET /v1/status", () => problem(401, "unauthorized"));

    expect(await codeOf(client.status())).toBe("revoked");
    expect(secrets.text).toBe(KEPT);
    hub.replies.clear();
    hub.token = "hub_another";
    expect(await codeOf(client.status())).toBe("rogue_hub");
    secrets.text = KEPT.replace(TOKEN, "hub_another");
    await client.status();
  });

  it("is sent over no other connection either", async () => {
    const hub = await desk.announced();
    const secrets = new Secrets(KEPT);
    const client = desk.client({ credentials: secrets });
    await Promise.all([client.status(), client.folders()]);
    expect(hub.connections).toBe(2);
    hub.token = "hub_another";
    expect(await codeOf(client.status())).toBe("revoked");
    secrets.text = KEPT.replace(TOKEN, "hub_another");
    await client.status();
  });

  it("is damaged, and nobody is asked", async () => {
    const hub = await desk.announced();
    for (const text of ["{", "[]", "{}", KEPT.replace(TOKEN, "hub_\\n"), KEPT.replace("client-1", "")]) {
      const trouble = await troubleOf(desk.client({ credentials: new Secrets(text) }).connect());
      expect(trouble.code).toBe("storage");
      expect(trouble.remedy).toBe("pair");
    }
    expect(hub.connections).toBe(0);
  });

  it("cannot be read, and what the keyring says goes nowhere", async () => {
    await desk.announced();
    const secrets = new Secrets(KEPT);
    secrets.broken = new Error(`no keyring for ${TOKEN}`);

    const trouble = await troubleOf(desk.client({ credentials: secrets }).connect());

    expect(trouble.code).toBe("storage");
    expect(everything(trouble)).not.toContain(TOKEN);
  });
});

function otherPort(hub: PlainHub): void {
  hub.replies.set("POST /v1/proof", ({ body }) =>
    json({ proof: proofOf(TOKEN, JSON.parse(body.toString()).nonce, hub.port + 1) }),
  );
}

function garbageProof(hub: PlainHub): void {
  hub.scripts.set("POST /v1/proof", says(`${OK}Content-Length: 7\r\n\r\ngarbage`));
}

function redirects(hub: PlainHub): void {
  hub.replies.set("POST /v1/proof", () => ({ status: 307, headers: { Location: "/v1/hello" } }));
}

async function troubleOf(work: Promise<unknown>): Promise<Trouble> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
  throw new Error("there was no trouble");
}

/** Give all that a log could print of an error, its causes too. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)));
  return [...own, error.cause === undefined ? "" : everything(error.cause)].join("\n");
}
