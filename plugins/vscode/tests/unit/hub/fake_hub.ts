import type {
  Asset,
  CodeToCompare,
  Connected,
  CuratedCopy,
  Folder,
  Hit,
  Hub,
  HubEvent,
  Label,
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
} from "../../../src/core/hub/hub";
import { Trouble } from "../../../src/core/trouble";
import { deferred, unlessAborted } from "./deferred";
import {
  aCopy,
  aFolder,
  aHit,
  anOriginal,
  aStatus,
  asAsset,
  aWebp,
  CAPABILITIES,
  elsewhere,
  LIBRARY_ID,
  notPaired,
  notRunning,
  SCOPES,
  sha256,
} from "./fake_answers";

export * from "./fake_answers";

type Method = Exclude<keyof Hub, "dispose">;

type Decision = "approved" | "denied" | "expired";

/**
 * A hub in memory. It passes the same conformance suite as the real client. Change its fields at any time.
 *
 * `hold(method)` keeps the answers of a method back until the function that it gives is called; `fail(method, trouble)`
 * has it fail until `mend(method)`; `calls` is all that was asked.
 */
export class FakeHub implements Hub {
  running = true;
  /** Whether `connect({ start: true })` brings it up where it does not run. */
  startable = false;
  paired = true;
  elsewhere = false;
  /** What the owner says to a request to pair; `waiting` leaves it open until `decide`. */
  pairing: Decision | "waiting" = "approved";
  /** Whether only a port leads to it, so that the person has to look at Bowerbird itself. */
  mustBeSeen = false;
  version = "0.1.0";
  libraryId = LIBRARY_ID;
  capabilities: readonly string[] = CAPABILITIES;
  scopes: readonly string[] = SCOPES;
  library: Hit[] = Array.from({ length: 10 }, (_, number) => aHit(`a${number}`, { similarity: 90 - number }));
  folderList: Folder[] = [aFolder()];
  subfolderList: Subfolder[] = [];
  wordsOf: Map<string, PictureWords> = new Map();
  statusNow: Status = aStatus(10);
  notes: string[] = [];
  saved: readonly SavedSearch[] = [];
  /** What is proved of pictures, by their ids. */
  labels = new Map<string, readonly Label[]>();
  curatedFolder: string | null = "/home/person/Curated";
  fileManager = true;
  browser = true;
  /** Which pictures of the library a search finds, best first; all of them, unless a test says otherwise. */
  finds: (request: SearchRequest) => readonly Hit[] = () => this.library;
  readonly calls: { readonly method: Method; readonly asked: readonly unknown[] }[] = [];
  readonly sentPictures = new Map<string, PictureFile>();
  disposed = false;

  readonly #troubles = new Map<Method, Trouble>();
  readonly #gates = new Map<Method, Promise<void>>();
  readonly #copied = new Set<string>();
  readonly #followers = new Set<(event: HubEvent | Trouble) => void>();
  readonly #deciding = new Set<(decision: Decision) => void>();

  fail(method: Method, trouble: Trouble): void {
    this.#troubles.set(method, trouble);
  }

  mend(method: Method): void {
    this.#troubles.delete(method);
  }

  /** Keep the answers of a method back; the function that is returned lets them go. */
  hold(method: Method): () => void {
    const { promise, resolve } = deferred<void>();
    this.#gates.set(method, promise);
    return () => {
      this.#gates.delete(method);
      resolve();
    };
  }

