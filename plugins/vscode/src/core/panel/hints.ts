import type { NoticeView } from "../messages";
import { allHidden, emptyLibrary, libraryChanged, nothingFound } from "./notices";
import type { PanelState } from "./state";

/** Say what could be done about a list that is empty or old. `isFiltered` is null where nothing was searched for. */
export function hintOf(
  { connection, hits, similarity, librarySize }: PanelState,
  isFiltered: boolean | null,
  isStale: boolean,
): NoticeView | null {
  if (connection !== "ready") return null;
  if (isFiltered === null) return librarySize === 0 ? emptyLibrary() : null;
  if (hits.length === 0) return nothingFound(isFiltered);
  if (hits.every((hit) => !hit.core && hit.similarity < similarity))
    return allHidden(hits.length, similarity);
  return isStale ? libraryChanged() : null;
}
