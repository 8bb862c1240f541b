import type { Hit } from "../hub/hub";
import type { ClueView, HitView, ViewState } from "../messages";
import { explained } from "./explaining";
import { plain } from "./foreign";
import type { Clue, PanelState } from "./state";

// The number in it is no percentage, and says nothing to anybody.
const COSINE = / ?\(cosine [^()]*\)/u;

/** Make of the state what the view may know of it. */
export function viewStateOf(state: PanelState, language: string): ViewState {
  const { activity, progress, entry, search, hasMore, similarity, folders, folder, notice, said } = state;
  const { canGoBack, librarySize, target } = state;
  return {
    activity,
    progress,
    clue: clueViewOf(state.clue),
    entry: plain(entry),
    why: explained(entry, state.why, language),
    search,
    total: state.hits.length,
    hasMore,
    similarity,
    folders,
    folder,
    notice,
    notes: state.notes.map(plain),
    said,
    history: state.history.map(clueViewOf),
    canGoBack,
    librarySize,
    target,
  };
}

/** Make of a hit what the view may know of it. */
export function hitViewOf(hit: Hit): HitView {
  const { id, content, similarity, width, height, bytes, online, copies } = hit;
  return {
    id,
    content,
    name: plain(hit.name),
    folder: plain(hit.folder.name),
    path: hit.path === null ? null : plain(hit.path),
    similarity,
    reasons: hit.reasons.map(({ signal, detail }) => ({
      signal,
      detail: plain(signal === "picture" ? detail.replace(COSINE, "") : detail),
    })),
    labels: (hit.labels ?? []).map(plain),
    width,
    height,
    mediaType: plain(hit.media_type),
    bytes,
    online,
    disk: hit.disk === null ? null : plain(hit.disk),
    offlineReason: hit.offline_reason === null ? null : plain(hit.offline_reason),
    copies,
  };
}

function clueViewOf(clue: Clue): ClueView {
  return { words: plain(clue.words), avoid: plain(clue.avoid), picture: pictureOf(clue) };
}

function pictureOf({ like, picture }: Clue): ClueView["picture"] {
  if (like !== null) return { name: plain(like.name), source: "library", assetId: like.id };
  return picture === null ? null : { name: plain(picture.name), source: "outside", assetId: null };
}
