import type { Trouble } from "../trouble";
import { followEvents } from "./following";
import type {
  Asset,
  Connected,
  CuratedCopy,
  Folder,
  Hub,
  HubEvent,
  PairingOptions,
  PictureFile,
  PictureWords,
  RenditionForm,
  SavedSearch,
  SearchAnswer,
  SearchRequest,
  Status,
  Subfolder,
  ThumbnailSide,
} from "./hub";
import { part, pathOf } from "./paths";
import { Pictures } from "./pictures";
import * as schemas from "./schemas";
import { kindOf } from "./sending";
import { Session, type SessionParts } from "./session";
import { cancelled } from "./troubles";

const READ_MS = 5_000;
/** The first search after a start loads the model. */
const SEARCH_MS = 15_000;
const UPLOAD_MS = 15_000;
const REVEAL_MS = 10_000;
/** Copies are as large as the pictures, and may go to a slow disk. */
const CURATE_MS = 300_000;
const JSON_MOST = 16 * 1024 * 1024;

export interface HubClientParts extends SessionParts {
  /** How much memory thumbnails may take. */
  readonly cacheBytes?: number;
  /** How long to wait before each try to follow events again. */
  readonly pausesMs?: readonly number[];
}

type Question = Omit<Parameters<Session["ask"]>[0], "lane" | "most">;

/** The hub over its local API. Nothing is opened before the first call. */
export class HubClient implements Hub {
  readonly #session: Session;
  readonly #pictures: Pictures;
  readonly #pausesMs: readonly number[] | undefined;
  readonly #over = new AbortController();

  constructor(parts: HubClientParts) {
    this.#session = new Session(parts);
    this.#pictures = new Pictures((call) => this.#session.ask(call), parts.cacheBytes);
    this.#pausesMs = parts.pausesMs;
  }

  connect({ start = false, signal }: { start?: boolean; signal?: AbortSignal } = {}): Promise<Connected> {
    return this.#session.connect({ start, signal: this.#until(signal) });
  }

  pair(options: PairingOptions): Promise<Connected> {
    return this.#session.pair({
      show: (code) => options.show(code),
      confirm: (code) => options.confirm(code),
      signal: this.#until(options.signal),
    });
  }

  async disconnect(): Promise<void> {
    await this.#session.disconnect();
    this.#pictures.clear();
  }

  async status(signal?: AbortSignal): Promise<Status> {
    return await this.#get(schemas.status, "/v1/status", signal);
  }

  async folders(signal?: AbortSignal): Promise<readonly Folder[]> {
    return (await this.#get(schemas.folderList, "/v1/folders", signal)).folders;
  }

  async subfolders(folderId: string, signal?: AbortSignal): Promise<readonly Subfolder[]> {
    const path = `/v1/folders/${part(folderId)}/subfolders`;
    return (await this.#get(schemas.subfolderList, path, signal)).folders;
  }

  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer> {
    // What says nothing is left out: a hub refuses what it does not know.
    const isSaid = (value: unknown): boolean =>
      value !== null && !(Array.isArray(value) && value.length === 0);
    const { saved, ...own } = request;
    const asked = Object.fromEntries(Object.entries(own).filter(([, value]) => isSaid(value)));
    const kept = saved === undefined ? {} : await this.#opened(saved, signal);
    return await this.#post(
      schemas.searchAnswer,
      "/v1/search",
      { ...kept, ...asked },
      {
        ms: SEARCH_MS,
        again: true,
        signal,
      },
    );
  }

  async savedSearches(signal?: AbortSignal): Promise<readonly SavedSearch[]> {
    return (await this.#get(schemas.savedSearches, "/v1/saved-searches", signal)).saved_searches;
  }

  async sendPicture(picture: PictureFile, signal?: AbortSignal): Promise<string> {
    const mediaType = kindOf(picture);
    const { body } = await this.#ask({
      method: "POST",
      path: "/v1/query-images",
      body: picture.bytes,
      mediaType,
      ms: UPLOAD_MS,
      again: true,
      signal,
    });
    return schemas.read(schemas.queryImage, body).id;
  }

  async asset(assetId: string, signal?: AbortSignal): Promise<Asset> {
    return await this.#get(schemas.asset, pathOf(assetId), signal);
  }

  async thumbnail(
    asset: { id: string; content: string },
    side: ThumbnailSide,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return await this.#pictures.thumbnail(asset, side, signal);
  }

  async proxy(assetId: string, signal?: AbortSignal): Promise<PictureFile> {
    return await this.#pictures.proxy(assetId, signal);
  }

  async original(
    assetId: string,
    progress?: (part: number) => void,
    signal?: AbortSignal,
  ): Promise<PictureFile> {
    return await this.#pictures.original(assetId, progress, signal);
  }

  async rendition(assetId: string, form: RenditionForm, signal?: AbortSignal): Promise<PictureFile> {
    return await this.#pictures.rendition(assetId, form, signal);
  }

  async words(assetId: string, signal?: AbortSignal): Promise<PictureWords> {
    return await this.#pictures.words(assetId, signal);
  }

  async reveal(assetId: string, signal?: AbortSignal): Promise<boolean> {
    const path = `${pathOf(assetId)}/reveal`;
    return (await this.#post(schemas.revealed, path, {}, { ms: REVEAL_MS, signal })).shown;
  }

  async copyCurated(
    assetIds: readonly string[],
    query: string | null,
    signal?: AbortSignal,
  ): Promise<readonly CuratedCopy[]> {
    const asked = query === null ? { assets: assetIds } : { assets: assetIds, query };
    const copied = await this.#post(schemas.curatedCopies, "/v1/curated-copies", asked, {
      ms: CURATE_MS,
      signal,
    });
    return copied.copies;
  }

  async follow(
    event: (event: HubEvent) => void,
    lost: (trouble: Trouble) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const pausesMs = this.#pausesMs;
    const parts = {
      follow: (call: Parameters<Session["follow"]>[0]) => this.#session.follow(call),
      event,
      lost,
    };
    await followEvents(pausesMs === undefined ? parts : { ...parts, pausesMs }, this.#until(signal));
  }

  openPage(): Promise<boolean> {
    return this.#session.openPage();
  }

  dispose(): void {
    this.#over.abort(cancelled());
    this.#session.close();
    this.#pictures.clear();
  }

  async #opened(id: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, unknown>>> {
    const path = `/v1/saved-searches/${part(id)}/open`;
    const opened = await this.#post(schemas.openedSearch, path, {}, { ms: READ_MS, again: true, signal });
    return Object.fromEntries(Object.entries(opened.search).filter(([, value]) => value !== null));
  }

  async #get<T>(schema: Schema<T>, path: string, signal: AbortSignal | undefined): Promise<T> {
    return schemas.read(
      schema,
      (await this.#ask({ method: "GET", path, ms: READ_MS, again: true, signal })).body,
    );
  }

  async #post<T>(
    schema: Schema<T>,
    path: string,
    fields: unknown,
    rest: Pick<Question, "ms" | "again" | "signal">,
  ): Promise<T> {
    const body = Buffer.from(JSON.stringify(fields));
    return schemas.read(schema, (await this.#ask({ method: "POST", path, body, ...rest })).body);
  }

  #ask(question: Question): ReturnType<Session["ask"]> {
    return this.#session.ask({ ...question, lane: "talk", most: JSON_MOST });
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#over.signal : AbortSignal.any([signal, this.#over.signal]);
  }
}

type Schema<T> = Parameters<typeof schemas.read<T>>[0];
