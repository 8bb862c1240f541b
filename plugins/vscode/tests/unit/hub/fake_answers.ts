import { createHash } from "node:crypto";
import type {
  Asset,
  CuratedCopy,
  Folder,
  Hit,
  PictureFile,
  SearchAnswer,
  SearchRequest,
  Status,
} from "../../../src/core/hub/hub";
import { Trouble } from "../../../src/core/trouble";

export const LIBRARY_ID = "library-1";

/** Make a hit as the API freezes it; the id alone decides what stands in it. */
export function aHit(id: string, changes: Partial<Hit> = {}): Hit {
  return {
    id,
    name: `${id}.jpg`,
    path: `/home/person/Pictures/${id}.jpg`,
    folder: { id: "1", name: "Pictures" },
    similarity: 61.5,
    calibrated: null,
    reasons: [{ signal: "words", detail: "looks like it" }],
    labels: null,
    boxes: null,
    query_box: null,
    group: null,
    variants: null,
    core: false,
    curated: false,
    width: 640,
    height: 480,
    media_type: "image/jpeg",
    bytes: 1000,
    content: sha256(Buffer.from(id)),
    online: true,
    disk: "Home",
    offline_reason: null,
    copies: 0,
    copy_paths: null,
    ...changes,
  };
}

export function anAnswer(changes: Partial<SearchAnswer> = {}): SearchAnswer {
  return {
    entry: "words",
    why: "",
    hits: [],
    next: null,
    notes: [],
    library_id: LIBRARY_ID,
    model: "m",
    directions: [],
    verified: false,
    ...changes,
  };
}

export function aFolder(changes: Partial<Folder> = {}): Folder {
  return {
    id: "1",
    name: "Pictures",
    path: "/home/person/Pictures",
    online: true,
    offline_reason: null,
    disk: "Home",
    pictures: 10,
    advice: [],
    ...changes,
  };
}

export function aRequest(changes: Partial<SearchRequest> = {}): SearchRequest {
  return {
    text: null,
    letters: null,
    like: null,
    region: null,
    avoid: null,
    inside: [],
    outside: [],
    limit: 50,
    cursor: null,
    ...changes,
  };
}

export function aStatus(searchable: number, changes: Partial<Status> = {}): Status {
  return {
    library_id: LIBRARY_ID,
    pictures: searchable,
    searchable,
    files: {
      found: searchable,
      indexed: searchable,
      pending: 0,
      skipped: 0,
      unreadable: 0,
      quarantined: 0,
    },
    parts: {
      catalogue: { state: "ready", detail: "" },
      index: { state: "ready", detail: "", progress: null },
      models: { state: "ready", detail: "", answers: "m", chosen: "m" },
      letters: { state: "ready", detail: "", read: searchable, total: searchable },
      watcher: { state: "ready", detail: "" },
    },
    folders: { online: 1, offline: 0 },
    held: 0,
    ...changes,
  };
}

export function asAsset(hit: Hit): Asset {
  const { id, name, path, folder, width, height, media_type, bytes, content } = hit;
  const { online, disk, offline_reason } = hit;
  return { id, name, path, folder, width, height, media_type, bytes, content, online, disk, offline_reason };
}

/** Give the smallest file that begins as a WebP file does; what follows tells one picture from another. */
export function aWebp(of: string): Uint8Array {
  const rest = Buffer.from(`WEBP${of}`);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(rest.length);
  return new Uint8Array(Buffer.concat([Buffer.from("RIFF"), size, rest]));
}

/** Give the bytes of the original that `aHit(id)` names: their hash is its `content`. */
export function anOriginal(hit: Hit): PictureFile {
  return { bytes: new Uint8Array(Buffer.from(hit.id)), mediaType: hit.media_type };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** All that a hub can do. */
export const CAPABILITIES = [
  "asset_words",
  "curated_copies",
  "events",
  "originals",
  "proxies",
  "query_images",
  "renditions",
  "reveal",
  "search.avoid",
  "search.letters",
  "search.picture",
  "search.words",
  "thumbnails",
] as const;
/** What hubs of an older version cannot do. */
export const REFINING = [
  "saved_searches",
  "search.core",
  "search.filters",
  "search.sort",
  "search.verified",
  "search.weight",
] as const;
export const SCOPES = ["search", "thumbnails", "originals", "curate"] as const;

export function notRunning(): Trouble {
  return new Trouble(
    "not_running",
    "Bowerbird is not running.",
    "Start Bowerbird, and try again.",
    "connect",
  );
}

export function elsewhere(): Trouble {
  return new Trouble(
    "elsewhere",
    "Bowerbird runs on your own computer, and this window works on another one.",
    "Install this extension on your own computer, or start Bowerbird on that other one.",
    "connect",
  );
}

export function notPaired(): Trouble {
  return new Trouble("not_paired", "This editor is not connected to Bowerbird yet.", "Connect it.", "pair");
}

export const aCopy = (hit: Hit, folder: string, query: string | null, created: boolean): CuratedCopy => ({
  asset: hit.id,
  name: hit.name,
  path: `${folder}/${hit.name}`,
  content: hit.content,
  created,
  reason: created ? "" : "The same picture was there before.",
  copied: "2026-01-01T00:00:00Z",
  query,
  project: null,
  subject: null,
  source: hit.path,
  source_known: true,
  there: true,
});
