// Thumbnails: asked for together, the most urgent first, and kept as blob URLs up to a limit.

import type { ThumbnailSide } from "../core/hub/hub";
import type { FromView } from "../core/messages";

export interface Wanted {
  readonly id: string;
  readonly content: string;
  readonly side: ThumbnailSide;
}

/** Who wants thumbnails, in the order of urgency. */
const WANTERS = ["preview", "chip", "grid"] as const;
type Wanter = (typeof WANTERS)[number];

/** What is kept, in bytes of WebP: about 1,500 thumbnails of the grid. */
export const MOST_BYTES = 24 * 1024 * 1024;

interface Held {
  readonly url: string;
  readonly bytes: number;
}

export class Thumbnails {
  readonly #post: (message: FromView) => void;
  readonly #held = new Map<string, Held>();
  readonly #lost = new Set<string>();
  readonly #wanted = new Map<Wanter, readonly Wanted[]>();
  readonly #listeners = new Set<(content: string) => void>();
  readonly #most: number;
  #bytes = 0;
  #asked = "";
  #isDue = false;

  constructor(post: (message: FromView) => void, most = MOST_BYTES) {
    this.#post = post;
    this.#most = most;
  }

  /** Give the best that is here for a picture: of this size, else of another. */
  url(content: string, side: ThumbnailSide): string | null {
    const exact = this.#held.get(key(content, side));
    if (exact) {
      this.#held.delete(key(content, side));
      this.#held.set(key(content, side), exact);
      return exact.url;
    }
    const others = ([640, 320, 160] as const).filter((other) => other !== side);
    return others.map((other) => this.#held.get(key(content, other))?.url).find((url) => url) ?? null;
  }

  /** Say whether a picture cannot be had. */
  isLost(content: string, side: ThumbnailSide): boolean {
    return this.#lost.has(key(content, side));
  }

  /** Say what is wanted now, in place of what was wanted before. */
  want(wanter: Wanter, wanted: readonly Wanted[]): void {
    this.#wanted.set(wanter, wanted);
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#ask());
  }

  /** Call when a thumbnail has come, or is known to be lost, with its content. */
  onChange(listener: (content: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Take what has come. */
  take(content: string, side: ThumbnailSide, bytes: Uint8Array<ArrayBuffer> | null): void {
    const name = key(content, side);
    if (bytes === null) this.#lost.add(name);
    else if (!this.#held.has(name)) {
      this.#lost.delete(name);
      const url = URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
      this.#held.set(name, { url, bytes: bytes.byteLength });
      this.#bytes += bytes.byteLength;
      this.#letGo();
    }
    for (const listener of this.#listeners) listener(content);
  }

  /** Ask again for what could not be had: the hub may be back. */
  forgive(): void {
    this.#lost.clear();
    this.#asked = "";
  }

  dispose(): void {
    for (const { url } of this.#held.values()) URL.revokeObjectURL(url);
    this.#held.clear();
    this.#listeners.clear();
    this.#bytes = 0;
  }

  #ask(): void {
    this.#isDue = false;
    const missing = new Map<string, { id: string; side: ThumbnailSide }>();
    for (const wanter of WANTERS) {
      for (const { id, content, side } of this.#wanted.get(wanter) ?? []) {
        const name = key(content, side);
        if (!this.#held.has(name) && !this.#lost.has(name) && !missing.has(name)) {
          missing.set(name, { id, side });
        }
      }
    }
    const asked = [...missing.keys()].join(" ");
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#post({ type: "want", thumbnails: [...missing.values()] });
  }

  /** Revoke what was used the longest ago, and is not in view. */
  #letGo(): void {
    if (this.#bytes <= this.#most) return;
    const inView = new Set<string>();
    for (const wanted of this.#wanted.values()) {
      for (const { content, side } of wanted) inView.add(key(content, side));
    }
    for (const [name, { url, bytes }] of this.#held) {
      if (this.#bytes <= this.#most) return;
      if (inView.has(name)) continue;
      URL.revokeObjectURL(url);
      this.#held.delete(name);
      this.#bytes -= bytes;
    }
  }
}

function key(content: string, side: ThumbnailSide): string {
  return `${content}:${side}`;
}

/** Give the smallest size that is sharp for `side` pixels of the view. */
export function sharpSide(side: number, density: number): ThumbnailSide {
  const wanted = side * Math.min(density, 2) * 0.9;
  return wanted <= 160 ? 160 : wanted <= 320 ? 320 : 640;
}
