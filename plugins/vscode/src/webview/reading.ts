// What comes in, looked at before it is believed: what is not as it should be is left aside, and breaks nothing.

import type { HitView, ToView } from "../core/messages";

export type Incoming =
  | Exclude<ToView, { type: "thumbnail" }>
  | {
      readonly type: "thumbnail";
      readonly content: string;
      readonly side: 160 | 320 | 640;
      readonly bytes: Uint8Array<ArrayBuffer> | null;
    };

/** Give a message of the extension; null for anything else. */
export function read(value: unknown): Incoming | null {
  if (!isRecord(value)) return null;
  switch (value["type"]) {
    case "words":
      return isRecord(value["bundle"]) && typeof value["language"] === "string" ? trusted(value) : null;
    case "state":
      return isState(value["state"]) ? trusted(value) : null;
    case "hits":
      return isCount(value["search"]) &&
        isCount(value["from"]) &&
        Array.isArray(value["hits"]) &&
        value["hits"].every(isHit)
        ? trusted(value)
        : null;
    case "thumbnail":
      return isThumbnail(value) ? trusted(value) : null;
    case "focus":
      return { type: "focus" };
    default:
      return null;
  }
}

// The extension is ours, and its types say the rest: what is looked at is what would break the view.
function trusted(value: Readonly<Record<string, unknown>>): Incoming {
  return value as unknown as Incoming;
}

function isState(state: unknown): boolean {
  if (!isRecord(state)) return false;
  const { clue, folders, notes, history, search, total } = state;
  return (
    isRecord(clue) &&
    typeof clue["words"] === "string" &&
    typeof clue["avoid"] === "string" &&
    Array.isArray(folders) &&
    Array.isArray(notes) &&
    Array.isArray(history) &&
    isCount(search) &&
    isCount(total)
  );
}

function isHit(hit: unknown): hit is HitView {
  return (
    isRecord(hit) &&
    typeof hit["id"] === "string" &&
    typeof hit["content"] === "string" &&
    typeof hit["name"] === "string" &&
    typeof hit["similarity"] === "number" &&
    Array.isArray(hit["reasons"]) &&
    Array.isArray(hit["labels"])
  );
}

function isThumbnail({ content, side, bytes }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof content === "string" &&
    (side === 160 || side === 320 || side === 640) &&
    (bytes === null || bytes instanceof Uint8Array)
  );
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
