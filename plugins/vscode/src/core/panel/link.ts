import type { Connected, SearchAnswer, Status } from "../hub/hub";
import { notPaired, revoked } from "../hub/troubles";
import { RETRY_MS } from "../hub/waiting";
import { REFINEMENTS } from "../messages";
import { Trouble } from "../trouble";
import { Delay } from "./clock";
import { FolderList } from "./folder_list";
import { Following } from "./following";
import { noticeOf, starting, withRemedy } from "./notices";
import { Slot } from "./slot";
import type { Connection } from "./state";
import { notesOf } from "./status_notes";
import type { World } from "./world";

// After these, nothing else can go well either.
const LOST: readonly string[] = [
  "not_running",
  "cannot_start",
  "elsewhere",
  "wrong_library",
  "not_paired",
  "revoked",
  "unauthorized",
  "rogue_hub",
  "api_version",
  "hub_too_old",
  "hub_too_new",
];
const STARTABLE: readonly string[] = ["not_running", "cannot_start"];
const UNKNOWN_HERE: readonly string[] = ["not_paired", "revoked", "unauthorized"];
const MOVED = "moved";

/** Who wants to know how it goes with the connection. */
export interface Linked {
  /** The hub is there; `isBack` where it was not before. */
  ready(isBack: boolean): void;
  /** The hub is not there, and was looked for. */
  absent(): void;
  /** It holds another library than before. */
  moved(): void;
  /** A search may give something else now. */
  libraryChanged(): void;
}

/** The connection with the hub: found, lost, found again, by itself and whenever the person does something. */
export class Link {
  readonly #world: World;
  readonly #linked: Linked;
  readonly #connecting: Slot;
  readonly #refreshing: Slot;
  readonly #saved: Slot;
  readonly #leaving: Slot;
  readonly #retry: Delay;
  readonly #folders: FolderList;
  readonly #following: Following;
  #tries = 0;
  #known: Connected | null = null;
  #status: Status | null = null;
  #wasReady = false;
  // Whether something may have happened that nobody has told us.
  #missed = false;
  // Whether the last answer came from another library than the one that was found.
  #strayed = false;

