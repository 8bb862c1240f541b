import * as l10n from "@vscode/l10n";
import type { Hit, SearchAnswer } from "../hub/hub";
import { type Asked, Asking, isSameSearch, leadsTo, PAGE } from "./asking";
import { Delay } from "./clock";
import { hintOf } from "./hints";
import { remembered } from "./history";
import type { Link } from "./link";
import { noticeOf } from "./notices";
import { searchable } from "./outside_picture";
import { Paging } from "./paging";
import { Proving } from "./proving";
import { lower, NO_RESULTS, provedBy, type Results, remarks, resultsOf } from "./results";
import { Slot } from "./slot";
import { type Clue, isEmpty, isKindred, NO_CLUE, narrowedAs, type OutsidePicture } from "./state";
import { type Step, withStep } from "./steps";
import type { World } from "./world";

// Results that somebody looks at for so long were what they looked for, and not words on the way to others.
const DWELL_MS = 4_000;

/** Searching: what is looked for, when it is sent, and what has come of it. Only the newest search counts. */
export class Searching {
  readonly #world: World;
  readonly #link: Link;
  readonly #asking: Asking;
  readonly #paging: Paging;
  readonly #proving: Proving;
  readonly #running: Slot;
  readonly #dwell: Delay;
  #asked: Asked | null = null;
  #results: Results = NO_RESULTS;
  #steps: readonly Step[] = [];
  #number = 0;
  // Whether a search is to be sent as soon as the hub is there.
  #waits = false;
  // Whether the search that runs was asked for, and not only typed on the way to another one.
  #isMeant = false;
  // Whether the person has given up what stands in the fields.
  #isGivenUp = false;
  // Whether the library has changed since the results came.
  #isStale = false;

