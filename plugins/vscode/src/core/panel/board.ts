import type { Activity, NoticeView } from "../messages";
import type { PanelState } from "./state";

// Which of two that go on at once is shown.
const MOST_TELLING: readonly Activity[] = [
  "inserting",
  "fetching",
  "copying",
  "sending",
  "searching",
  "connecting",
];
const LOUD: readonly Activity[] = ["inserting", "fetching", "copying"];

/** Where the state hangs: each part of the panel changes what it knows of, and those who listen are told. */
export class Board {
  readonly #report: (fault: unknown) => void;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Set<Activity>();
  #state: PanelState;
  #told: NoticeView | null = null;
  #standing: NoticeView | null = null;
  #hint: NoticeView | null = null;
  #closed = false;

  constructor(state: PanelState, report: (fault: unknown) => void) {
    this.#state = state;
    this.#report = report;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** Call after each change, until what is returned is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  put(changes: Partial<PanelState>): void {
    if (this.#closed) return;
    const activity = MOST_TELLING.find((each) => this.#running.has(each)) ?? "idle";
    const wanted = { ...this.#state, ...changes };
    const state: PanelState = {
      ...wanted,
      activity,
      progress: LOUD.includes(activity) ? wanted.progress : null,
      notice: this.#told ?? this.#standing ?? this.#hint,
      standing: this.#standing,
    };
    if (isSame(this.#state, state)) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) this.#call(listener);
  }

  begin(activity: Activity): void {
    this.#running.add(activity);
    this.put({});
  }

  end(...activities: readonly Activity[]): void {
    for (const activity of activities) this.#running.delete(activity);
    this.put({});
  }

  /** Say what went wrong, or take that back. */
  tell(notice: NoticeView | null): void {
    this.#told = notice;
    this.put({});
  }

  /** Say what keeps us from the hub, for as long as it does; it is newer than what was told. */
  stand(notice: NoticeView | null): void {
    this.#told = null;
    this.#standing = notice;
    this.put({});
  }

  /** Say what could be done, where nothing went wrong. */
  hint(notice: NoticeView | null): void {
    this.#hint = notice;
    this.put({});
  }

  /** Say what was done; what went wrong before is over with that. */
  say(said: string): void {
    this.#told = null;
    this.put({ said });
  }

  /** Tell nobody anything any more. */
  close(): void {
    this.#listeners.clear();
    this.#running.clear();
    this.put({});
    this.#closed = true;
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (fault) {
      // What went on must not stop because it could not be shown.
      this.#report(fault);
    }
  }
}

function isSame(one: PanelState, other: PanelState): boolean {
  const keys = Object.keys(other) as readonly (keyof PanelState)[];
  return keys.every((key) => Object.is(one[key], other[key]));
}
