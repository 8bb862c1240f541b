import type { Connected, Hit, Hub } from "../hub/hub";
import type { Remedy } from "../trouble";
import { MOST_WORDS } from "./asking";
import { Board } from "./board";
import type { Clock } from "./clock";
import { Doing } from "./doing";
import { plain } from "./foreign";
import { Kept } from "./kept";
import { Link } from "./link";
import type { Memory } from "./memory";
import { nothingChosen, noticeOf, pageNotOpened } from "./notices";
import { openThePage } from "./opening";
import { PairingFlow } from "./pairing";
import { Refining } from "./refining";
import { Searching } from "./searching";
import { beginning, isEmpty, NO_CLUE, narrowedAs, type OutsidePicture, type PanelState } from "./state";
import { type Thumbnail, Thumbnails, type Wanted } from "./thumbnails";
import type { Using, Way } from "./using";
import type { World } from "./world";

/** What a panel stands between, and what it is told of the place that it works in. */
export interface PanelParts {
  readonly hub: Hub;
  readonly using: Using;
  readonly memory: Memory;
  readonly clock: Clock;
  /** The language that the person reads, as "de". */
  readonly language: string;
  /** Note a fault of ours. */
  report(fault: unknown): void;
  /** Note with whom we are connected, each time that it is found. */
  connected(hub: Connected): void;
  /** Bring the view to the front; with `typing`, with the keyboard in the field of words. */
  show(typing: boolean): void;
  /** Do what the button of "open-folder" says. */
  openFolder(): void;
}

/**
 * What a person can do, and the state that follows from it.
 *
 * Everything returns at once and nothing throws. After `dispose` nothing happens any more, whatever is called.
 */
