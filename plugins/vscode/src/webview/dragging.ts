// What a drag out of the view or the clipboard carries, and what a drag into it may bring.

import { mediaTypeOf } from "../core/links/endings";
import type { Dragged } from "../core/messages";

/** Give the pictures that go along when one is dragged: all that are chosen, if it is one of them. */
export function draggedWith(id: string, chosen: readonly string[]): readonly string[] {
  return chosen.includes(id) ? chosen : [id];
}

/** Write the JSON of DRAG_TYPE. */
export function packed(ids: readonly string[]): string {
  return JSON.stringify({ ids } satisfies Dragged);
}

/** Read the JSON of DRAG_TYPE; nothing of what is not as we write it. */
export function unpacked(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const ids = typeof value === "object" && value !== null && "ids" in value ? value.ids : null;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string" && id !== "") : [];
}

/** Say whether a file may be a picture, by its type or, where no browser knows one, by its name. */
export function mayBePicture(file: { readonly type: string; readonly name: string }): boolean {
  return file.type.startsWith("image/") || (file.type === "" && mediaTypeOf(file.name) !== null);
}
