// What passes between the extension and its view. The view knows no address, no token and no file of the hub.

import type { Label, SavedSearch, Shape, Sort, ThumbnailSide } from "./hub/hub";
import type { Way } from "./panel/using";
import type { Remedy } from "./trouble";

/** What hubs of an older version cannot do to a search. */
export const REFINEMENTS = ["core", "filters", "sort", "weight"] as const;
export type Refinement = (typeof REFINEMENTS)[number];
export const SHAPES = ["wide", "tall", "square"] as const;
export const SORTS = ["best", "newest", "oldest", "largest", "smallest", "name"] as const;

/** Four corners, x and y each, clockwise from the top left, as fractions of the upright picture. */
export type Corners = readonly number[];

export interface HitView {
  readonly id: string;
  /** The SHA-256 of its bytes: two hits of one content look the same. */
  readonly content: string;
  readonly name: string;
  readonly folder: string;
  readonly path: string | null;
  readonly similarity: number;
  readonly reasons: readonly { readonly signal: string; readonly detail: string }[];
  /** Whether the percentage tells more than the place in the list. */
  readonly calibrated: boolean;
  readonly labels: readonly Label[];
  /** Where in it that lies which matches. */
  readonly boxes: readonly Corners[];
  /** Whether it is of the locked set. */
  readonly core: boolean;
  /** Whether it lies in the curated folder already. */
  readonly curated: boolean;
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
  readonly bytes: number;
  readonly online: boolean;
  readonly disk: string | null;
  readonly offlineReason: string | null;
  readonly copies: number;
}

export interface NoticeView {
  readonly sentence: string;
  readonly advice: string;
  readonly remedy: Remedy;
  /** What the button says; "" where there is none. */
  readonly button: string;
  readonly isError: boolean;
  readonly code: string;
}

export interface FolderView {
  readonly id: string;
  readonly name: string;
  /** 0 for those that the owner added. */
  readonly depth: number;
  readonly online: boolean;
}

export interface ClueView {
  readonly words: string;
  readonly avoid: string;
  /** The picture that is searched with; `source` says what to show of it. */
  readonly picture: {
    readonly name: string;
    readonly source: "library" | "outside";
    readonly assetId: string | null;
    /** By which the thumbnail of a picture of the library is known. */
    readonly content: string | null;
  } | null;
  /** The name of the saved search that it begins from. */
  readonly saved: string | null;
  /** How many pictures are locked. */
  readonly locked: number;
  readonly weight: number | null;
  readonly shape: Shape | null;
  readonly sort: Sort;
}

export interface ShownPicture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type Activity = "idle" | "connecting" | "searching" | "sending" | "fetching" | "inserting" | "copying";

/** All that the view shows, save the hits and the pictures. */
export interface ViewState {
  readonly activity: Activity;
  /** 0..1 of what `activity` fetches; null where nobody knows. */
  readonly progress: number | null;
  readonly clue: ClueView;
  readonly entry: string;
  readonly why: string;
  /** The number of the search whose hits are shown; grows by each. */
  readonly search: number;
  readonly total: number;
  readonly hasMore: boolean;
  readonly similarity: number;
  readonly folders: readonly FolderView[];
  readonly folder: string | null;
  readonly notice: NoticeView | null;
  readonly notes: readonly string[];
  readonly said: string;
  readonly history: readonly ClueView[];
  readonly saved: readonly SavedSearch[];
  readonly refines: readonly Refinement[];
  readonly canGoBack: boolean;
  readonly librarySize: number | null;
  /** What an insertion would go to, by name. */
  readonly target: string | null;
}

export type ToView =
  /** The words in the person's language come first; `bundle` is that of @vscode/l10n. */
  | { readonly type: "words"; readonly language: string; readonly bundle: Readonly<Record<string, string>> }
  | { readonly type: "state"; readonly state: ViewState }
  /** Hits of a search, from place `from` on; those that came before with lower places stay. */
  | {
      readonly type: "hits";
      readonly search: number;
      readonly from: number;
      readonly hits: readonly HitView[];
    }
  /** A WebP file; null where it cannot be had. */
  | {
      readonly type: "thumbnail";
      readonly content: string;
      readonly side: ThumbnailSide;
      readonly bytes: Uint8Array | null;
    }
  /** The picture from outside that is searched with, to be shown beside the words; null where none can be shown. */
  | { readonly type: "picture"; readonly picture: ShownPicture | null }
  /** Put the keyboard into the field of words. */
  | { readonly type: "focus" };

export type FromView =
  | { readonly type: "ready" }
  | { readonly type: "search"; readonly words: string; readonly avoid: string }
  /** A picture that was pasted or dropped, at most 32 MB. */
  | {
      readonly type: "picture";
      readonly name: string;
      readonly mediaType: string;
      readonly bytes: Uint8Array;
    }
  | { readonly type: "clear-picture" }
  | { readonly type: "more-like"; readonly id: string }
  | { readonly type: "similarity"; readonly percent: number }
  | { readonly type: "folder"; readonly id: string | null }
  | { readonly type: "more" }
  /** The pictures that commands are for. */
  | { readonly type: "choose"; readonly ids: readonly string[] }
  | { readonly type: "insert"; readonly ids: readonly string[]; readonly way: Way }
  | { readonly type: "copy-to-workspace"; readonly ids: readonly string[] }
  | { readonly type: "open"; readonly id: string }
  | { readonly type: "reveal"; readonly id: string }
  /** All thumbnails that are wanted now, the most urgent first; what is not among them is given up. */
  | {
      readonly type: "want";
      readonly thumbnails: readonly { readonly id: string; readonly side: ThumbnailSide }[];
    }
  | { readonly type: "history"; readonly index: number }
  | { readonly type: "clear-history" }
  /** Look which searches are kept now. */
  | { readonly type: "list-saved" }
  | { readonly type: "saved"; readonly id: string }
  | { readonly type: "lock"; readonly ids: readonly string[] }
  | { readonly type: "unlock" }
  | { readonly type: "weight"; readonly weight: number }
  | { readonly type: "shape"; readonly shape: Shape | null }
  | { readonly type: "sort"; readonly sort: Sort }
  | { readonly type: "back" }
  | { readonly type: "stop" }
  | { readonly type: "remedy" }
  | { readonly type: "dismiss" };

/** What a drag out of the view carries, beside nothing else: only editors that know us do anything with it. */
export const DRAG_TYPE = "application/vnd.bowerbird.pictures+json";

/** The JSON of DRAG_TYPE. */
export interface Dragged {
  readonly ids: readonly string[];
}

/** How much a pasted or dropped picture may measure, in bytes. */
export const MOST_PICTURE_BYTES = 32 * 1024 * 1024;