  /** Have something happen in the hub. */
  emit(event: HubEvent): void {
    for (const follower of [...this.#followers]) follower(event);
  }

  /** Break the connections of those who follow; they come again. */
  breakOff(trouble = notRunning()): void {
    for (const follower of [...this.#followers]) follower(trouble);
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** Answer the requests to pair that wait, or where none does the next one. */
  decide(decision: Decision): void {
    if (this.#deciding.size === 0) this.pairing = decision;
    for (const decided of [...this.#deciding]) decided(decision);
  }

  asked(method: Method): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  connect(options: { start?: boolean; signal?: AbortSignal } = {}): Promise<Connected> {
    return this.#answer(
      "connect",
      [options],
      options.signal,
      () => this.#connected(),
      options.start ?? false,
    );
  }

  async pair(options: PairingOptions): Promise<Connected> {
    const code: CodeToCompare = {
      code: "123-456",
      secondsLeft: 120,
      caution: this.mustBeSeen ? "Open Bowerbird itself and look whether it shows 123-456 too." : "",
    };
    await this.#answer("pair", [], options.signal, () => options.show(code), this.startable, false);
    if (code.caution !== "" && !(await options.confirm(code))) {
      throw new Trouble("cancelled", "It was given up.");
    }
    const decision = this.pairing === "waiting" ? await this.#decision(options.signal) : this.pairing;
    if (decision === "denied")
      throw new Trouble("pairing_denied", "The request to connect was denied.", "", "pair");
    if (decision === "expired")
      throw new Trouble("pairing_gone", "The request to connect was not approved in time.", "", "pair");
    this.paired = true;
    return this.#connected();
  }

  async disconnect(): Promise<void> {
    this.calls.push({ method: "disconnect", asked: [] });
    await this.#gates.get("disconnect");
    this.paired = false;
    const trouble = this.#troubles.get("disconnect");
    if (trouble !== undefined) throw trouble;
  }

  status(signal?: AbortSignal): Promise<Status> {
    return this.#answer("status", [], signal, () => this.statusNow);
  }

  folders(signal?: AbortSignal): Promise<readonly Folder[]> {
    return this.#answer("folders", [], signal, () => this.folderList);
  }

  subfolders(folderId: string, signal?: AbortSignal): Promise<readonly Subfolder[]> {
    return this.#answer("subfolders", [folderId], signal, () => {
      if (this.folderList.every((folder) => folder.id !== folderId))
        throw new Trouble("unknown_folder", "There is no such folder.");
      return this.subfolderList;
    });
  }

  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer> {
    return this.#answer("search", [request], signal, () => this.#search(request));
  }

  savedSearches(signal?: AbortSignal): Promise<readonly SavedSearch[]> {
    return this.#answer("savedSearches", [], signal, () => this.saved);
  }

  sendPicture(picture: PictureFile, signal?: AbortSignal): Promise<string> {
    return this.#answer("sendPicture", [picture], signal, () => {
      if (Buffer.from(picture.bytes).includes("rest"))
        throw new Trouble("unreadable_picture", "This picture cannot be read.");
      const id = `q${this.sentPictures.size + 1}`;
      this.sentPictures.set(id, picture);
      return id;
    });
  }

  asset(assetId: string, signal?: AbortSignal): Promise<Asset> {
    return this.#answer("asset", [assetId], signal, () => asAsset(this.#hit(assetId)));
  }

  thumbnail(
    asset: { id: string; content: string },
    side: ThumbnailSide,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return this.#answer("thumbnail", [asset, side], signal, () => aWebp(`${this.#hit(asset.id).id}-${side}`));
  }

  proxy(assetId: string, signal?: AbortSignal): Promise<PictureFile> {
    return this.#answer("proxy", [assetId], signal, () => {
      return { bytes: aWebp(`${this.#hit(assetId).id}-1024`), mediaType: "image/webp" };
    });
  }

  original(assetId: string, progress?: (part: number) => void, signal?: AbortSignal): Promise<PictureFile> {
    return this.#answer("original", [assetId], signal, () => {
      const hit = this.#online(assetId);
      progress?.(0.5);
      progress?.(1);
      return anOriginal(hit);
    });
  }

  rendition(assetId: string, form: RenditionForm, signal?: AbortSignal): Promise<PictureFile> {
    return this.#answer("rendition", [assetId, form], signal, () => {
      if (!this.capabilities.includes("renditions"))
        throw new Trouble("not_offered", "This Bowerbird cannot convert pictures.", "Update Bowerbird.");
      const made = `${this.#online(assetId).id}-${form.format}-${form.longSide ?? 0}-${form.quality ?? ""}`;
      const bytes = form.format === "webp" ? aWebp(made) : new Uint8Array(Buffer.from(made));
      return { bytes, mediaType: `image/${form.format}` };
    });
  }

  words(assetId: string, signal?: AbortSignal): Promise<PictureWords> {
    return this.#answer("words", [assetId], signal, () => {
      const hit = this.#hit(assetId);
      return this.wordsOf.get(hit.id) ?? { letters: [], caption: null };
    });
  }

  reveal(assetId: string, signal?: AbortSignal): Promise<boolean> {
    return this.#answer("reveal", [assetId], signal, () => {
      this.#online(assetId);
      return this.fileManager;
    });
  }

  copyCurated(
    assetIds: readonly string[],
    query: string | null,
    signal?: AbortSignal,
  ): Promise<readonly CuratedCopy[]> {
    return this.#answer("copyCurated", [assetIds, query], signal, () =>
      assetIds.map((id) => this.#copy(this.#online(id), query)),
    );
  }

  async follow(
    event: (event: HubEvent) => void,
    lost: (trouble: Trouble) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.calls.push({ method: "follow", asked: [] });
    if (signal.aborted) return;
    const { promise, resolve } = deferred<void>();
    const follower = (told: HubEvent | Trouble): void => (told instanceof Trouble ? lost(told) : event(told));
    this.#followers.add(follower);
    signal.addEventListener("abort", () => resolve(), { once: true });
    const trouble = this.#obstacle();
    if (trouble === undefined) event({ kind: "status" });
    else lost(trouble);
    await promise;
    this.#followers.delete(follower);
  }

  async openPage(): Promise<boolean> {
    this.calls.push({ method: "openPage", asked: [] });
    return this.browser;
  }

  dispose(): void {
    this.disposed = true;
  }

  async #answer<T>(
    method: Method,
    asked: readonly unknown[],
    signal: AbortSignal | undefined,
    make: () => T,
    start = false,
    known = true,
  ): Promise<T> {
    this.calls.push({ method, asked });
    signal?.throwIfAborted();
    await unlessAborted(this.#gates.get(method) ?? Promise.resolve(), signal);
    signal?.throwIfAborted();
    if (start && this.startable) this.running = true;
    const trouble = this.#troubles.get(method) ?? this.#obstacle(known);
    if (trouble !== undefined) throw trouble;
    return make();
  }

  #obstacle(known = true): Trouble | undefined {
    if (this.elsewhere) return elsewhere();
    if (known && !this.paired) return notPaired();
    return this.running ? undefined : notRunning();
  }

  #connected(): Connected {
    const { version, libraryId, capabilities, scopes } = this;
    return { version, libraryId, capabilities, scopes };
  }

  #search(request: SearchRequest): SearchAnswer {
    const like = request.like ?? {};
    if (like.query_image !== undefined && !this.sentPictures.has(like.query_image))
      throw new Trouble("unknown_query_image", "The picture is not there any more.", "Send it again.");
    const itself = like.asset === undefined ? undefined : this.#hit(like.asset);
    const sent = this.sentPictures.get(like.query_image ?? "")?.bytes;
    const content = itself?.content ?? (sent === undefined ? "" : sha256(sent));
    // A picture is most like itself: the real hub leaves it in.
    const found = [...this.finds(request)].sort(
      (one, other) => Number(other.content === content) - Number(one.content === content),
    );
    const core = new Set(request.core ?? []);
    found.sort((one, other) => Number(core.has(other.id)) - Number(core.has(one.id)));
    const proves = request.verified === true;
    if (proves) found.sort((one, other) => this.#proofs(other).length - this.#proofs(one).length);
    const told = found.map((hit) => ({
      ...hit,
      core: core.has(hit.id),
      labels: proves ? [...this.#proofs(hit)] : null,
    }));
    const start = Number(request.cursor ?? 0);
    const end = start + request.limit;
    return {
      entry: request.like === null ? (request.text === null ? "letters" : "words") : "picture",
      why: "",
      hits: told.slice(start, end),
      next: end < found.length ? String(end) : null,
      notes: [...this.notes],
      library_id: this.libraryId,
      model: "m",
      directions: [],
      verified: proves,
    };
  }

  #proofs(hit: Hit): readonly Label[] {
    return this.labels.get(hit.id) ?? [];
  }

  #copy(hit: Hit, query: string | null): CuratedCopy {
    if (this.curatedFolder === null)
      throw new Trouble("no_curated_folder", "There is no curated folder yet.", "", "open-page");
    const created = !this.#copied.has(hit.content);
    this.#copied.add(hit.content);
    return aCopy(hit, this.curatedFolder, query, created);
  }

  #hit(id: string): Hit {
    const hit = this.library.find((each) => each.id === id);
    if (hit === undefined)
      throw new Trouble("unknown_asset", "The library has no such picture any more.", "", "search-again");
    return hit;
  }

  #online(id: string): Hit {
    const hit = this.#hit(id);
    if (!hit.online) throw new Trouble("asset_offline", `Plug in ${hit.disk ?? "its disk"}.`);
    return hit;
  }

  async #decision(signal?: AbortSignal): Promise<Decision> {
    const { promise, resolve } = deferred<Decision>();
    this.#deciding.add(resolve);
    try {
      return await unlessAborted(promise, signal);
    } finally {
      this.#deciding.delete(resolve);
    }
  }
}
