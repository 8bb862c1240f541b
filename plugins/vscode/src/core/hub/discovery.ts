import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import { Line } from "./line";
import { hubFolder, notedHubs, type RunningHub } from "./runtime_files";
import { hello, read } from "./schemas";
import { ownSurroundings, type Surroundings } from "./surroundings";
import { garbled, hubTooNew, hubTooOld, notRunning, timedOut, wrongLibrary } from "./troubles";

/** A client in a sandbox tries just the ports that a hub takes. */
export const PORTS: readonly number[] = [28_471, 28_472, 28_473, 28_474];
/** The versions of the API that this client speaks. */
export const API = { min: 1, max: 1 } as const;

const HELLO_MS = 2_000;
const HELLO_MOST = 64 * 1024;

/** Where to look for hubs, where not in the usual place and on the usual ports. */
export interface Place {
  readonly folder?: string;
  readonly ports?: readonly number[];
  readonly around?: Surroundings;
}

/** A hub that answers: which start of it, of which library, and what it can do. */
export interface FoundHub {
  readonly port: number;
  readonly serverId: string;
  readonly libraryId: string;
  readonly version: string;
  readonly api: { readonly min: number; readonly max: number };
  readonly capabilities: readonly string[];
  readonly isReady: boolean;
  /** Whether a file of the owner's alone names this start of it; false where only the port is known. */
  readonly isNoted: boolean;
  /** Whether a process of this user with the number in that file is seen to live. */
  readonly isAlive: boolean;
}

export interface AnsweringHub {
  readonly line: Line;
  readonly hub: FoundHub;
}

/** A port where a hub may be, and what the hub wrote about itself; null where anybody may listen. */
interface Lead {
  readonly port: number;
  readonly noted: RunningHub | null;
}

export function folderOf(place: Place): string {
  return place.folder ?? hubFolder(place.around ?? ownSurroundings());
}

/**
 * Give the hubs that say they hold a library, each with the connection over which it said so, for the caller to close.
 *
 * No file means that no hub runs, whoever listens on its ports. Only who names itself by the server and the library of a
 * file is the hub that wrote it. Throws at the end where none did: `timed_out` where one runs and takes too long to
 * answer, `wrong_library` where hubs answered, but only of other libraries.
 */
export async function* answeringHubs(
  libraryId: string | null,
  place: Place,
  signal?: AbortSignal,
): AsyncGenerator<AnsweringHub, void> {
  let others = 0;
  let wanted = 0;
  let hung = 0;
  for (const lead of await leads(libraryId, place)) {
    let found: AnsweringHub;
    try {
      found = await answering(lead, signal);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (error.code === "timed_out" && isOne(lead, libraryId)) hung += 1;
      continue;
    }
    if (libraryId === null || libraryId === found.hub.libraryId) {
      wanted += 1;
      yield found;
    } else {
      found.line.close();
      others += 1;
    }
  }
  if (hung > 0 && wanted === 0) throw timedOut(l10n.t("Bowerbird runs, but takes too long to answer."));
  if (others > 0 && wanted === 0) throw wrongLibrary();
}

/** Find a hub that answers, that of a library where one is wanted; throws `not_running` where there is none. */
export async function findHub(
  libraryId: string | null,
  place: Place,
  signal?: AbortSignal,
): Promise<FoundHub> {
  for await (const { line, hub } of answeringHubs(libraryId, place, signal)) {
    line.close();
    checkVersion(hub);
    return hub;
  }
  throw notRunning();
}

/** Refuse a hub that speaks no version of the API that we do. */
export function checkVersion({ api, version }: FoundHub): void {
  if (api.max < API.min) throw hubTooOld(version || l10n.t("an old one"));
  if (api.min > API.max) throw hubTooNew(version || l10n.t("a new one"));
}

async function leads(libraryId: string | null, place: Place): Promise<readonly Lead[]> {
  const noted = await notedHubs(folderOf(place), place.around ?? ownSurroundings());
  if (noted === null) return (place.ports ?? PORTS).map((port) => ({ port, noted: null }));
  const isOther = (hub: RunningHub): number => (hub.libraryId === libraryId ? 0 : 1);
  return [...noted]
    .sort((one, other) => isOther(one) - isOther(other))
    .map((hub) => ({ port: hub.port, noted: hub }));
}

async function answering({ port, noted }: Lead, signal: AbortSignal | undefined): Promise<AnsweringHub> {
  const line = await Line.connect(port, signal);
  try {
    const hub = await helloOver(line, signal);
    if (noted === null) return { line, hub };
    // Another program may have the port of a hub that was killed.
    if (hub.serverId !== noted.serverId || hub.libraryId !== noted.libraryId) {
      throw notRunning(l10n.t("What listens on port {0} is not the Bowerbird that was started here.", port));
    }
    return { line, hub: { ...hub, isNoted: true, isAlive: noted.alive === true } };
  } catch (error) {
    line.close();
    throw error;
  }
}

/** Ask over a connection that is there who listens. */
async function helloOver(line: Line, signal: AbortSignal | undefined): Promise<FoundHub> {
  const asked = { method: "GET", path: "/v1/hello", ms: HELLO_MS, most: HELLO_MOST, signal };
  const answer = await line.exchange(asked);
  if (answer.status !== 200) throw garbled(`hello gave the status ${answer.status}`);
  const told = read(hello, answer.body);
  return {
    port: line.port,
    serverId: told.server_id,
    libraryId: told.library_id,
    version: told.version,
    api: told.api,
    capabilities: told.capabilities,
    isReady: told.state === "ready",
    isNoted: false,
    isAlive: false,
  };
}

/** Tell whether a hub that does not answer is there all the same: its process lives. */
function isOne({ noted }: Lead, libraryId: string | null): boolean {
  return noted?.alive === true && (libraryId === null || libraryId === noted.libraryId);
}
