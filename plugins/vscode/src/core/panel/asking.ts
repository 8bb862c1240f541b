import type { SearchAnswer, SearchRequest } from "../hub/hub";
import { notOffered } from "../hub/troubles";
import type { Refinement } from "../messages";
import { Trouble } from "../trouble";
import { plain } from "./foreign";
import type { Link } from "./link";
import { type Clue, hasPicture, isSameClue, type OutsidePicture } from "./state";
import type { World } from "./world";

export const PAGE = 100;
// The API takes no more.
export const MOST_WORDS = 2_000;

/** What results belong to. */
export interface Asked {
  readonly clue: Clue;
  readonly folder: string | null;
}

/** Tell whether two searches give the same. */
export function isSameSearch(one: Asked, other: Asked): boolean {
  return one.folder === other.folder && isSameClue(one.clue, other.clue);
}

/** Tell whether one search is typed on from another one, or back to it. */
export function leadsTo(one: Asked, other: Asked): boolean {
  const [before, after] = [one.clue.words.trim(), other.clue.words.trim()];
  const same = isSameClue({ ...one.clue, words: "" }, { ...other.clue, words: "" });
  return same && (before.startsWith(after) || after.startsWith(before));
}

/** Cut words to what the hub takes. */
export function asWords(text: string): string {
  return plain(plain(text).slice(0, MOST_WORDS));
}

/** Puts clues to the hub; a picture from outside is sent before the first question with it. */
export class Asking {
  readonly #world: World;
  readonly #link: Link;
  #sent: { readonly picture: OutsidePicture; readonly id: string } | null = null;

  constructor(world: World, link: Link) {
    this.#world = world;
    this.#link = link;
  }

  /** Ask for the page at a cursor; the first where there is none. With `verified`, hits have labels. */
  async page(
    asked: Asked,
    cursor: string | null,
    signal: AbortSignal,
    verified = false,
  ): Promise<SearchAnswer> {
    try {
      return await this.#page(asked, cursor, signal, verified);
    } catch (reason) {
      // The hub keeps it for ten minutes, and not beyond its own end.
      const forgotten = reason instanceof Trouble && reason.code === "unknown_query_image";
      if (!forgotten || this.#sent === null) throw reason;
      this.#sent = null;
      return await this.#page(asked, cursor, signal, verified);
    }
  }

  /** Let go of the picture that was sent. */
  forget(): void {
    this.#sent = null;
  }

  async #page(
    asked: Asked,
    cursor: string | null,
    signal: AbortSignal,
    verified: boolean,
  ): Promise<SearchAnswer> {
    const { clue, folder } = asked;
    const like = await this.#like(clue, signal);
    signal.throwIfAborted();
    const text = asWords(clue.words).trim();
    const avoid = this.#link.can("search.avoid") ? asWords(clue.avoid).trim() : "";
    const can = (name: Refinement): boolean => this.#link.can(`search.${name}`);
    const isWeighed = text !== "" && hasPicture(clue);
    const request: SearchRequest = {
      text: text === "" ? null : text,
      letters: null,
      like,
      region: null,
      avoid: avoid === "" ? null : avoid,
      inside: folder === null ? [] : [folder],
      outside: [],
      limit: PAGE,
      cursor,
      ...(clue.core.length > 0 && can("core") ? { core: clue.core } : {}),
      ...(clue.weight !== null && isWeighed && can("weight") ? { weight: clue.weight } : {}),
      ...(clue.shape !== null && can("filters") ? { filters: { shape: clue.shape } } : {}),
      ...(clue.sort !== "best" && can("sort") ? { sort: clue.sort } : {}),
      ...(clue.saved === null ? {} : { saved: clue.saved.id }),
      ...(verified ? { verified } : {}),
    };
    return this.#link.checked(await this.#world.hub.search(request, signal));
  }

  async #like(clue: Clue, signal: AbortSignal): Promise<SearchRequest["like"]> {
    if (clue.picture !== null) {
      if (!this.#link.can("query_images")) throw notOffered();
      return { query_image: await this.#send(clue.picture, signal) };
    }
    if (clue.like === null) return null;
    if (!this.#link.can("search.picture")) throw notOffered();
    return { asset: clue.like.id };
  }

  async #send(picture: OutsidePicture, signal: AbortSignal): Promise<string> {
    if (this.#sent?.picture === picture) return this.#sent.id;
    const { hub, board } = this.#world;
    board.begin("sending");
    try {
      const id = await hub.sendPicture(picture, signal);
      this.#sent = { picture, id };
      return id;
    } finally {
      if (!signal.aborted) board.end("sending");
    }
  }
}
