import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeToCompare } from "../../../src/core/hub/hub";
import { codeOf } from "./conformance";
import { deferred } from "./deferred";
import { Desk, json, KEPT, type PlainHub, problem, TOKEN } from "./plain_hub";
import { Secrets } from "./secrets";
import { until } from "./until";

const CLAIM = "POST /v1/pairings/p%2F1/claim";

let desk: Desk;
let secrets: Secrets;

beforeEach(async () => {
  desk = await Desk.make();
  secrets = new Secrets();
});
afterEach(async () => {
  await desk.close();
});

const client = (changes = {}) => desk.client({ credentials: secrets, ...changes });
const nobodyAsked = async (): Promise<boolean> => {
  throw new Error("nobody should be asked");
};

/** A hub that only a port leads to. */
async function byPort(): Promise<{ hub: PlainHub; place: object }> {
  const hub = await desk.hub();
  const around = { ...desk.around, environ: { APP_SANDBOX_CONTAINER_ID: "x" } };
  return { hub, place: { folder: `${desk.folder}-hidden`, ports: [hub.port], around } };
}

describe("pairing", () => {
  it("asks for the four rights by name, and keeps what it is given", async () => {
    const hub = await desk.announced();
    const shown: CodeToCompare[] = [];
    const connected = await client().pair({
      show: (code) => {
        shown.push(code);
        hub.pairing = "approved";
      },
      confirm: nobodyAsked,
    });
    expect(shown).toEqual([{ code: "123-456", secondsLeft: 120, caution: "" }]);
    expect(connected.scopes).toEqual(["search", "thumbnails", "originals", "curate"]);
    expect(JSON.parse(hub.asked("POST /v1/pairings")[0]?.body.toString() ?? "")).toEqual({
      name: "Tests",
      scopes: ["search", "thumbnails", "originals", "curate"],
    });
    expect(secrets.text).toBe(KEPT);
  });

  it.each([
    ["denied", "pairing_denied"],
    ["gone", "pairing_gone"],
  ] as const)("tells that a request is %s, and keeps nothing", async (answer, code) => {
    const hub = await desk.announced();
    hub.pairing = answer;
    expect(await codeOf(client().pair({ show: () => undefined, confirm: nobodyAsked }))).toBe(code);
    expect(secrets.text).toBeUndefined();
  });

  it("has the hub forget what comes after it was given up", async () => {
    const hub = await desk.announced();
    const gate = deferred<void>();
    hub.replies.set(CLAIM, async () => {
      await gate.promise;
      return json({ state: "approved", ...JSON.parse(KEPT) });
    });
    const giving = new AbortController();
    const pairing = client().pair({ show: () => undefined, confirm: nobodyAsked, signal: giving.signal });
    await until(() => hub.asked(CLAIM).length === 1);
    giving.abort(new Error("closed"));
    await expect(pairing).rejects.toThrow("closed");
    gate.resolve();
    await until(() => hub.asked("DELETE /v1/me").length === 1);
    expect(secrets.text).toBeUndefined();
  });

  it("has what it is given used at once, in place of what was kept", async () => {
    const hub = await desk.announced();
    secrets.text = KEPT;
    const paired = client();
    await paired.connect();
    hub.token = "hub_new";
    hub.pairing = "approved";
    await paired.pair({ show: () => undefined, confirm: nobodyAsked });
    expect(hub.seen.at(-1)?.headers.authorization).toBe("Bearer hub_new");
  });

  it.each([
    ["a sentence", "Ring 0900 123 456 now"],
    ["digits of another alphabet", "١٢٣-٤٥٦"],
    ["more than a code", "123-456-7"],
    ["another line", "123-456\n"],
    ["nothing", ""],
    ["a number", 123456],
  ])("shows no code that is %s", async (_what, code) => {
    const hub = await desk.announced();
    const ticket = { id: "p/1", secret: "s3cret", code, expires_in: 120, poll_after: 0.05 };
    hub.replies.set("POST /v1/pairings", () => json(ticket, 201));
    const shown: unknown[] = [];
    const pairing = client().pair({ show: (each) => shown.push(each), confirm: nobodyAsked });
    expect(await codeOf(pairing)).toBe("garbled");
    expect(shown).toEqual([]);
  });

  it("expires by our own clock too", async () => {
    const hub = await desk.announced();
    const ticket = { id: "p/1", secret: "s3cret", code: "123-456", expires_in: 0.1, poll_after: 0.05 };
    hub.replies.set("POST /v1/pairings", () => json(ticket, 201));
    expect(await codeOf(client().pair({ show: () => undefined, confirm: nobodyAsked }))).toBe("pairing_gone");
  });

  it("goes on through an answer that takes too long", async () => {
    const hub = await desk.announced();
    let asked = 0;
    const shown = deferred<void>();
    hub.scripts.set("POST /v1/pairings/p%2F1/claim", () => {
      asked += 1;
      hub.scripts.clear();
      hub.pairing = "approved";
      shown.resolve();
    });
    await client().pair({ show: () => undefined, confirm: nobodyAsked });
    expect(asked).toBe(1);
  });

  it.each([
    ["neither yes nor no", { state: "perhaps" }],
    ["yes without a token", { state: "approved", client_id: "c", library_id: "l" }],
  ])("does not understand %s", async (_what, answer) => {
    const hub = await desk.announced();
    hub.replies.set("POST /v1/pairings/p%2F1/claim", () => json(answer));
    expect(await codeOf(client().pair({ show: () => undefined, confirm: nobodyAsked }))).toBe("garbled");
    expect(secrets.text).toBeUndefined();
  });

  it("takes no token that could not stand in a header", async () => {
    const hub = await desk.announced();
    const answer = { state: "approved", token: "hub_\r\nX: y", client_id: "c", library_id: "l" };
    hub.replies.set("POST /v1/pairings/p%2F1/claim", () => json(answer));
    expect(await codeOf(client().pair({ show: () => undefined, confirm: nobodyAsked }))).toBe("storage");
  });

  it("tells for how long there were too many requests", async () => {
    const hub = await desk.announced();
    hub.replies.set("POST /v1/pairings", () =>
      problem(429, "too_many_requests", "Slowly.", { "Retry-After": "40" }),
    );
    const pairing = client().pair({ show: () => undefined, confirm: nobodyAsked });
    await expect(pairing).rejects.toMatchObject({ code: "too_many_requests", retryAfter: 40 });
    await expect(pairing).rejects.toThrow("40 seconds");
  });

  it("starts no hub in place of one that ends while its owner is asked", async () => {
    const hub = await desk.announced();
    const starting = () => ({ isAllowed: true, command: ["/no/such/program"] });
    const pairing = client({ starting }).pair({ show: () => void hub.end(), confirm: nobodyAsked });
    expect(await codeOf(pairing)).toBe("not_running");
    expect(await codeOf(client({ starting }).pair({ show: () => undefined, confirm: nobodyAsked }))).toBe(
      "cannot_start",
    );
  });

  it("stays with the one that was asked", async () => {
    const hub = await desk.announced();
    const pairing = client().pair({
      show: () => {
        hub.serverId = "start-2";
        hub.pairing = "approved";
        void desk.announce(hub);
      },
      confirm: nobodyAsked,
    });
    expect(["pairing_gone", "not_running"]).toContain(await codeOf(pairing));
    expect(hub.asked("POST /v1/pairings/p%2F1/claim")).toHaveLength(0);
  });

  it("does not need the file's process where it is dead to see: it asks the person then", async () => {
    const hub = await desk.hub();
    await desk.announce(hub, { pid: null });
    hub.pairing = "approved";
    const shown = deferred<CodeToCompare>();
    const pairing = client().pair({ show: shown.resolve, confirm: async () => true });
    expect((await shown.promise).caution).toContain("123-456");
    await pairing;
  });
});

