import * as l10n from "@vscode/l10n";
import type { CuratedCopy, Hit } from "../hub/hub";
import { notOffered } from "../hub/troubles";
import { quoted } from "./foreign";
import type { Link } from "./link";
import { notFound, nothingChosen, noticeOf, withUndone } from "./notices";
import { Slot } from "./slot";
import type { UseOptions, Way } from "./using";
import type { World } from "./world";

const DOUBLE_CLICK_MS = 400;
// How long a wish waits for the hub; after that it would come as a surprise.
const PATIENCE_MS = 60_000;

type Use = (hits: readonly Hit[], options: UseOptions) => Promise<string | null>;

/** What the parts around it give. */
export interface Found {
  readonly words: string;
  /** What was found was of use. */
  remember(): void;
}

/** What is done with pictures that were found. One thing at a time: a second wish meanwhile is half a double click. */
export class Doing {
  readonly #world: World;
  readonly #link: Link;
  readonly #found: Found;
  readonly #busy: Slot;
  readonly #showing: Slot;
  #before = { at: Number.NEGATIVE_INFINITY, wish: "" };
  #waits: { readonly since: number; readonly call: () => void; readonly undone: string } | null = null;

  constructor(world: World, link: Link, found: Found) {
    this.#world = world;
    this.#link = link;
    this.#found = found;
    this.#busy = new Slot(world.report);
    this.#showing = new Slot(world.report);
  }

  /** Put pictures into what is being written. */
  insert(hits: readonly Hit[], way: Way): void {
    const { using } = this.#world;
    const wish = `${way} ${hits.map((hit) => hit.id).join(" ")}`;
    if (this.#busy.taken || this.#isSecondClick(wish)) return;
    const undone = l10n.t("Nothing was inserted.");
    this.#use(hits, way, undone, (chosen, options) => using.insert(chosen, options));
  }

  copyToWorkspace(hits: readonly Hit[]): void {
    const { using } = this.#world;
    this.#use(hits, "copy", uncopied(), (chosen, options) => using.copyToWorkspace(chosen, options));
  }

  /** Copy pictures into the owner's curated folder. */
  copyCurated(hits: readonly Hit[]): void {
    if (this.#busy.taken || !this.#isChosen(hits)) return;
    if (!this.#mayAsk("curated_copies", uncopied(), () => this.copyCurated(hits))) return;
    this.#found.remember();
    this.#begin();
    this.#world.board.begin("copying");
    this.#busy.run(
      (signal) =>
        this.#world.hub.copyCurated(
          hits.map((hit) => hit.id),
          this.#found.words || null,
          signal,
        ),
      (copies) => {
        this.#end();
        this.#world.board.say(copied(hits, copies));
      },
      (reason) => {
        this.#end();
        this.#failed(reason, uncopied(), hits);
      },
    );
  }

  /** Show a picture in an editor of its own. */
  open(hit: Hit): void {
    if (!this.#mayAsk(null, "", () => this.open(hit))) return;
    this.#begin();
    this.#showing.run(
      (signal) => this.#world.using.open(hit, signal),
      () => this.#found.remember(),
      (reason) => this.#failed(reason),
    );
  }

  /** Show a picture in its folder. */
  reveal(hit: Hit): void {
    if (!this.#mayAsk("reveal", "", () => this.reveal(hit))) return;
    this.#begin();
    const name = quoted(hit.name);
    this.#showing.run(
      (signal) => this.#world.hub.reveal(hit.id, signal),
      (shown) => {
        const { board } = this.#world;
        if (shown) board.say(l10n.t("Showed {0} in its folder.", name));
        else if (hit.path === null) board.say(l10n.t("No file manager could be opened for {0}.", name));
        else board.say(l10n.t("No file manager could be opened. {0} is {1}", name, quoted(hit.path)));
      },
      (reason) => this.#failed(reason, "", [hit]),
    );
  }

  /** Do what has waited for the hub. */
  ready(): void {
    const waits = this.#waits;
    this.#waits = null;
    if (waits !== null && this.#world.clock.now() - waits.since < PATIENCE_MS) waits.call();
  }

  /** Say of what has waited for the hub in vain that it was not done: later it would come as a surprise. */
  absent(): void {
    const waits = this.#waits;
    this.#waits = null;
    if (waits !== null) this.#sayUndone(waits.undone);
  }

  /** Give up what runs. */
  stop(): void {
    this.#waits = null;
    this.#busy.free();
    this.#showing.free();
    this.#end();
  }

  #use(hits: readonly Hit[], way: Way, undone: string, use: Use): void {
    if (this.#busy.taken || !this.#isChosen(hits)) return;
    // What is linked where it lies needs no hub.
    if (way !== "link" && !this.#mayAsk(null, undone, () => this.#use(hits, way, undone, use))) return;
    const { board } = this.#world;
    board.put({ progress: null });
    this.#begin();
    board.begin("inserting");
    let isOver = false;
    this.#busy.run(
      (signal) =>
        use(hits, {
          way,
          words: this.#found.words,
          signal,
          progress: (part) => {
            if (!isOver && !signal.aborted) this.#fetched(part);
          },
        }),
      (said) => {
        isOver = true;
        this.#end();
        if (said === null) return;
        this.#found.remember();
        board.say(said);
      },
      (reason) => {
        isOver = true;
        this.#end();
        this.#failed(reason, undone);
      },
    );
  }

  #fetched(part: number): void {
    const { board } = this.#world;
    const progress = Math.min(1, Math.max(0, part));
    if (Number.isNaN(progress)) return;
    board.put({ progress: progress < 1 ? progress : null });
    // The file is there: what follows is the editor's part.
    if (progress < 1) {
      board.begin("fetching");
      board.end("inserting");
    } else {
      board.begin("inserting");
      board.end("fetching");
    }
  }

  #isChosen(hits: readonly Hit[]): boolean {
    if (hits.length === 0) this.#world.board.tell(nothingChosen());
    return hits.length > 0;
  }

