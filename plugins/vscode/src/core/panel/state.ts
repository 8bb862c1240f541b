import type { Hit, SavedSearch, Shape, Sort } from "../hub/hub";
import type { Activity, FolderView, NoticeView, Refinement } from "../messages";

/** How the editor stands with the hub; `resting` until somebody wants something of it. */
export type Connection =
  | "resting"
  | "connecting"
  | "ready"
  | "not-running"
  | "elsewhere"
  | "not-paired"
  | "pairing"
  | "trouble";

/** A picture that does not come from the library. */
export interface OutsidePicture {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** What is looked for; `like` is a picture of the library, `picture` one from outside, and at most one is there. */
export interface Clue {
  readonly words: string;
  readonly avoid: string;
  readonly like: Hit | null;
  readonly picture: OutsidePicture | null;
  /** A search that is kept under a name: what the others do not say is as it says. */
  readonly saved: SavedSearch | null;
  /** The ids of a locked set. */
  readonly core: readonly string[];
  /** The say of the words beside a picture, 0..1; null is the usual one. */
  readonly weight: number | null;
  readonly shape: Shape | null;
  readonly sort: Sort;
}

/** The code to compare. With a `caution` the person has to say that Bowerbird shows the same one. */
export interface PairingCode {
  readonly code: string;
  readonly secondsLeft: number;
  readonly caution: string;
  readonly confirmed: boolean;
}

/** All that is shown at one moment; the panel makes it, the editor only reads it. */
export interface PanelState {
  readonly connection: Connection;
  readonly pairing: PairingCode | null;
  readonly activity: Activity;
  readonly progress: number | null;
  readonly clue: Clue;
  readonly entry: string;
  readonly why: string;
  /** The number of the search that `hits` belong to. */
  readonly search: number;
  /** All that came, in the order of the hub. */
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
  readonly similarity: number;
  readonly folders: readonly FolderView[];
  readonly folder: string | null;
  /** The pictures that commands are for. */
  readonly chosen: readonly string[];
  /** What keeps us from our work, or what went wrong last. */
  readonly notice: NoticeView | null;
  /** What keeps us from the hub, also while `notice` tells of something newer. */
  readonly standing: NoticeView | null;
  readonly notes: readonly string[];
  readonly said: string;
  readonly history: readonly Clue[];
  /** Searches that the owner keeps under names. */
  readonly saved: readonly SavedSearch[];
  /** What the hub that runs can do to a search. */
  readonly refines: readonly Refinement[];
  readonly canGoBack: boolean;
  readonly librarySize: number | null;
  readonly target: string | null;
  /** Whether the library was there to be searched since the editor was opened. */
  readonly wasSearchable: boolean;
}

export const NO_CLUE: Clue = {
  words: "",
  avoid: "",
  like: null,
  picture: null,
  saved: null,
  core: [],
  weight: null,
  shape: null,
  sort: "best",
};

/** Give the state before anything has happened. */
export function beginning(): PanelState {
  return {
    connection: "resting",
    pairing: null,
    activity: "idle",
    progress: null,
    clue: NO_CLUE,
    entry: "",
    why: "",
    search: 0,
    hits: [],
    hasMore: false,
    similarity: 0,
    folders: [],
    folder: null,
    chosen: [],
    notice: null,
    standing: null,
    notes: [],
    said: "",
    history: [],
    saved: [],
    refines: [],
    canGoBack: false,
    librarySize: null,
    target: null,
    wasSearchable: false,
  };
}

/** Tell whether there is nothing to look for. Words to avoid alone are no clue. */
export function isEmpty(clue: Clue): boolean {
  return clue.words.trim() === "" && !hasPicture(clue) && clue.saved === null && clue.core.length === 0;
}

/** Tell whether there is a picture to compare with, which words can be weighed against. */
export function hasPicture(clue: Clue): boolean {
  return clue.like !== null || clue.picture !== null;
}

/** Look for something among what another clue lets through: of its shape, in its order. */
export function narrowedAs(clue: Clue, { shape, sort }: Clue): Clue {
  return { ...clue, shape, sort };
}

/** Tell whether two clues look for the same. */
export function isSameClue(one: Clue, other: Clue): boolean {
  return (
    one.words.trim() === other.words.trim() &&
    one.avoid.trim() === other.avoid.trim() &&
    one.like?.id === other.like?.id &&
    one.picture === other.picture &&
    one.saved?.id === other.saved?.id &&
    one.weight === other.weight &&
    one.shape === other.shape &&
    one.sort === other.sort &&
    one.core.join(" ") === other.core.join(" ")
  );
}

/** Tell whether two clues look for the same, weighed or narrowed otherwise at most. */
export function isKindred(one: Clue, other: Clue): boolean {
  return isSameClue(narrowedAs({ ...one, weight: other.weight }, other), other);
}

/** What the views show: the value of the context key `bowerbird.shows`. */
export type Shows =
  | "connecting"
  | "not-running"
  | "elsewhere"
  | "not-paired"
  | "pairing"
  | "empty"
  | "trouble"
  | "search";

/** Choose what the views show. Once there was something to search in, only pairing takes the search view away. */
export function showsOf(state: PanelState): Shows {
  const { connection } = state;
  if (connection === "pairing") return "pairing";
  if (state.wasSearchable) return "search";
  if (connection === "ready") return state.librarySize === 0 && isEmpty(state.clue) ? "empty" : "search";
  return connection === "resting" ? "connecting" : connection;
}