export class Panel {
  readonly #parts: PanelParts;
  readonly #board: Board;
  readonly #link: Link;
  readonly #pairing: PairingFlow;
  readonly #searching: Searching;
  readonly #refining: Refining;
  readonly #doing: Doing;
  readonly #thumbnails: Thumbnails;
  readonly #kept: Kept;
  readonly #receivers = new Set<(thumbnail: Thumbnail) => void>();
  readonly #remedies: Readonly<Record<Remedy, () => void>> = {
    none: () => this.dismiss(),
    connect: () => this.connect(),
    pair: () => this.pair(),
    "search-again": () => (isEmpty(this.state.clue) ? this.connect() : this.#searching.search()),
    "lower-similarity": () => this.#searching.lowerSimilarity(),
    "clear-filters": () => this.clearFilters(),
    "open-page": () => this.openPage(),
    "open-folder": () => this.#parts.openFolder(),
  };
  #isClosed = false;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    const { hub, using, clock, language } = parts;
    const report = (fault: unknown): void => this.#report(fault);
    this.#kept = new Kept(parts.memory, clock, report, () => this.state);
    this.#board = new Board({ ...beginning(), ...this.#kept.read() }, report);
    const save = (): void => this.#kept.saveSoon();
    const connected = parts.connected.bind(parts);
    const world: World = { hub, using, board: this.#board, clock, language, report, connected, save };
    this.#link = new Link(world, {
      ready: (isBack) => {
        this.#searching.ready(isBack);
        this.#doing.ready();
        this.#thumbnails.again();
      },
      absent: () => this.#doing.absent(),
      moved: () => this.#moved(),
      libraryChanged: () => this.#searching.libraryChanged(),
    });
    this.#pairing = new PairingFlow(world, this.#link);
    this.#searching = new Searching(world, this.#link);
    this.#refining = new Refining(world, this.#link, this.#searching);
    const searching = this.#searching;
    this.#doing = new Doing(world, this.#link, {
      get words() {
        return searching.words;
      },
      remember: () => searching.remember(),
    });
    this.#thumbnails = new Thumbnails(
      world,
      (id) => this.hitsById([id])[0],
      (thumbnail) => {
        for (const receiver of [...this.#receivers]) this.#quietly(() => receiver(thumbnail));
      },
      (reason) => this.#link.fault(reason),
    );
  }

  get state(): PanelState {
    return this.#board.state;
  }

  /** The words that the results on the screen were found with. */
  get words(): string {
    return this.#searching.words;
  }

  /** Call after each change, until what is returned is called. */
  listen(listener: () => void): () => void {
    return this.#board.listen(listener);
  }

  /** Get the thumbnails that come, until what is returned is called. */
  receive(receiver: (thumbnail: Thumbnail) => void): () => void {
    this.#receivers.add(receiver);
    return () => this.#receivers.delete(receiver);
  }

  /** Find the hub, and start it where it does not run. */
  connect(): void {
    this.#do(() => this.#link.connect());
  }

  /** Begin to look for the hub, where nobody has yet. */
  wake(): void {
    this.#do(() => {
      if (this.state.connection === "resting") this.#link.connect();
      this.refreshTarget();
    });
  }

  /** Ask the owner for rights. */
  pair(): void {
    this.#do(() => {
      if (this.state.connection === "pairing" || this.#link.isLeaving) return;
      // What still runs must not go out with rights that nobody has confirmed.
      this.#still();
      this.#pairing.pair();
    });
  }

  cancelPairing(): void {
    this.#do(() => this.#pairing.cancel());
  }

  /** Say whether Bowerbird shows the same code. */
  confirmCode(same: boolean): void {
    this.#do(() => this.#pairing.confirm(same));
  }

  /** Have the hub forget this editor. Words and settings stay. */
  disconnect(): void {
    this.#do(() => {
      if (this.state.connection === "pairing" || this.#link.isLeaving) return;
      this.#still();
      this.#link.disconnect();
    });
  }

  /** Show Bowerbird's own page in the browser. */
  openPage(): void {
    const report = (fault: unknown): void => this.#report(fault);
    this.#do(() => openThePage(this.#parts.hub, report, () => this.#board.tell(pageNotOpened())));
  }

  /** Search with what stands in the fields. */
  search(words: string, avoid: string): void {
    this.#do(() => this.#searching.type(words, avoid));
  }

  /** Search for words from elsewhere, and bring the view to the front. */
  searchFor(words: string): void {
    this.#do(() => {
      const wanted = plain(words).trim().slice(0, MOST_WORDS);
      this.#parts.show(wanted === "");
      if (wanted !== "") this.#searching.lookFor({ ...NO_CLUE, words: wanted });
      else this.wake();
    });
  }

  /** Search with a picture that is not in the library, without the words that stand there, and show what comes. */
  searchWithPicture(picture: OutsidePicture): void {
    this.#do(() => {
      this.#parts.show(false);
      this.#searching.withPicture(picture, false);
    });
  }

  /** Search with a picture that is not in the library, together with the words that stand there. */
  addPicture(picture: OutsidePicture): void {
    this.#do(() => this.#searching.withPicture(picture, true));
  }

  clearPicture(): void {
    this.#do(() => this.#searching.clearPicture());
  }

  moreLike(id: string): void {
    this.#withHit(id, (hit) => this.#searching.moreLike(hit));
  }

  setSimilarity(percent: number): void {
    this.#do(() => this.#searching.setSimilarity(percent));
  }

  /** Search inside that folder only; null: in all. */
  setFolder(id: string | null): void {
    this.#do(() => this.#searching.setFolder(id));
  }

  /** Fetch these thumbnails, the most urgent first, and give up all others. */
  want(thumbnails: readonly Wanted[]): void {
    this.#do(() => this.#thumbnails.want(thumbnails));
  }

  clearFilters(): void {
    this.#do(() => this.#searching.clearFilters());
  }

  /** Fetch the next page. */
  more(): void {
    this.#do(() => this.#searching.more());
  }

  back(): void {
    this.#do(() => this.#searching.back());
  }

  /** Begin anew: no words and no picture. */
  clear(): void {
    this.#do(() => this.#searching.clear());
  }

  /** Search for earlier words again. */
  searchHistory(index: number): void {
    this.#do(() => {
      const clue = this.state.history[index];
      if (clue !== undefined) this.#searching.lookFor(narrowedAs(clue, this.state.clue));
    });
  }

  /** Refine what was found, or begin from what is kept. */
  refine(act: (refining: Refining) => void): void {
    this.#do(() => act(this.#refining));
  }

  clearHistory(): void {
    this.#do(() => {
      this.#board.put({ history: [] });
      this.#kept.saveSoon();
    });
  }

  /** Choose the pictures that commands are for. */
  choose(ids: readonly string[]): void {
    this.#do(() => {
      const shown = new Set(this.state.hits.map((hit) => hit.id));
      // Whoever goes on to another picture has read what was done with the one before.
      this.#board.put({ chosen: [...new Set(ids)].filter((id) => shown.has(id)), said: "" });
    });
  }

  /** Give the hits that are chosen, in the order in which they were. */
  chosenHits(): readonly Hit[] {
    return this.hitsById(this.state.chosen);
  }

  /** Give those of these hits that were found lately. */
  hitsById(ids: readonly string[]): readonly Hit[] {
    const wanted = new Map<string, Hit | null>(ids.map((id) => [id, null]));
    for (const hit of this.#searching.known) if (wanted.get(hit.id) === null) wanted.set(hit.id, hit);
    return [...wanted.values()].filter((hit) => hit !== null);
  }

  insert(ids: readonly string[], way: Way): void {
    this.#do(() => this.#doing.insert(this.hitsById(ids), way));
  }

  copyToWorkspace(ids: readonly string[]): void {
    this.#do(() => this.#doing.copyToWorkspace(this.hitsById(ids)));
  }

  /** Copy pictures into the curated folder. */
  copyCurated(ids: readonly string[]): void {
    this.#do(() => this.#doing.copyCurated(this.hitsById(ids)));
  }

  open(id: string): void {
    this.#withHit(id, (hit) => this.#doing.open(hit));
  }

  reveal(id: string): void {
    this.#withHit(id, (hit) => this.#doing.reveal(hit));
  }

  /** Do what the button of the notice says. */
  remedy(): void {
    this.#do(() => this.#remedies[this.state.notice?.remedy ?? "none"]());
  }

  /** Show what went wrong elsewhere. */
  tell(reason: unknown): void {
    this.#do(() => {
      this.#report(reason);
      if (!this.#link.fault(reason)) this.#board.tell(noticeOf(reason));
    });
  }

  /** Say what was done elsewhere, or "" where it was undone. */
  say(said: string): void {
    this.#do(() => this.#board.say(said));
  }

  /** Bring the view to the front. */
  show(): void {
    this.#do(() => this.#parts.show(true));
  }

  /** Take what went wrong off the screen. */
  dismiss(): void {
    this.#do(() => {
      this.#board.tell(null);
      this.#searching.dismiss();
    });
  }

  /** Give up what is being searched or fetched; what is on the screen stays. */
  stop(): void {
    this.#do(() => {
      this.#refining.stop();
      this.#searching.giveUp();
      this.#doing.stop();
    });
  }

  /** Look what an insertion would go to now. */
  refreshTarget(): void {
    this.#do(() => this.#board.put({ target: this.#parts.using.target() }));
  }

  /** End everything: nothing is called any more. */
  dispose(): void {
    if (this.#isClosed) return;
    this.stop();
    this.#thumbnails.stop();
    this.#isClosed = true;
    this.#board.close();
    this.#pairing.close();
    this.#link.close();
    this.#receivers.clear();
    this.#kept.close();
  }

  #withHit(id: string, act: (hit: Hit) => void): void {
    this.#do(() => {
      const [hit] = this.hitsById([id]);
      if (hit === undefined) this.#board.tell(nothingChosen());
      else act(hit);
    });
  }

  #still(): void {
    this.#searching.pause();
    this.#thumbnails.stop();
    this.#doing.stop();
  }

  #moved(): void {
    this.#still();
    this.#searching.moved();
  }

  #do(act: () => void): void {
    if (!this.#isClosed) this.#quietly(act);
  }

  #quietly<T>(act: () => T): T | null {
    try {
      return act();
    } catch (fault) {
      this.#report(fault);
      return null;
    }
  }

  #report(fault: unknown): void {
    try {
      this.#parts.report(fault);
    } catch {
      // There is nobody left to tell.
    }
  }
}
