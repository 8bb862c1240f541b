import type { Hit } from "../hub/hub";
import type { ClueView, HitView, ShownPicture, ViewState } from "../messages";
import { SHOWN_TYPES } from "../picture_kinds";
import { explained } from "./explaining";
import { plain, spelled } from "./foreign";
import type { Clue, OutsidePicture, PanelState } from "./state";

// More would cost memory for something that is seen as large as a letter.
const MOST_SHOWN_BYTES = 4 * 1024 * 1024;

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
    notes: state.notes.map(spelled),
    said,
    history: state.history.map(clueViewOf),
    saved: state.saved.map(({ id, name, says }) => ({ id, name: plain(name), says: plain(says) })),
    refines: state.refines,
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
    reasons: hit.reasons.map(({ signal, detail }) => ({ signal, detail: plain(detail) })),
    calibrated: hit.calibrated !== false,
    labels: hit.labels ?? [],
    boxes: hit.boxes ?? [],
    core: hit.core,
    curated: hit.curated,
    width,
    height,
    mediaType: plain(hit.media_type),
    bytes,
    online,
    disk: hit.disk === null ? null : plain(hit.disk),
    offlineReason: hit.offline_reason === null ? null : spelled(hit.offline_reason),
    copies,
  };
}

/** Make of a picture from outside what the view shows of it; null where it can show nothing. */
export function shownPictureOf(picture: OutsidePicture | null): ShownPicture | null {
  if (picture === null || picture.bytes.byteLength > MOST_SHOWN_BYTES) return null;
  if (!SHOWN_TYPES.includes(picture.mediaType)) return null;
  // A Buffer would not arrive as bytes.
  return { mediaType: picture.mediaType, bytes: new Uint8Array(picture.bytes) };
}

function clueViewOf(clue: Clue): ClueView {
  const { weight, shape, sort } = clue;
  return {
    words: plain(clue.words),
    avoid: plain(clue.avoid),
    picture: pictureOf(clue),
    saved: clue.saved === null ? null : plain(clue.saved.name),
    locked: clue.core.length,
    weight,
    shape,
    sort,
  };
}

function pictureOf({ like, picture }: Clue): ClueView["picture"] {
  if (like !== null) {
    return { name: plain(like.name), source: "library", assetId: like.id, content: like.content };
  }
  if (picture === null) return null;
  return { name: plain(picture.name), source: "outside", assetId: null, content: null };
}
