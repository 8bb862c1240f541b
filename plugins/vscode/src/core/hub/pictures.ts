import { FORMAT_TYPES } from "../picture_kinds";
import type { Connections, LaneName, Told } from "./connections";
import type { PictureFile, PictureWords, RenditionForm, ThumbnailSide } from "./hub";
import { pathOf } from "./paths";
import { HubTrouble } from "./problems";
import { pictureWords, read } from "./schemas";
import { type Thumbnail, ThumbnailCache } from "./thumbnails";
import { garbled, notOffered } from "./troubles";
import { unlessAborted } from "./waiting";

/** One that is not kept any more is made again, of an original that may be large. */
const THUMBNAIL_MS = 15_000;
const PROXY_MS = 15_000;
/** The longest silence: a disk that slept needs some seconds, and over a network a large file takes its time. */
const ORIGINAL_MS = 60_000;
const RENDITION_MS = 60_000;
const WORDS_MS = 5_000;
const THUMBNAIL_MOST = 4 * 1024 * 1024;
const PROXY_MOST = 16 * 1024 * 1024;
const ORIGINAL_MOST = 1024 * 1024 * 1024;
const WORDS_MOST = 1024 * 1024;

type Ask = Connections["ask"];

/** A thumbnail that some wait for. */
interface Fetching {
  readonly work: Promise<Uint8Array>;
  readonly over: AbortController;
  waiting: number;
}

/** Why a thumbnail that nobody waits for any more does not come. */
const GIVEN_UP = new Error("nobody waits for it");

/** Fetches pictures, and keeps thumbnails by what the picture holds, so that moves and copies cost nothing. */
export class Pictures {
  readonly #ask: Ask;
  readonly #cache: ThumbnailCache;
  readonly #underWay = new Map<string, Fetching>();

  constructor(ask: Ask, cacheBytes?: number) {
    this.#ask = ask;
    this.#cache = new ThumbnailCache(cacheBytes);
  }

  async thumbnail(
    asset: { readonly id: string; readonly content: string },
    side: ThumbnailSide,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const isLasting = asset.content !== "";
    const key = isLasting ? `content:${asset.content}:${side}` : `asset:${asset.id}:${side}`;
    const kept = this.#cache.get(key);
    if (kept !== undefined && isLasting) return kept.bytes;
    for (;;) {
      const fetching = this.#underWay.get(key) ?? this.#begin(asset.id, side, key, kept);
      fetching.waiting += 1;
      try {
        return await unlessAborted(fetching.work, signal);
      } catch (error) {
        if (error !== GIVEN_UP) throw error;
      } finally {
        fetching.waiting -= 1;
        // What is under way goes on, into the memory: it keeps the connection in order.
        if (fetching.waiting === 0) fetching.over.abort(GIVEN_UP);
      }
    }
  }

  async proxy(assetId: string, signal?: AbortSignal): Promise<PictureFile> {
    const told = await this.#file(`${pathOf(assetId)}/proxy`, PROXY_MS, PROXY_MOST, "thumbnails", signal);
    return { bytes: asWebp(told.body), mediaType: FORMAT_TYPES.webp };
  }

  async original(
    assetId: string,
    progress: ((part: number) => void) | undefined,
    signal?: AbortSignal,
  ): Promise<PictureFile> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const { headers } = await this.#ask({
      lane: "files",
      method: "GET",
      path: `${pathOf(assetId)}/original`,
      ms: ORIGINAL_MS,
      endless: true,
      most: ORIGINAL_MOST,
      again: true,
      sink: (piece, told) => {
        pieces.push(piece);
        size += piece.length;
        if (told !== null && size < told) progress?.(size / told);
      },
      signal,
    });
    progress?.(1);
    return { bytes: new Uint8Array(Buffer.concat(pieces)), mediaType: mediaTypeOf(headers["content-type"]) };
  }

  async rendition(assetId: string, form: RenditionForm, signal?: AbortSignal): Promise<PictureFile> {
    const asked = new URLSearchParams({ format: form.format });
    if (form.longSide !== undefined) asked.set("long_side", String(form.longSide));
    if (form.quality !== undefined) asked.set("quality", String(form.quality));
    const path = `${pathOf(assetId)}/rendition?${asked}`;
    const told = await unlessOlder(() => this.#file(path, RENDITION_MS, ORIGINAL_MOST, "files", signal));
    if (told === null) throw notOffered();
    const mediaType = mediaTypeOf(told.headers["content-type"]);
    if (mediaType !== FORMAT_TYPES[form.format]) throw garbled(`a ${mediaType} instead of a ${form.format}`);
    return { bytes: told.body, mediaType };
  }

  async words(assetId: string, signal?: AbortSignal): Promise<PictureWords> {
    const path = `${pathOf(assetId)}/words`;
    const told = await unlessOlder(() => this.#file(path, WORDS_MS, WORDS_MOST, "talk", signal));
    return told === null ? { letters: [], caption: null } : read(pictureWords, told.body);
  }

  clear(): void {
    this.#cache.clear();
  }

  #begin(id: string, side: ThumbnailSide, key: string, kept: Thumbnail | undefined): Fetching {
    const over = new AbortController();
    const work = this.#fetch(id, side, key, kept, over.signal).finally(() => this.#underWay.delete(key));
    const fetching = { work, over, waiting: 0 };
    this.#underWay.set(key, fetching);
    return fetching;
  }

  async #fetch(
    id: string,
    side: ThumbnailSide,
    key: string,
    kept: Thumbnail | undefined,
    waiting: AbortSignal,
  ): Promise<Uint8Array> {
    const { status, headers, body } = await this.#ask({
      lane: "thumbnails",
      method: "GET",
      path: `${pathOf(id)}/thumbnail?size=${side}`,
      headers: kept?.etag ? { "If-None-Match": kept.etag } : {},
      ms: THUMBNAIL_MS,
      most: THUMBNAIL_MOST,
      accept: [304],
      waiting,
      again: true,
    });
    if (status === 304) {
      if (kept === undefined) throw garbled("a thumbnail was said to be unchanged that had not come yet");
      return kept.bytes;
    }
    const bytes = asWebp(body);
    this.#cache.put(key, { bytes, etag: headers.etag ?? null });
    return bytes;
  }

  #file(
    path: string,
    ms: number,
    most: number,
    lane: LaneName,
    signal: AbortSignal | undefined,
  ): Promise<Told> {
    return this.#ask({ lane, method: "GET", path, ms, most, again: true, signal });
  }
}

/** Give null where the hub has no such route: its problem names nothing that it knows. */
async function unlessOlder(ask: () => Promise<Told>): Promise<Told | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HubTrouble && error.code === "not_found") return null;
    throw error;
  }
}

function asWebp(bytes: Uint8Array): Uint8Array {
  const at = (start: number, end: number): string =>
    Buffer.from(bytes.subarray(start, end)).toString("latin1");
  if (at(0, 4) !== "RIFF" || at(8, 12) !== "WEBP") throw garbled("what should be a WebP file is none");
  return bytes;
}

function mediaTypeOf(told: string | undefined): string {
  return (told ?? "").split(";")[0]?.trim().toLowerCase() || "application/octet-stream";
}