  constructor(world: World, linked: Linked) {
    this.#world = world;
    this.#linked = linked;
    this.#connecting = new Slot(world.report);
    this.#refreshing = new Slot(world.report);
    this.#saved = new Slot(world.report);
    this.#leaving = new Slot(world.report);
    this.#retry = new Delay(world.clock);
    this.#folders = new FolderList(world, (reason) => this.fault(reason));
    this.#following = new Following(world, {
      changed: (library) => this.#changed(library),
      lost: (trouble) => {
        this.#missed = true;
        if (this.isReady) this.fault(trouble);
      },
    });
  }

  /** Whether anything may be sent. */
  get isReady(): boolean {
    return this.#world.board.state.connection === "ready";
  }

  /** Whether the hub is just being told to forget this editor. */
  get isLeaving(): boolean {
    return this.#leaving.taken;
  }

  /** What the hub says of its library, beside any results. */
  get statusNotes(): readonly string[] {
    return this.#status === null ? [] : notesOf(this.#status);
  }

  can(capability: string): boolean {
    return this.#known?.capabilities.includes(capability) ?? false;
  }

  /** Find the hub, and start it where it does not run: the person wants it. */
  connect(): void {
    const { connection } = this.#world.board.state;
    if (connection === "pairing" || this.isLeaving) return;
    this.#tries = 0;
    if (connection !== "ready" && connection !== "not-paired" && connection !== "connecting") {
      this.#set("connecting");
      // What looks by itself starts no hub; this does.
      this.#connecting.free();
      const code = this.#world.board.state.standing?.code ?? "";
      if (STARTABLE.includes(code)) this.#world.board.stand(starting());
    }
    if (!this.#connecting.taken) this.#look(true);
  }

  /** Take over rights that were just given. */
  enter(): void {
    this.#set("connecting");
    this.#look(false);
  }

  /** Take note of what went wrong anywhere, and tell whether the connection is lost with it. */
  fault(reason: unknown): boolean {
    if (!(reason instanceof Trouble)) return false;
    if (reason.code === MOVED) {
      this.#lookWhoIsThere();
      return true;
    }
    if (!LOST.includes(reason.code)) return false;
    this.#stand(reason);
    return true;
  }

  /** Refuse an answer of another library: nothing of it may stand beside what is here. */
  checked(answer: SearchAnswer): SearchAnswer {
    const before = this.#strayed;
    this.#strayed = this.#known !== null && this.#known.libraryId !== answer.library_id;
    if (!this.#strayed) return answer;
    const said = "An answer came from another library than the one that is connected.";
    if (!before) throw new Trouble(MOVED, said);
    // Looking anew has changed nothing, and is not done in a circle.
    this.#strayed = false;
    throw new Trouble("garbled", said, "", "search-again");
  }

  /** Ask which searches are kept under names; a hub that keeps none has none. */
  listSaved(): void {
    if (!this.isReady || !this.can("saved_searches")) return;
    this.#saved.run(
      (signal) => this.#world.hub.savedSearches(signal),
      (saved) => this.#world.board.put({ saved }),
      (reason) => {
        if (!this.fault(reason)) this.#world.report(reason);
      },
    );
  }

  /** Have the hub forget this editor, and the token with it. */
  disconnect(): void {
    this.rest();
    this.#wasReady = false;
    this.#set("connecting");
    this.#leaving.run(
      () => this.#world.hub.disconnect(),
      () => {
        this.#set("not-paired");
        this.#world.board.stand(noticeOf(notPaired()));
      },
      (reason) => {
        // The client keeps no token in any case.
        this.#set("not-paired");
        this.#world.board.stand(withRemedy(noticeOf(reason), "pair"));
        this.#world.report(reason);
      },
    );
  }

  /** Look for nothing any more, until somebody asks for it. */
  rest(): void {
    this.#connecting.free();
    this.#refreshing.free();
    this.#saved.free();
    this.#retry.free();
    this.#folders.stop();
    this.#following.stop();
    this.#world.board.end("connecting");
  }

  close(): void {
    this.rest();
    this.#leaving.free();
  }

  #look(start: boolean): void {
    const { hub, board } = this.#world;
    this.#retry.free();
    if (start) board.begin("connecting");
    this.#connecting.run(
      async (signal) => {
        const connected = await hub.connect({ start, signal });
        return { connected, status: await hub.status(signal) };
      },
      ({ connected, status }) => {
        board.end("connecting");
        this.#arrived(connected, status);
      },
      (reason) => {
        board.end("connecting");
        this.#stand(reason);
      },
    );
  }

  #arrived(connected: Connected, status: Status): void {
    const { board } = this.#world;
    const before = this.#known?.libraryId;
    const again = this.isReady;
    const isOther = before !== undefined && before !== connected.libraryId;
    const isChanged = this.#isNews(status) && !isOther;
    this.#missed = false;
    this.#tries = 0;
    this.#known = connected;
    this.#status = status;
    this.#wasReady = true;
    if (!again) {
      board.stand(null);
      this.#world.connected(connected);
    }
    this.#putStatus(status);
    const refines = REFINEMENTS.filter((each) => this.can(`search.${each}`));
    board.put({ connection: "ready", pairing: null, refines });
    if (isOther) this.#linked.moved();
    this.#folders.list();
    if (this.can("events")) this.#following.start();
    this.#linked.ready(!again);
    this.listSaved();
    if (isChanged) this.#linked.libraryChanged();
  }

  /** Tell whether what happened while nobody told us of it has changed what a search gives. */
  #isNews(status: Status): boolean {
    return this.#missed && this.#status !== null && sizeOf(this.#status) !== sizeOf(status);
  }

  #putStatus(status: Status): void {
    const { board } = this.#world;
    this.#status = status;
    const wasSearchable = board.state.wasSearchable || status.searchable > 0;
    board.put({ librarySize: status.searchable, wasSearchable });
  }

  #changed(library: boolean): void {
    if (!this.isReady) {
      // It is back before we would have looked.
      if (this.#retry.taken) this.#look(false);
      return;
    }
    this.#refreshing.run(
      (signal) => this.#world.hub.status(signal),
      (status) => {
        const isNews = this.#isNews(status);
        this.#missed = false;
        this.#putStatus(status);
        if (library || isNews) {
          this.#folders.list();
          this.#linked.libraryChanged();
        } else {
          this.#linked.ready(false);
        }
      },
      (reason) => {
        this.#world.report(reason);
        this.fault(reason);
      },
    );
  }

  #lookWhoIsThere(): void {
    this.#known = null;
    this.#folders.stop();
    this.#linked.moved();
    this.#set("connecting");
    this.#connecting.free();
    this.#look(true);
  }

  #stand(reason: unknown): void {
    const { board } = this.#world;
    // What was asked before the pairing began says nothing of what comes after it.
    if (board.state.connection === "pairing") return;
    this.#folders.stop();
    this.#refreshing.free();
    this.#missed = true;
    const before = board.state.standing?.code;
    const code = reason instanceof Trouble ? reason.code : "";
    if (UNKNOWN_HERE.includes(code)) {
      this.#connecting.free();
      this.#following.stop();
      board.end("connecting");
      this.#set("not-paired");
      board.stand(noticeOf(this.#wasReady || code !== "not_paired" ? revoked() : notPaired()));
      this.#linked.absent();
      return;
    }
    this.#set(connectionWithout(code));
    if (code === "" || code !== before) this.#world.report(reason);
    // What stands there already says more: what was not done because of it, or why none could be started.
    const isSaid = code !== "" && (code === before || (code === "not_running" && before === "cannot_start"));
    if (!isSaid) board.stand(standingOf(reason, code));
    if (!this.#connecting.taken) this.#linked.absent();
    this.#tryLater();
  }

  /** A hub that was stopped on purpose is not started again by that: only what the person does starts one. */
  #tryLater(): void {
    if (this.#retry.taken || this.#connecting.taken) return;
    const wait = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 0;
    this.#tries += 1;
    this.#retry.take(wait, () => this.#look(false));
  }

  #set(connection: Connection): void {
    this.#world.board.put({ connection, pairing: null });
  }
}

/** Sum up what there is to be found. */
function sizeOf({ pictures, searchable, files }: Status): string {
  return JSON.stringify([pictures, searchable, files]);
}

function connectionWithout(code: string): Connection {
  if (code === "elsewhere") return "elsewhere";
  return code === "not_running" || code === "cannot_start" ? "not-running" : "trouble";
}

function standingOf(reason: unknown, code: string): ReturnType<typeof noticeOf> {
  const notice = noticeOf(reason);
  // Connecting anew writes the file anew; of another library only new rights help, or the right hub.
  if (code === "storage" || code === "wrong_library") return withRemedy(notice, "pair");
  const helps = notice.remedy !== "none" && notice.remedy !== "search-again";
  return helps ? notice : withRemedy(notice, "connect");
}
