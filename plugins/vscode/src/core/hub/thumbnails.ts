/** Bytes of memory. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface Thumbnail {
  readonly bytes: Uint8Array;
  readonly etag: string | null;
}

/** Keeps pictures in memory, within a number of bytes, the longest unused first to go. */
export class ThumbnailCache {
  readonly #mostBytes: number;
  // A Map keeps the order in which keys came: the first is the longest unused.
  readonly #kept = new Map<string, Thumbnail>();
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Thumbnail | undefined {
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  put(key: string, thumbnail: Thumbnail): void {
    this.#remove(key);
    this.#kept.set(key, thumbnail);
    this.#bytes += thumbnail.bytes.length;
    while (this.#bytes > this.#mostBytes) {
      const oldest = this.#kept.keys().next();
      if (oldest.done) return;
      this.#remove(oldest.value);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #remove(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes.length ?? 0;
    this.#kept.delete(key);
  }
}
