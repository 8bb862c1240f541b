import * as vscode from "vscode";
import type { Hit, Hub } from "../../core/hub/hub";
import { alternativeTexts } from "../../core/inserting/alternatives";
import type { PictureLink } from "../../core/inserting/forms";
import type { Done } from "../../core/inserting/sayings";
import { saveFirst } from "../../core/inserting/troubles";
import type { UseOptions } from "../../core/panel/using";
import { askForFolder } from "./asking";
import { Copier, type Copy } from "./copier";
import { type FetchedPicture, fetchPictures } from "./fetcher";
import { type Home, readable } from "./homes";
import { knownOf } from "./known";
import { fileInPlace, wayTo } from "./links";
import type { Order } from "./orders";
import type { InsertSettings } from "./settings";
import { servedBeside } from "./sites";
import type { Spot } from "./spot";

/** Pictures that can be put in now. */
export interface Prepared {
  readonly links: readonly PictureLink[];
  readonly done: readonly Done[];
}

/** Gets pictures ready for a document: fetched and copied, or found where they lie, with what may be said of them. */
export class Picturing {
  readonly #hub: Hub;
  readonly #copier = new Copier();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  async prepare(
    hits: readonly Hit[],
    spot: Spot,
    order: Order,
    options: UseOptions,
  ): Promise<Prepared | null> {
    const alts = this.#altsOf(hits, spot.selected, order, options);
    // What fails below is told; that the texts fail too then would be nobody's to hear.
    alts.catch(() => undefined);
    const { home } = spot;
    return order.way === "link"
      ? await this.#link(hits, home, await alts)
      : await this.#copy(hits, home, order, options, alts);
  }

  /** Find the place for copies where no document says it: the folder that is open, or one that is asked for. */
  async homeIn(document: Home | null): Promise<Home | null> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
    const [only] = folders;
    if (only === undefined && document !== null) throw saveFirst(document.name);
    const folder =
      only !== undefined && folders.length === 1 && document === null ? only : await askForFolder(folders);
    if (folder === null) return null;
    const uri = vscode.Uri.joinPath(folder, document?.name ?? "pictures");
    return {
      uri,
      shown: uri,
      name: document?.name ?? "",
      languageId: document?.languageId ?? "plaintext",
      folder,
      workspaceFolder: vscode.workspace.getWorkspaceFolder(folder)?.uri ?? null,
    };
  }

  /** Copy pictures; where one fails, those that came new before it go again. */
  async copyAll(
    fetched: readonly FetchedPicture[],
    home: Home,
    settings: InsertSettings,
    options: Pick<UseOptions, "words" | "signal">,
  ): Promise<readonly (Done & { readonly uri: vscode.Uri })[]> {
    const copies: Copy[] = [];
    const placed = { ...home, served: await servedBeside(home) };
    try {
      for (const picture of fetched) {
        options.signal.throwIfAborted();
        copies.push(await this.#copier.copy(picture, placed, settings, options.words));
      }
    } catch (error) {
      await removeNew(copies);
      throw error;
    }
    return copies.map(({ uri, isNew }, index) => ({
      uri,
      isNew,
      copy: readable(uri),
      name: fetched[index]?.hit.name ?? "",
      isPreview: fetched[index]?.isPreview === true,
    }));
  }

  async #copy(
    hits: readonly Hit[],
    document: Home,
    order: Order,
    options: UseOptions,
    alts: Promise<readonly (readonly string[])[]>,
  ): Promise<Prepared | null> {
    const { settings } = order;
    const home = document.folder === null ? await this.homeIn(document) : document;
    if (home === null) return null;
    const fetched = await fetchPictures(this.#hub, hits, {
      form: settings.copyForm,
      signal: options.signal,
      progress: (part) => options.progress(part),
    });
    if (fetched === null) return null;
    const texts = await alts;
    const done = await this.copyAll(fetched, home, settings, options);
    const links = await Promise.all(
      done.map(async ({ uri }, index) => ({
        ...(await wayTo(uri, home, hits[index]?.name ?? "")),
        alts: texts[index] ?? [],
        width: fetched[index]?.width ?? 0,
        height: fetched[index]?.height ?? 0,
      })),
    );
    return { links, done };
  }

  async #link(hits: readonly Hit[], home: Home, alts: readonly (readonly string[])[]): Promise<Prepared> {
    const links: PictureLink[] = [];
    for (const [index, hit] of hits.entries()) {
      const way = await wayTo(await fileInPlace(hit, home), home, hit.name);
      links.push({ ...way, alts: alts[index] ?? [], width: hit.width, height: hit.height });
    }
    const done = hits.map(({ name }) => ({ name, copy: null, isNew: false, isPreview: false }));
    return { links, done };
  }

  async #altsOf(
    hits: readonly Hit[],
    selected: string,
    order: Order,
    options: UseOptions,
  ): Promise<readonly (readonly string[])[]> {
    const { alt } = order;
    if (order.settings.alt === "empty") return hits.map(() => []);
    if (alt !== null) return hits.map(() => (alt === "" ? [] : [alt]));
    const known = await Promise.all(hits.map((hit) => knownOf(this.#hub, hit, options, selected)));
    return known.map(alternativeTexts);
  }
}

async function removeNew(copies: readonly Copy[]): Promise<void> {
  for (const { uri, isNew } of copies) {
    if (!isNew) continue;
    try {
      await vscode.workspace.fs.delete(uri, { useTrash: false });
    } catch {
      // The trouble that led here is the one that is told.
    }
  }
}
