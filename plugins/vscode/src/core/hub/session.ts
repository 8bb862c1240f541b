import { Trouble } from "../trouble";
import { type Call, Connections, type Told } from "./connections";
import {
  type Credential,
  type CredentialStore,
  forgetCredential,
  keepCredential,
  loadCredential,
} from "./credentials";
import { type FoundHub, findHub, folderOf, type Place } from "./discovery";
import type { CodeToCompare, Connected, PairingOptions } from "./hub";
import { openHubPage } from "./hub_page";
import { requestPairing } from "./pairing";
import { provenHub } from "./proving";
import { startCommand } from "./runtime_files";
import { me, read } from "./schemas";
import { Starter } from "./starting";
import { ownSurroundings, type Surroundings } from "./surroundings";
import { elsewhere, notPaired, type Where } from "./troubles";

const READ_MS = 5_000;
const ME_MOST = 64 * 1024;

/** Whether a hub may be started from here, and by what command where not by the one that the installation noted. */
export interface StartSettings {
  readonly isAllowed: boolean;
  readonly command: readonly string[];
}

export interface SessionParts {
  /** The name that the owner reads when this editor asks to be let in. */
  readonly name: string;
  readonly credentials: CredentialStore;
  readonly where?: Where;
  /** Read each time that it matters. */
  readonly starting?: () => StartSettings;
  readonly place?: Place;
  readonly starter?: Starter;
}

/** How this editor stands with the hub: found, started, proved, paired with, and left. */
export class Session {
  readonly #name: string;
  readonly #credentials: CredentialStore;
  readonly #where: Where;
  readonly #starting: () => StartSettings;
  readonly #place: Place;
  readonly #around: Surroundings;
  readonly #starter: Starter;
  readonly #connections = new Connections({ open: (signal) => this.#open(signal) });

  constructor(parts: SessionParts) {
    this.#name = parts.name;
    this.#credentials = parts.credentials;
    this.#where = parts.where ?? { isRemote: false };
    this.#starting = parts.starting ?? (() => ({ isAllowed: true, command: [] }));
    this.#place = parts.place ?? {};
    this.#around = this.#place.around ?? ownSurroundings();
    this.#starter = parts.starter ?? new Starter(this.#around);
  }

  async connect({
    start = false,
    signal,
  }: {
    start?: boolean;
    signal?: AbortSignal;
  } = {}): Promise<Connected> {
    return await this.#withHub(() => this.#lookAround(signal), { start: () => start, signal });
  }

  async pair(options: PairingOptions): Promise<Connected> {
    const { signal } = options;
    const parts = {
      name: this.#name,
      place: this.#place,
      giveBack: (credential: Credential) => this.#giveBack(credential),
    };
    let isShown = false;
    const show = (code: CodeToCompare): void => {
      isShown = true;
      options.show(code);
    };
    const credential = await this.#withHub(
      () =>
        requestPairing(parts, { show, confirm: (code) => options.confirm(code), ...(signal && { signal }) }),
      // A hub that ends while its owner is asked has taken the question with it.
      { start: () => !isShown, signal },
    );
    await keepCredential(this.#credentials, credential);
    this.#connections.hangUp();
    return await this.#lookAround(signal);
  }

  async disconnect(): Promise<void> {
    try {
      await this.#forgetMe(this.#connections);
    } finally {
      this.#connections.hangUp();
      await forgetCredential(this.#credentials);
    }
  }

  /** Ask the hub something. Throws `Trouble`. */
  async ask(call: Call): Promise<Told> {
    return await this.#knowing(() => this.#connections.ask(call));
  }

  /** Follow an answer that does not end. */
  async follow(call: Call): Promise<void> {
    await this.#knowing(() => this.#connections.follow(call));
  }

  async openPage(): Promise<boolean> {
    return await openHubPage(await this.#command(), this.#around);
  }

  close(): void {
    this.#connections.close();
  }

  async #open(
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<typeof provenHub>> & { credential: Credential }> {
    const credential = await loadCredential(this.#credentials);
    if (credential === null) throw notPaired();
    return { ...(await provenHub(credential, this.#place, signal)), credential };
  }

  async #lookAround(signal: AbortSignal | undefined): Promise<Connected> {
    const told = await this.ask({
      lane: "talk",
      method: "GET",
      path: "/v1/me",
      ms: READ_MS,
      most: ME_MOST,
      again: true,
      signal,
    });
    const { version, libraryId, capabilities } = told.hub;
    return { version, libraryId, capabilities, scopes: read(me, told.body).scopes };
  }

  /** Do something that needs the hub; start it once where it does not run and may be started. */
  async #withHub<T>(
    work: () => Promise<T>,
    { start, signal }: { start: () => boolean; signal: AbortSignal | undefined },
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      await this.#unlessElsewhere(error);
      if (error.code !== "not_running" || !start() || !this.#starting().isAllowed) throw error;
    }
    // It may have been the connection alone that was cut.
    if (!(await this.#runs(signal))) {
      await this.#starter.start(await this.#command(), () => this.#find(signal), signal);
    }
    return await work();
  }

  /** Name the reason why no hub can be found from here, where there is one. */
  async #unlessElsewhere(trouble: Trouble): Promise<void> {
    if (!this.#where.isRemote) return;
    const isNowhere =
      trouble.code === "not_running" || (trouble.code === "not_paired" && !(await this.#isThere()));
    // Where Bowerbird is installed, it may run too.
    if (isNowhere && (await this.#command()) === null) throw elsewhere(this.#where);
  }

  async #isThere(): Promise<boolean> {
    try {
      await findHub(null, this.#place);
      return true;
    } catch (error) {
      return !(error instanceof Trouble && error.code === "not_running");
    }
  }

  async #runs(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.#find(signal);
      return true;
    } catch (error) {
      if (error instanceof Trouble && error.code === "not_running") return false;
      throw error;
    }
  }

  async #find(signal: AbortSignal | undefined): Promise<FoundHub> {
    const credential = await loadCredential(this.#credentials);
    return await findHub(credential?.libraryId ?? null, this.#place, signal);
  }

  async #command(): Promise<readonly string[] | null> {
    const { command } = this.#starting();
    return command.length > 0 ? command : await startCommand(folderOf(this.#place));
  }

  async #knowing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      // The owner may pair anew in another window: what is kept is read again next time.
      if (error.code === "revoked") this.#connections.hangUp();
      await this.#unlessElsewhere(error);
      throw error;
    }
  }

  async #giveBack(credential: Credential): Promise<void> {
    const own = new Connections({
      open: async (signal) => ({ ...(await provenHub(credential, this.#place, signal)), credential }),
    });
    try {
      await this.#forgetMe(own);
    } finally {
      own.close();
    }
  }

  /** Have the hub forget us, where there is one to tell and something to tell. */
  async #forgetMe(connections: Connections): Promise<void> {
    try {
      await connections.ask({ lane: "talk", method: "DELETE", path: "/v1/me", ms: READ_MS, most: ME_MOST });
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
    }
  }
}