  #mayAsk(capability: string | null, undone: string, later: () => void): boolean {
    if (!this.#link.isReady) {
      this.#waits = { since: this.#world.clock.now(), call: later, undone };
      this.#link.connect();
      return false;
    }
    if (capability === null || this.#link.can(capability)) return true;
    this.#world.board.tell(noticeOf(notOffered()));
    return false;
  }

  #isSecondClick(wish: string): boolean {
    const at = this.#world.clock.now();
    const before = this.#before;
    this.#before = { at, wish };
    return before.wish === wish && at - before.at < DOUBLE_CLICK_MS;
  }

  #failed(reason: unknown, undone = "", hits: readonly Hit[] = []): void {
    if (this.#link.fault(reason)) {
      this.#sayUndone(undone);
      return;
    }
    this.#world.report(reason);
    this.#world.board.tell(notFound(reason, hits) ?? noticeOf(reason));
  }

  #sayUndone(undone: string): void {
    const { board } = this.#world;
    const { standing } = board.state;
    if (standing !== null && undone !== "") board.tell(withUndone(standing, undone));
  }

  // What was done before is no news beside what is done now.
  #begin(): void {
    this.#world.board.put({ said: "" });
  }

  #end(): void {
    this.#world.board.put({ progress: null });
    this.#world.board.end("inserting", "fetching", "copying");
  }
}

function uncopied(): string {
  return l10n.t("Nothing was copied.");
}

function copied(hits: readonly Hit[], copies: readonly CuratedCopy[]): string {
  const name = quoted(hits[0]?.name ?? "");
  const made = copies.filter((copy) => copy.created).length;
  if (hits.length === 1) {
    return made === 1
      ? l10n.t("Copied {0} into the curated folder.", name)
      : l10n.t("{0} is in the curated folder already.", name);
  }
  if (made === copies.length) return l10n.t("Copied {0} pictures into the curated folder.", made);
  return l10n.t(
    "Copied {0} of {1} pictures into the curated folder; the others are there already.",
    made,
    copies.length,
  );
}
