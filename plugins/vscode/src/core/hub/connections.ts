import { Trouble } from "../trouble";
import type { Credential } from "./credentials";
import type { AnsweringHub, FoundHub } from "./discovery";
import { Lane } from "./lane";
import type { Answer, Exchange } from "./line";
import { HubTrouble, troubleOf } from "./problems";
import { cancelled } from "./troubles";
import { pause } from "./waiting";

/** What a call waits behind: a search behind no picture, a thumbnail behind no file of 100 MB. */
export type LaneName = "talk" | "thumbnails" | "files";

export interface Call extends Omit<Exchange, "headers"> {
  readonly lane: LaneName;
  readonly headers?: Readonly<Record<string, string>>;
  readonly mediaType?: string | undefined;
  /** Statuses beside the successes that are no trouble. */
  readonly accept?: readonly number[];
  /** Ends the waiting for a turn, and nothing that is under way; where not given, `signal` does. */
  readonly waiting?: AbortSignal;
  /** Whether asking once more does no harm. */
  readonly again?: boolean;
}

export interface Told extends Answer {
  readonly hub: FoundHub;
}

export const AGENT = "bowerbird-vscode/1";
const IDLE_MOST = 4;
/** A hub that asks for a longer pause than this, in seconds, is told of instead of being waited for. */
const PATIENCE_S = 3;
const TRIES = 3;

interface Proven extends AnsweringHub {
  readonly credential: Credential;
}

interface Parts {
  /** Find the hub, and have it prove itself over a new connection. */
  open(signal: AbortSignal | undefined): Promise<Proven>;
}

/** The connections to the hub, each of them proved, and made anew where they broke. */
export class Connections {
  readonly #open: Parts["open"];
  readonly #lanes: Readonly<Record<LaneName, Lane>> = {
    talk: new Lane(4),
    thumbnails: new Lane(4),
    files: new Lane(2),
  };
  readonly #idle: Proven[] = [];
  readonly #all = new Set<Proven>();
  /** Grows whenever the connections that there are shall not be used again. */
  #age = 0;
  #closed = false;

  constructor({ open }: Parts) {
    this.#open = open;
  }

  /** Ask the hub something, and give its answer where it is a success or among the statuses to accept. */
  ask(call: Call): Promise<Told> {
    return this.#lanes[call.lane].run(() => this.#patiently(call), call.waiting ?? call.signal);
  }

  /** Follow an answer that does not end, over a connection of its own. */
  async follow(call: Call): Promise<void> {
    const proven = await this.#fresh(call.signal);
    try {
      const answer = await proven.line.exchange(exchangeOf(call, proven));
      if (answer.status !== 200) throw troubleOf(answer);
    } finally {
      this.#drop(proven);
    }
  }

  /** Let go of all connections: what runs ends, and the next call finds the hub anew. */
  hangUp(): void {
    this.#age += 1;
    for (const proven of [...this.#all]) this.#drop(proven);
  }

  close(): void {
    this.#closed = true;
    this.hangUp();
  }

  async #patiently(call: Call): Promise<Told> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(call);
      } catch (error) {
        const seconds = error instanceof HubTrouble ? error.retryAfter : null;
        if (!call.again || seconds === null || seconds > PATIENCE_S || tries === TRIES) throw error;
        await pause(seconds * 1_000, call.signal);
      }
    }
  }

  async #once(call: Call): Promise<Told> {
    const kept = this.#kept();
    if (kept !== undefined) {
      try {
        return await this.#over(kept, call);
      } catch (error) {
        // A hub that was started anew has left a connection behind that says so only when it is used.
        if (!(error instanceof Trouble && error.code === "not_running" && call.again) || this.#closed)
          throw error;
      }
    }
    return await this.#over(await this.#fresh(call.signal), call);
  }

  async #over(proven: Proven, call: Call): Promise<Told> {
    const age = this.#age;
    let answer: Answer;
    try {
      answer = await proven.line.exchange(exchangeOf(call, proven));
    } catch (error) {
      this.#drop(proven);
      throw this.#closed && error instanceof Trouble ? cancelled() : error;
    }
    const isGood = (answer.status >= 200 && answer.status < 300) || call.accept?.includes(answer.status);
    if (isGood && age === this.#age && !this.#closed && this.#idle.length < IDLE_MOST)
      this.#idle.push(proven);
    else this.#drop(proven);
    if (!isGood) throw troubleOf(answer);
    return { ...answer, hub: proven.hub };
  }

  #kept(): Proven | undefined {
    for (let proven = this.#idle.pop(); proven !== undefined; proven = this.#idle.pop()) {
      if (proven.line.isUsable) return proven;
      this.#drop(proven);
    }
    return undefined;
  }

  async #fresh(signal: AbortSignal | undefined): Promise<Proven> {
    for (;;) {
      if (this.#closed) throw cancelled();
      const age = this.#age;
      const proven = await this.#open(signal);
      if (!this.#closed && age === this.#age) {
        this.#all.add(proven);
        return proven;
      }
      proven.line.close();
    }
  }

  #drop(proven: Proven): void {
    this.#all.delete(proven);
    const at = this.#idle.indexOf(proven);
    if (at >= 0) this.#idle.splice(at, 1);
    proven.line.close();
  }
}

function exchangeOf(call: Call, { hub, credential }: Proven): Exchange {
  const headers = {
    "User-Agent": AGENT,
    ...call.headers,
    ...(call.body === undefined ? {} : { "Content-Type": call.mediaType ?? "application/json" }),
    // The owner's library may not be the one that happens to answer.
    ...(call.method === "GET" ? {} : { "Bowerbird-Library": hub.libraryId }),
    Authorization: `Bearer ${credential.token}`,
  };
  const { method, path, body, ms, most, sink, endless, signal } = call;
  return { method, path, headers, body, ms, most, sink, endless, signal };
}
