import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventReader } from "../../../src/core/hub/events";
import { Lane } from "../../../src/core/hub/lane";
import { expectedProof, newNonce, proves } from "../../../src/core/hub/proof";
import { ThumbnailCache } from "../../../src/core/hub/thumbnails";
import { deferred } from "./deferred";
import { proofOf } from "./plain_hub";

describe("reading events", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ""));
  const event = fc.record({
    name: line.filter((text) => text !== "" && !text.startsWith(" ")),
    data: fc.array(line, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom("\n", "\r\n"),
  });

  it("gives the same whatever pieces they come in", () => {
    void fc.assert(
      fc.property(fc.array(event), fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (events, sizes) => {
        const text = events
          .map(({ name, data, end }) => {
            const lines = [`event: ${name}`, ": comment", ...data.map((each) => `data: ${each}`), "", ""];
            return lines.join(end);
          })
          .join("");
        const bytes = Buffer.from(text);
        const reader = new EventReader();
        const read = [];
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value ?? 1;
          read.push(...reader.read(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(read).toEqual(events.map(({ name, data }) => ({ name, data: data.join("\n") })));
      }),
    );
  });

  it("refuses one without end", () => {
    const reader = new EventReader();
    const piece = Buffer.from(`data: ${"x".repeat(500_000)}\n`);
    expect(() => {
      for (let times = 0; times < 4; times += 1) reader.read(piece);
    }).toThrow(RangeError);
  });
});

describe("keeping thumbnails", () => {
  it("never takes more than its memory, and keeps what was used last", () => {
    const use = fc.record({
      key: fc.integer({ min: 0, max: 9 }),
      size: fc.integer({ min: 0, max: 50 }),
      put: fc.boolean(),
    });
    void fc.assert(
      fc.property(fc.array(use), (uses) => {
        const cache = new ThumbnailCache(100);
        for (const { key, size, put } of uses) {
          const bytes = new Uint8Array(size);
          if (put) cache.put(`${key}`, { bytes, etag: null });
          else cache.get(`${key}`);
          expect(cache.bytes).toBeLessThanOrEqual(100);
          if (put) expect(cache.get(`${key}`)?.bytes).toBe(bytes);
        }
        cache.clear();
        expect(cache.bytes).toBe(0);
      }),
    );
  });

  it("lets the longest unused go first, and keeps nothing that is larger than all", () => {
    const cache = new ThumbnailCache(20);
    const put = (key: string, size: number) => cache.put(key, { bytes: new Uint8Array(size), etag: null });
    put("a", 10);
    put("b", 10);
    cache.get("a");
    put("c", 10);
    expect(["a", "b", "c"].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
    put("d", 21);
    expect([cache.get("d"), cache.bytes]).toEqual([undefined, 0]);
  });
});

describe("the proof", () => {
  it("is what the specification says, for one token, nonce and port", () => {
    void fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: "grapheme-ascii" }),
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        fc.nat(65_535),
        (token, nonce, port) => {
          const right = proofOf(token, Buffer.from(nonce).toString("base64url"), port);
          expect(expectedProof(token, nonce, port)).toBe(right);
          expect(proves(`${right}=`, token, nonce, port)).toBe(true);
          expect(proves(right, `${token}x`, nonce, port)).toBe(false);
          expect(proves(right, token, nonce, port + 1)).toBe(false);
          expect(proves(right, token, newNonce(), port)).toBe(false);
        },
      ),
    );
    for (const none of [undefined, null, "", 1, {}, "ü"])
      expect(proves(none, "t", newNonce(), 1)).toBe(false);
  });
});

describe("a lane", () => {
  it("lets so many through, the others in their turn, and those who give up out", async () => {
    const lane = new Lane(2);
    const gates = Array.from({ length: 5 }, () => deferred<void>());
    const begun: number[] = [];
    const giving = new AbortController();
    const work = gates.map((gate, number) =>
      lane.run(
        () => {
          begun.push(number);
          return gate.promise;
        },
        number === 2 ? giving.signal : undefined,
      ),
    );
    await setImmediate();
    expect(begun).toEqual([0, 1]);
    giving.abort(new Error("enough"));
    await expect(work[2]).rejects.toThrow("enough");
    gates[0]?.reject(new Error("broken"));
    await expect(work[0]).rejects.toThrow("broken");
    await setImmediate();
    expect(begun).toEqual([0, 1, 3]);
    for (const gate of gates) gate.resolve();
    await Promise.all([work[1], work[3], work[4]]);
    expect(begun).toEqual([0, 1, 3, 4]);
  });
});
