import type { Trouble } from "../trouble";
import type { components } from "./api";

type Schemas = components["schemas"];
export type Hit = Schemas["Hit"];
export type Reason = Schemas["Reason"];
export type Asset = Schemas["Asset"];
export type Folder = Schemas["Folder"];
export type Subfolder = Schemas["Subfolder"];
export type Status = Schemas["Status"];
type Asked = Schemas["SearchRequest"];
export type Label = NonNullable<Hit["labels"]>[number];
export type Sort = Asked["sort"];
export type Shape = NonNullable<NonNullable<Asked["filters"]>["shape"]>;
type Filters = NonNullable<Asked["filters"]>;

/** What may be asked; what a hub of an older version does not know is left out where it says nothing. */
export type SearchRequest = Pick<
  Asked,
  "text" | "letters" | "like" | "region" | "avoid" | "inside" | "outside" | "limit" | "cursor"
> & {
  readonly core?: readonly string[];
  readonly weight?: number;
  readonly sort?: Sort;
  readonly filters?: Partial<Filters>;
  readonly verified?: boolean;
  /** The id of a saved search: what is not said here is as it says. */
  readonly saved?: string;
};

/** A search that the owner keeps under a name; `says` describes it in a few words. */
export type SavedSearch = Pick<Schemas["SavedSearch"], "id" | "name" | "says">;
export type SearchAnswer = Schemas["SearchAnswer"];
export type CuratedCopy = Schemas["CuratedCopy"];

/** The hub that answers, as its hello tells. */
export interface Connected {
  readonly version: string;
  readonly libraryId: string;
  readonly capabilities: readonly string[];
  readonly scopes: readonly string[];
}

/** What to show while the owner decides. With a `caution` the person has to say that Bowerbird shows the same code. */
export interface CodeToCompare {
  readonly code: string;
  readonly secondsLeft: number;
  readonly caution: string;
}

export interface PairingOptions {
  readonly signal?: AbortSignal;
  show(code: CodeToCompare): void;
  /** Asked where `caution` is not empty; false gives up. */
  confirm(code: CodeToCompare): Promise<boolean>;
}

export interface PictureFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export type ThumbnailSide = 160 | 320 | 640;
export type PictureFormat = "webp" | "avif" | "jpeg" | "png";

export interface RenditionForm {
  readonly format: PictureFormat;
  /** The most that the long side may measure, in pixels; nothing is enlarged. */
  readonly longSide?: number;
  /** 1..100, for formats that lose something. */
  readonly quality?: number;
}

/** What a picture says: letters that were read in it, line by line, and the caption in its file. */
export interface PictureWords {
  readonly letters: readonly string[];
  readonly caption: string | null;
}

export type HubEvent = { readonly kind: "status" } | { readonly kind: "library" };

/**
 * The hub, as the extension sees it. Every method finds the hub, and has it prove itself before it gets the token.
 *
 * All throw `Trouble`: `not_running`, `cannot_start`, `elsewhere` (this code runs on another computer than Bowerbird),
 * `not_paired`, `revoked`, `wrong_library`, `rogue_hub`, `timed_out`, `garbled`, `hub_too_old`, `hub_too_new`, `storage`,
 * `not_offered` (by an older hub), `pairing_denied`, `pairing_gone`, `cancelled` (by the person, or with `dispose`), or the
 * code of the hub's own problem. After its signal a call rejects with the signal's reason.
 */
export interface Hub {
  /** Find the hub and learn what it can do; with `start`, start one that does not run. */
  connect(options?: { start?: boolean; signal?: AbortSignal }): Promise<Connected>;
  pair(options: PairingOptions): Promise<Connected>;
  /** Have the hub forget this editor, and keep no token any more, whether it answers or not. */
  disconnect(): Promise<void>;
  status(signal?: AbortSignal): Promise<Status>;
  folders(signal?: AbortSignal): Promise<readonly Folder[]>;
  subfolders(folderId: string, signal?: AbortSignal): Promise<readonly Subfolder[]>;
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer>;
  savedSearches(signal?: AbortSignal): Promise<readonly SavedSearch[]>;
  /** Send a picture (PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP …) to search with; gives its id, good for ten minutes. */
  sendPicture(picture: PictureFile, signal?: AbortSignal): Promise<string>;
  asset(assetId: string, signal?: AbortSignal): Promise<Asset>;
  /** Give a WebP file; kept in memory, by content. */
  thumbnail(
    asset: { id: string; content: string },
    side: ThumbnailSide,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  /** Give a WebP file of 1,024 pixels, also while its disk is away. */
  proxy(assetId: string, signal?: AbortSignal): Promise<PictureFile>;
  /** Give the file as it is. `progress` gets 0..1. */
  original(assetId: string, progress?: (part: number) => void, signal?: AbortSignal): Promise<PictureFile>;
  rendition(assetId: string, form: RenditionForm, signal?: AbortSignal): Promise<PictureFile>;
  words(assetId: string, signal?: AbortSignal): Promise<PictureWords>;
  /** Show the file in the file manager; false where there is none. */
  reveal(assetId: string, signal?: AbortSignal): Promise<boolean>;
  copyCurated(
    assetIds: readonly string[],
    query: string | null,
    signal?: AbortSignal,
  ): Promise<readonly CuratedCopy[]>;
  /** Follow what happens until the signal, through breaks of the connection; `lost` is called at each. */
  follow(
    event: (event: HubEvent) => void,
    lost: (trouble: Trouble) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Open the hub's page in the browser; false where that could not be done. */
  openPage(): Promise<boolean>;
  dispose(): void;
}
