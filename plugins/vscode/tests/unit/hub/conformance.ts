import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeToCompare, Hit, Hub, HubEvent } from "../../../src/core/hub/hub";
import { Trouble } from "../../../src/core/trouble";
import { deferred } from "./deferred";
import { aRequest } from "./fake_answers";

/** A hub that nobody is paired with, what its owner does, and a picture that lies in its library. */
export interface Stage {
  readonly hub: Hub;
  readonly picture: Uint8Array;
  approve(code: string): Promise<void>;
  deny(code: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const NOBODY = "01AAAAAAAAAAAAAAAAAAAAAAAA";

const PATIENCE_MS = 60_000;

/** Say what every hub does, whatever stands behind the interface. */
export function conformsToHub(name: string, setUp: () => Promise<Stage>, isSkipped = false): void {
  describe.skipIf(isSkipped)(`${name} as a hub`, { timeout: PATIENCE_MS }, () => {
    let stage: Stage;
    let hub: Hub;
    let hits: readonly Hit[];

    beforeAll(async () => {
      stage = await setUp();
      hub = stage.hub;
    }, PATIENCE_MS);
    afterAll(async () => {
      await stage?.close();
    }, PATIENCE_MS);

    const first = (): Hit => {
      const [hit] = hits;
      if (hit === undefined) throw new Error("nothing was found");
      return hit;
    };

    it("answers nobody who is not paired", async () => {
      expect(await codeOf(hub.connect())).toBe("not_paired");
      expect(await codeOf(hub.search(aRequest({ text: "mug" })))).toBe("not_paired");
    });

    it("tells that the owner has denied", async () => {
      const pairing = hub.pair({
        show: ({ code }) => void stage.deny(code),
        confirm: async () => false,
      });
      expect(await codeOf(pairing)).toBe("pairing_denied");
      expect(await codeOf(hub.connect())).toBe("not_paired");
    });

    it("stops asking the owner when the signal says so", async () => {
      const giving = new AbortController();
      const shown = deferred<CodeToCompare>();
      const pairing = hub.pair({ show: shown.resolve, confirm: async () => false, signal: giving.signal });
      await shown.promise;
      const reason = new Error("the view was closed");
      giving.abort(reason);
      await expect(pairing).rejects.toBe(reason);
    });

    it("lets in whom the owner approves, and shows the code until then", async () => {
      const shown = deferred<CodeToCompare>();
      const pairing = hub.pair({ show: shown.resolve, confirm: async () => true });
      const code = await shown.promise;
      expect(code.code).toMatch(/^\d{3}-\d{3}$/);
      expect(code.secondsLeft).toBeGreaterThan(10);
      expect(code.caution).toBe("");
      await stage.approve(code.code);
      const connected = await pairing;
      expect(connected.scopes).toEqual(
        expect.arrayContaining(["search", "thumbnails", "originals", "curate"]),
      );
      expect(connected.libraryId).not.toBe("");
      expect(connected.capabilities).toContain("search.words");
      expect(await hub.connect()).toEqual(connected);
    });

    it("finds by words, best first, in pages that follow each other", async () => {
      const whole = await hub.search(aRequest({ text: "mug", limit: 50 }));
      hits = whole.hits;
      expect(hits.length).toBeGreaterThan(2);
      const similarities = hits.map((hit) => hit.similarity);
      expect(similarities).toEqual([...similarities].sort((one, other) => other - one));
      const page = await hub.search(aRequest({ text: "mug", limit: 2 }));
      expect(page.next).not.toBeNull();
      const next = await hub.search(aRequest({ text: "mug", limit: 2, cursor: page.next }));
      const ids = [...page.hits, ...next.hits].map((hit) => hit.id);
      expect(ids).toEqual(hits.slice(0, ids.length).map((hit) => hit.id));
      expect(first().path).not.toBeNull();
    });

    it("finds a picture that was sent, by its pixels", async () => {
      const sent = await hub.sendPicture({ bytes: stage.picture, mediaType: "image/jpeg" });
      const found = await hub.search(aRequest({ like: { query_image: sent } }));
      expect(found.hits[0]?.content).toBe(sha256(stage.picture));
    });

    it("finds more like a picture, itself first", async () => {
      const found = await hub.search(aRequest({ like: { asset: first().id } }));
      expect(found.hits.length).toBeGreaterThan(1);
      expect(found.hits[0]?.id).toBe(first().id);
    });

    it("refuses what is not there, each with its code", async () => {
      expect(await codeOf(hub.asset(NOBODY))).toBe("unknown_asset");
      expect(await codeOf(hub.thumbnail({ id: NOBODY, content: "0" }, 160))).toBe("unknown_asset");
      expect(await codeOf(hub.original(NOBODY))).toBe("unknown_asset");
      expect(await codeOf(hub.search(aRequest({ like: { asset: NOBODY } })))).toBe("unknown_asset");
      const gone = aRequest({ like: { query_image: "q-none" } });
      expect(await codeOf(hub.search(gone))).toBe("unknown_query_image");
      expect(await codeOf(hub.subfolders("no-such-folder"))).toBe("unknown_folder");
    });

    it("refuses a picture that it cannot read", async () => {
      const bytes = new Uint8Array(Buffer.from("\x89PNG\r\n\x1a\nrest", "latin1"));
      expect(await codeOf(hub.sendPicture({ bytes, mediaType: "image/png" }))).toBe("unreadable_picture");
    });

    it("tells how things stand, and what folders there are", async () => {
      const status = await hub.status();
      expect(status.searchable).toBeGreaterThanOrEqual(hits.length);
      const [folder] = await hub.folders();
      expect(folder?.pictures).toBeGreaterThan(0);
      const below = await hub.subfolders(folder?.id ?? "");
      expect(Array.isArray(below)).toBe(true);
    });

    it("gives the facts of a picture as the hit told them", async () => {
      const asset = await hub.asset(first().id);
      expect(asset).toMatchObject({ id: first().id, name: first().name, content: first().content });
    });

    it("gives small and larger versions as WebP", async () => {
      for (const side of [160, 320, 640] as const) {
        expect(isWebp(await hub.thumbnail(first(), side))).toBe(true);
      }
      const proxy = await hub.proxy(first().id);
      expect(proxy.mediaType).toBe("image/webp");
      expect(isWebp(proxy.bytes)).toBe(true);
    });

    it("gives the file as it is, and tells how far it has come", async () => {
      const parts: number[] = [];
      const file = await hub.original(first().id, (part) => parts.push(part));
      expect(sha256(file.bytes)).toBe(first().content);
      expect(file.mediaType).toBe(first().media_type);
      expect(parts.at(-1)).toBe(1);
      expect(parts).toEqual([...parts].sort((one, other) => one - other));
    });

    it("converts a picture, or says that it does not", async () => {
      const { capabilities } = await hub.connect();
      const form = { format: "webp", longSide: 64, quality: 50 } as const;
      if (!capabilities.includes("renditions")) {
        expect(await codeOf(hub.rendition(first().id, form))).toBe("not_offered");
        return;
      }
      const made = await hub.rendition(first().id, form);
      expect(made.mediaType).toBe("image/webp");
      expect(isWebp(made.bytes)).toBe(true);
    });

    it("tells what letters a picture has, or nothing", async () => {
      const words = await hub.words(first().id);
      expect(Array.isArray(words.letters)).toBe(true);
    });

    it("rejects with the signal's reason, before and in the middle", async () => {
      const reason = new Error("another search was asked for");
      const before = AbortSignal.abort(reason);
      await expect(hub.search(aRequest({ text: "mug" }), before)).rejects.toBe(reason);
      await expect(hub.thumbnail(first(), 160, before)).rejects.toBe(reason);
      await expect(hub.original(first().id, undefined, before)).rejects.toBe(reason);
      const giving = new AbortController();
      const search = hub.search(aRequest({ text: "chair" }), giving.signal);
      giving.abort(reason);
      await expect(search).rejects.toBe(reason);
      expect((await hub.search(aRequest({ text: "mug" }))).hits.length).toBe(hits.length);
    });

    it("tells what happens until the signal", async () => {
      const over = new AbortController();
      const came = deferred<HubEvent>();
      const following = hub.follow(came.resolve, came.reject, over.signal);
      expect((await came.promise).kind).toBe("status");
      over.abort();
      await following;
    });

    it("is not running once it was stopped, and there again once it was started", async () => {
      await stage.stop();
      expect(await codeOf(hub.connect())).toBe("not_running");
      expect(await codeOf(hub.search(aRequest({ text: "mug" })))).toBe("not_running");
      expect(await codeOf(hub.asset(first().id))).toBe("not_running");
      await stage.start();
      expect((await hub.search(aRequest({ text: "mug" }))).hits.length).toBe(hits.length);
    });

    it("keeps nothing of the pairing after disconnecting", async () => {
      await hub.disconnect();
      expect(await codeOf(hub.connect())).toBe("not_paired");
      expect(await codeOf(hub.asset(first().id))).toBe("not_paired");
    });
  });
}

/** Give the code of the trouble that a call ends with; everything else is a fault. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "no trouble";
  } catch (error) {
    if (error instanceof Trouble) return error.code;
    throw error;
  }
}

function isWebp(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return text.startsWith("RIFF") && text.endsWith("WEBP");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