  constructor(world: World, link: Link) {
    this.#world = world;
    this.#link = link;
    this.#asking = new Asking(world, link);
    this.#running = new Slot(world.report);
    this.#dwell = new Delay(world.clock);
    this.#proving = new Proving(world, link, this.#asking, (page) => this.#proved(page));
    this.#paging = new Paging(world, link, this.#asking, (results) => {
      this.#results = results;
      this.#show();
    });
  }

  /** The words that the results on the screen were found with. */
  get words(): string {
    return this.#asked?.clue.words.trim() ?? "";
  }

  /** All hits that are known, those on the screen first. */
  get known(): readonly Hit[] {
    const steps = this.#steps.flatMap(({ results }) => results.hits);
    const { like } = this.#world.board.state.clue;
    return [...this.#results.hits, ...(like === null ? [] : [like]), ...steps];
  }

  /** Search for these words, together with the picture that stands there. */
  type(words: string, avoid: string): void {
    this.set({ ...this.#world.board.state.clue, words, avoid });
    const { asked, board } = { asked: this.#asked, board: this.#world.board };
    const again =
      asked !== null && isSameSearch(asked, { clue: board.state.clue, folder: board.state.folder });
    this.#search(again);
  }

  /** Take another clue, without searching yet. */
  set(clue: Clue): void {
    this.#world.board.put({ clue });
  }

  /** Search once more with what stands there. */
  search(): void {
    this.#search(true);
  }

  /** Search for something else, from which one can come back. */
  lookFor(clue: Clue): void {
    this.#keepForLater();
    this.set(clue);
    this.#search(true);
  }

  moreLike(hit: Hit): void {
    this.remember();
    const { clue } = this.#world.board.state;
    this.lookFor(narrowedAs({ ...NO_CLUE, avoid: clue.avoid, like: hit }, clue));
  }

  /** Search with a picture from outside, together with the words that stand there or without. */
  withPicture(picture: OutsidePicture, keepWords: boolean): void {
    const { clue } = this.#world.board.state;
    const { words, avoid } = keepWords ? clue : NO_CLUE;
    try {
      this.lookFor(narrowedAs({ ...NO_CLUE, words, avoid, picture: searchable(picture) }, clue));
    } catch (reason) {
      this.#tell(reason);
    }
  }

  clearPicture(): void {
    this.set({ ...this.#world.board.state.clue, like: null, picture: null, saved: null });
    this.#search(true);
  }

  /** Begin anew; one can come back from that. */
  clear(): void {
    this.remember();
    this.set(NO_CLUE);
    this.#search(true);
  }

  back(): void {
    const step = this.#steps.at(-1);
    if (step === undefined) return;
    this.stop();
    this.#steps = this.#steps.slice(0, -1);
    this.#take(step.asked, step.results);
    this.#world.board.tell(null);
    this.set(step.clue);
    this.#show();
    const now = { clue: step.clue, folder: this.#world.board.state.folder };
    // Another folder was chosen meanwhile, or the words had not been searched for yet.
    if (step.asked === null ? !isEmpty(step.clue) : !isSameSearch(step.asked, now)) this.#search(false);
  }

  setSimilarity(percent: number): void {
    this.#world.board.put({ similarity: Math.min(100, Math.max(0, Math.round(percent))) });
    this.#world.save();
    this.#advise();
  }

  /** Move the slider to where something is seen. */
  lowerSimilarity(): void {
    this.setSimilarity(lower(this.#world.board.state.similarity, this.#results.hits));
  }

  setFolder(folder: string | null): void {
    if (folder === this.#world.board.state.folder) return;
    this.#world.board.put({ folder });
    this.#world.save();
    this.#search(false);
  }

  /** Search everywhere, with nothing to avoid, and show all. */
  clearFilters(): void {
    this.#world.board.put({ folder: null });
    this.set(narrowedAs({ ...this.#world.board.state.clue, avoid: "" }, NO_CLUE));
    this.setSimilarity(0);
    this.#search(false);
  }

  more(): void {
    if (this.#running.taken || this.#asked === null || !this.#link.isReady) return;
    this.remember();
    this.#paging.next(this.#asked, this.#results);
  }

  /** Send what has waited for the hub; where it is back, also what has failed on its way out. */
  ready(isBack: boolean): void {
    if (this.#waits || (isBack && this.#isOwed)) this.#search(this.#isMeant);
    // The state of the library is on the screen in any case.
    else this.#show();
  }

  /** Say that what is on the screen may be old; where nothing was found, look again. */
  libraryChanged(): void {
    if (this.#asked !== null && this.#results.hits.length === 0 && !this.#running.taken) this.#search(false);
    this.#isStale = this.#results.hits.length > 0;
    this.#show();
  }

  /** Take that off the screen. */
  dismiss(): void {
    this.#isStale = false;
    this.#advise();
  }

  /** Forget what belongs to another library. */
  moved(): void {
    this.stop();
    this.#asking.forget();
    this.#take(null, NO_RESULTS);
    this.#steps = [];
    const clue: Clue = { ...this.#world.board.state.clue, like: null, saved: null, core: [] };
    this.#world.board.put({ clue, folder: null, folders: [], saved: [] });
    this.#world.save();
    this.#show();
    this.#waits = !isEmpty(clue);
  }

  /** Keep the words of the results on the screen: they were of use. */
  remember(): void {
    this.#dwell.free();
    if (this.#asked === null) return;
    const { history } = this.#world.board.state;
    const kept = remembered(history, this.#asked.clue);
    if (kept === history) return;
    this.#world.board.put({ history: kept });
    this.#world.save();
  }

  /** Give up what runs, and send it again when the hub is there. */
  pause(): void {
    const [waits, isMeant] = [this.#waits || this.#running.taken, this.#isMeant];
    this.stop();
    this.#waits = waits;
    this.#isMeant = isMeant;
  }

  /** Give up what runs, and leave it at that. */
  giveUp(): void {
    this.stop();
    this.#isGivenUp = true;
  }

  /** End what runs; what is on the screen stays. */
  stop(): void {
    this.#dwell.free();
    this.#running.free();
    this.#paging.stop();
    this.#proving.stop();
    this.#waits = this.#isMeant = false;
    this.#world.board.end("searching", "sending");
  }

  /** Whether something else is looked for than what is on the screen, and nothing is under way for it. */
  get #isOwed(): boolean {
    const { clue, folder } = this.#world.board.state;
    if (isEmpty(clue) || this.#isGivenUp || this.#running.taken) return false;
    return this.#asked === null || !isSameSearch(this.#asked, { clue, folder });
  }

  #search(isMeant: boolean): void {
    const { board } = this.#world;
    const { clue, folder } = board.state;
    this.stop();
    this.#isMeant = isMeant;
    this.#isGivenUp = false;
    board.put({ said: "" });
    if (isEmpty(clue)) {
      this.#keepWhatWasFound();
      this.#take(null, NO_RESULTS);
      board.tell(null);
      this.#show();
    }
    if (!this.#link.isReady) {
      this.#waits = !isEmpty(clue);
      this.#link.connect();
      return;
    }
    if (isEmpty(clue)) return;
    const asked: Asked = { clue, folder };
    board.begin("searching");
    this.#running.run(
      (signal) => this.#asking.page(asked, null, signal),
      (page) => this.#came(asked, page),
      (reason) => this.#failed(reason),
    );
  }

  #came(asked: Asked, page: SearchAnswer): void {
    const before = this.#asked;
    this.#world.board.end("searching", "sending");
    const isOther = before?.folder !== asked.folder || !isKindred(before.clue, asked.clue);
    if (before !== null && isOther && !this.#isTypedOn(before, asked)) {
      this.#keepWhatWasFound();
    }
    this.#take(asked, resultsOf(page));
    this.#world.board.tell(null);
    this.#show();
    if (this.#isMeant) this.remember();
    else this.#dwell.take(DWELL_MS, () => this.remember());
    this.#isMeant = false;
    if (page.hits.length > 0) this.#proving.prove(asked);
  }

  /** Put labels on what is shown; what somebody has chosen stays where it is. */
  #proved(page: SearchAnswer): void {
    const { chosen, clue, hits } = this.#world.board.state;
    const isWatched = chosen.length > 0 || clue.sort !== "best" || hits.length > PAGE;
    this.#results = provedBy(this.#results, page, !isWatched);
    this.#show();
  }

  #isTypedOn(before: Asked, asked: Asked): boolean {
    return !this.#isMeant && before.folder === asked.folder && leadsTo(before, asked);
  }

  #failed(reason: unknown): void {
    this.#world.board.end("searching", "sending");
    if (this.#link.fault(reason)) {
      // Sent again when the hub is back: nobody has to type it twice.
      this.#waits = true;
      return;
    }
    this.#isMeant = false;
    this.#tell(reason);
  }

  #tell(reason: unknown): void {
    this.#world.report(reason);
    this.#world.board.tell(noticeOf(reason));
  }

  #take(asked: Asked | null, results: Results): void {
    this.#asked = asked;
    this.#results = results;
    this.#isStale = false;
    this.#number += 1;
  }

  #keepForLater(): void {
    const { clue } = this.#world.board.state;
    if (this.#asked !== null || !isEmpty(clue)) this.#keep(clue);
  }

  #keepWhatWasFound(): void {
    if (this.#asked === null || this.#steps.at(-1)?.asked === this.#asked) return;
    this.#keep(this.#asked.clue);
  }

  #keep(clue: Clue): void {
    this.#steps = withStep(this.#steps, { clue, asked: this.#asked, results: this.#results });
    this.#world.board.put({ canGoBack: true });
  }

  #show(): void {
    const { board } = this.#world;
    const { hits, entry, why, next } = this.#results;
    const ids = new Set(hits.map((hit) => hit.id));
    const chosen = board.state.chosen.filter((id) => ids.has(id));
    board.put({
      hits,
      entry,
      why,
      hasMore: next !== null,
      search: this.#number,
      notes: this.#notes(),
      canGoBack: this.#steps.length > 0,
      ...(chosen.length === board.state.chosen.length ? {} : { chosen }),
    });
    this.#advise();
  }

  #notes(): readonly string[] {
    const notes = this.#asked === null ? this.#link.statusNotes : remarks(this.#results);
    const avoids = this.#asked !== null && this.#asked.clue.avoid.trim() !== "";
    if (!avoids || !this.#link.isReady || this.#link.can("search.avoid")) return notes;
    return [...notes, l10n.t("The Bowerbird that runs cannot avoid words yet: they were passed over.")];
  }

  // What could be done about a list that is empty, or old.
  #advise(): void {
    const { board } = this.#world;
    const isFiltered =
      this.#asked === null ? null : this.#asked.folder !== null || this.#asked.clue.shape !== null;
    board.hint(hintOf(board.state, isFiltered, this.#isStale));
  }
}
