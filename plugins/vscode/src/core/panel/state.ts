import type { Hit } from "../hub/hub";
import type { Activity, FolderView, NoticeView } from "../messages";

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
  readonly canGoBack: boolean;
  readonly librarySize: number | null;
  readonly target: string | null;
  /** Whether the library was there to be searched since the editor was opened. */
  readonly wasSearchable: boolean;
}

export const NO_CLUE: Clue = { words: "", avoid: "", like: null, picture: null };

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
    canGoBack: false,
    librarySize: null,
    target: null,
    wasSearchable: false,
  };
}

/** Tell whether there is nothing to look for. Words to avoid alone are no clue. */
export function isEmpty(clue: Clue): boolean {
  return clue.words.trim() === "" && clue.like === null && clue.picture === null;
}

/** Tell whether two clues look for the same. */
export function isSameClue(one: Clue, other: Clue): boolean {
  return (
    one.words.trim() === other.words.trim() &&
    one.avoid.trim() === other.avoid.trim() &&
    one.like?.id === other.like?.id &&
    one.picture === other.picture
  );
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
