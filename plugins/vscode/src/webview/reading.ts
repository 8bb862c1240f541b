// What comes in, looked at before it is believed: what is not as it should be is left aside, and breaks nothing.

import type { HitView, ShownPicture, ToView } from "../core/messages";
import { SHOWN_TYPES } from "../core/picture_kinds";

/** A picture that a blob can be made of. */
export type Picture = ShownPicture & { readonly bytes: Uint8Array<ArrayBuffer> };

export type Incoming =
  | Exclude<ToView, { type: "thumbnail" | "picture" }>
  | { readonly type: "picture"; readonly picture: Picture | null }
  | {
      readonly type: "thumbnail";
      readonly content: string;
      readonly side: 160 | 320 | 640;
      readonly bytes: Uint8Array<ArrayBuffer> | null;
    };

/** Give a message of the extension; null for anything else. */
export function read(value: unknown): Incoming | null {
  if (!isRecord(value)) return null;
  const { type } = value;
  if (type === "focus") return { type };
  const isKnown =
    (type === "words" && isWords(value)) ||
    (type === "state" && isState(value)) ||
    (type === "hits" && areHits(value)) ||
    (type === "thumbnail" && isThumbnail(value)) ||
    (type === "picture" && isPicture(value));
  // The extension is ours, and its types say the rest: what is looked at is what would break the view.
  return isKnown ? (value as unknown as Incoming) : null;
}

type Fields = Readonly<Record<string, unknown>>;

function isWords({ language, bundle }: Fields): boolean {
  return typeof language === "string" && isRecord(bundle);
}

function isState({ state }: Fields): boolean {
  if (!isRecord(state) || !isClue(state)) return false;
  const { activity, entry, why, folders, notes, history, search, total, similarity } = state;
  return (
    [activity, entry, why].every((text) => typeof text === "string") &&
    [folders, notes, history].every((list) => Array.isArray(list)) &&
    [search, total].every(isCount) &&
    typeof similarity === "number"
  );
}

function isClue({ clue }: Fields): boolean {
  if (!isRecord(clue)) return false;
  const { words, avoid } = clue;
  return typeof words === "string" && typeof avoid === "string";
}

function areHits({ search, from, hits }: Fields): boolean {
  return isCount(search) && isCount(from) && Array.isArray(hits) && hits.every(isHit);
}

function isHit(hit: unknown): hit is HitView {
  if (!isRecord(hit)) return false;
  const { id, content, name, similarity, reasons, labels, boxes } = hit;
  return (
    [id, content, name].every((text) => typeof text === "string") &&
    typeof similarity === "number" &&
    [reasons, labels, boxes].every((list) => Array.isArray(list))
  );
}

function isThumbnail({ content, side, bytes }: Fields): boolean {
  return (
    typeof content === "string" &&
    (side === 160 || side === 320 || side === 640) &&
    (bytes === null || bytes instanceof Uint8Array)
  );
}

function isPicture({ picture }: Fields): boolean {
  if (picture === null) return true;
  // Of another kind it could hold more than pixels.
  const isKind = (type: unknown) => typeof type === "string" && SHOWN_TYPES.includes(type);
  if (!isRecord(picture)) return false;
  const { mediaType, bytes } = picture;
  return isKind(mediaType) && bytes instanceof Uint8Array;
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
