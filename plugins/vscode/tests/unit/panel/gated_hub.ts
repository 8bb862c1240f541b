import type * as hub from "../../../src/core/hub/hub";
import { Trouble } from "../../../src/core/trouble";
import { deferred } from "../hub/deferred";

type Kind = Exclude<keyof hub.Hub, "dispose" | "follow">;

interface Job {
  readonly kind: Kind;
  readonly signal: AbortSignal | undefined;
  readonly open: () => void;
}

/**
 * A hub whose answers come when a test says so, in any order.
 *
 * `isLate` has it answer also what was given up, as an answer that was under way already. `errors` has a method fail.
 */
export class GatedHub implements hub.Hub {
  readonly #inner: hub.Hub;
  readonly jobs: Job[] = [];
  readonly errors = new Map<Kind, unknown>();
  isLate = false;

  constructor(inner: hub.Hub) {
    this.#inner = inner;
  }

  /** List what was asked for and neither given up nor answered. */
  waiting(kind: Kind): readonly Job[] {
    return this.jobs.filter((job) => job.kind === kind && job.signal?.aborted !== true);
  }

  /** Answer one of those that wait, or the one that waits longest; tell whether there was any. */
  deliver(index = 0): boolean {
    const [job] = this.jobs.splice(Math.min(index, Math.max(0, this.jobs.length - 1)), 1);
    job?.open();
    return job !== undefined;
  }

  connect(options: { start?: boolean; signal?: AbortSignal } = {}): Promise<hub.Connected> {
    return this.#gate("connect", options.signal, () => this.#inner.connect(without(options)));
  }

  async pair(options: hub.PairingOptions): Promise<hub.Connected> {
    return await this.#gate("pair", options.signal, () => this.#inner.pair(options));
  }

  disconnect(): Promise<void> {
    return this.#gate("disconnect", undefined, () => this.#inner.disconnect());
  }

  status(signal?: AbortSignal): Promise<hub.Status> {
    return this.#gate("status", signal, () => this.#inner.status());
  }

  folders(signal?: AbortSignal): Promise<readonly hub.Folder[]> {
    return this.#gate("folders", signal, () => this.#inner.folders());
  }

  subfolders(id: string, signal?: AbortSignal): Promise<readonly hub.Subfolder[]> {
    return this.#gate("subfolders", signal, () => this.#inner.subfolders(id));
  }

  search(request: hub.SearchRequest, signal?: AbortSignal): Promise<hub.SearchAnswer> {
    return this.#gate("search", signal, () => this.#inner.search(request));
  }

  savedSearches(signal?: AbortSignal): Promise<readonly hub.SavedSearch[]> {
    return this.#gate("savedSearches", signal, () => this.#inner.savedSearches());
  }

  sendPicture(picture: hub.PictureFile, signal?: AbortSignal): Promise<string> {
    return this.#gate("sendPicture", signal, () => this.#inner.sendPicture(picture));
  }

  asset(id: string, signal?: AbortSignal): Promise<hub.Asset> {
    return this.#gate("asset", signal, () => this.#inner.asset(id));
  }

  thumbnail(
    asset: { id: string; content: string },
    side: hub.ThumbnailSide,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return this.#gate("thumbnail", signal, () => this.#inner.thumbnail(asset, side));
  }

  proxy(id: string, signal?: AbortSignal): Promise<hub.PictureFile> {
    return this.#gate("proxy", signal, () => this.#inner.proxy(id));
  }

  original(id: string, progress?: (part: number) => void, signal?: AbortSignal): Promise<hub.PictureFile> {
    return this.#gate("original", signal, () => this.#inner.original(id, progress));
  }

  rendition(id: string, form: hub.RenditionForm, signal?: AbortSignal): Promise<hub.PictureFile> {
    return this.#gate("rendition", signal, () => this.#inner.rendition(id, form));
  }

  words(id: string, signal?: AbortSignal): Promise<hub.PictureWords> {
    return this.#gate("words", signal, () => this.#inner.words(id));
  }

  reveal(id: string, signal?: AbortSignal): Promise<boolean> {
    return this.#gate("reveal", signal, () => this.#inner.reveal(id));
  }

  copyCurated(
    ids: readonly string[],
    query: string | null,
    signal?: AbortSignal,
  ): Promise<readonly hub.CuratedCopy[]> {
    return this.#gate("copyCurated", signal, () => this.#inner.copyCurated(ids, query));
  }

  follow(
    event: (event: hub.HubEvent) => void,
    lost: (trouble: Trouble) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#inner.follow(event, lost, signal);
  }

  openPage(): Promise<boolean> {
    return this.#gate("openPage", undefined, () => this.#inner.openPage());
  }

  dispose(): void {
    this.#inner.dispose();
  }

  async #gate<T>(kind: Kind, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = deferred<void>();
    this.jobs.push({ kind, signal, open: resolve });
    const give = (): void => reject(signal?.reason);
    if (!this.isLate) signal?.addEventListener("abort", give, { once: true });
    await promise;
    const error = this.errors.get(kind);
    if (error !== undefined) throw error;
    return await work();
  }
}

function without({ start }: { start?: boolean }): { start: boolean } {
  return { start: start ?? false };
}

/** Make a trouble of a code. */
export function aTrouble(code: string): Trouble {
  return new Trouble(code, `It is ${code}.`, "Try something else.", "connect");
}