describe("pairing where only a port leads to the hub", () => {
  it("keeps and sends nothing until the person has said that Bowerbird shows the code", async () => {
    const { hub, place } = await byPort();
    hub.pairing = "approved";
    const answer = deferred<boolean>();
    const asked = deferred<CodeToCompare>();
    const pairing = client({ place }).pair({
      show: () => undefined,
      confirm: (code) => {
        asked.resolve(code);
        return answer.promise;
      },
    });
    expect((await asked.promise).caution).toContain("123-456");
    await until(() => hub.asked(CLAIM).length > 0);
    expect(secrets.text).toBeUndefined();
    expect(hub.gotToken).toBe(false);
    answer.resolve(true);
    await pairing;
    expect(secrets.text).toBe(KEPT);
  });

  it("has the hub forget what came, where the person says no", async () => {
    const { hub, place } = await byPort();
    hub.pairing = "approved";
    const answer = deferred<boolean>();
    const pairing = client({ place }).pair({ show: () => undefined, confirm: () => answer.promise });
    await until(() => hub.asked(CLAIM).length > 0);
    answer.resolve(false);
    expect(await codeOf(pairing)).toBe("cancelled");
    expect(secrets.text).toBeUndefined();
    await until(() => hub.asked("DELETE /v1/me").length === 1);
  });

  it("ends with a denial, whatever the person is being asked", async () => {
    const { hub, place } = await byPort();
    hub.pairing = "denied";
    const pairing = client({ place }).pair({
      show: () => undefined,
      confirm: () => new Promise(() => undefined),
    });
    expect(await codeOf(pairing)).toBe("pairing_denied");
  });

  it("ends with the signal, while the person is being asked", async () => {
    const { place } = await byPort();
    const giving = new AbortController();
    const pairing = client({ place }).pair({
      show: () => undefined,
      confirm: () => {
        giving.abort(new Error("closed"));
        return new Promise(() => undefined);
      },
      signal: giving.signal,
    });
    await expect(pairing).rejects.toThrow("closed");
  });
});

describe("disconnecting", () => {
  it("has the hub forget the editor, and keeps nothing", async () => {
    const hub = await desk.announced();
    secrets.text = KEPT;
    await client().disconnect();
    expect(hub.asked("DELETE /v1/me")).toHaveLength(1);
    expect(hub.asked("DELETE /v1/me")[0]?.headers["bowerbird-library"]).toBe("library-1");
    expect(secrets.text).toBeUndefined();
  });

  it.each<[string, (hub: PlainHub) => unknown]>([
    ["has ended", (hub) => hub.end()],
    ["is another", (hub) => (hub.token = "hub_x")],
    ["does not know us", (hub) => (hub.clientId = "x")],
    ["answers garbage", (hub) => hub.replies.set("GET /v1/hello", () => ({ status: 200, body: "{" }))],
    ["refuses", (hub) => hub.replies.set("DELETE /v1/me", () => problem(500, "error"))],
  ])("keeps nothing also where the hub %s", async (_what, spoil) => {
    const hub = await desk.hub();
    await desk.announce(hub);
    spoil(hub);
    secrets.text = KEPT;
    await client().disconnect();
    expect(secrets.text).toBeUndefined();
  });

  it("tells that the token could not be removed", async () => {
    await desk.announced();
    secrets.text = KEPT;
    secrets.broken = new Error(TOKEN);
    expect(await codeOf(client().disconnect())).toBe("storage");
  });
});
