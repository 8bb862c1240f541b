import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import { AGENT } from "./connections";
import { type Credential, credentialOf } from "./credentials";
import { type AnsweringHub, answeringHubs, checkVersion, type FoundHub, type Place } from "./discovery";
import type { CodeToCompare, PairingOptions } from "./hub";
import { troubleOf } from "./problems";
import { claim, read, ticket } from "./schemas";
import { cancelled, garbled, notRunning, pairingGone } from "./troubles";
import { pause, unlessAborted } from "./waiting";

/** What this editor asks to be allowed. */
export const SCOPES = ["search", "thumbnails", "originals", "curate"] as const;

const ASK_MS = 2_000;
const MOST = 64 * 1024;
const SHORTEST_POLL_MS = 50;
/** Who is asked is not known yet: what it says of times holds within these. */
const LONGEST_POLL_MS = 10_000;
const LONGEST_S = 3_600;

interface Request {
  readonly hub: FoundHub;
  readonly id: string;
  readonly secret: string;
  readonly ends: number;
  readonly pollMs: number;
}

interface Parts {
  /** The name that the owner reads. */
  readonly name: string;
  readonly place: Place;
  /** Have the hub forget a token that nobody is going to use. */
  giveBack(credential: Credential): Promise<void>;
}

/**
 * Ask the owner to let this editor in, and give what it was given.
 *
 * The code is shown until the answer is there: it is what tells a person that they approve this editor and no other.
 * Where nothing but a port leads to the hub, whoever listens there could approve itself: then nothing counts until the
 * person has said that Bowerbird itself shows the code, not even that the answer was yes.
 */
export async function requestPairing(
  { name, place, giveBack }: Parts,
  options: PairingOptions,
): Promise<Credential> {
  const { signal } = options;
  const { hub, body } = await ask(place, null, "/v1/pairings", { name, scopes: SCOPES }, signal);
  const { id, secret, code, expires_in: secondsLeft, poll_after: pollAfter } = read(ticket, body);
  const ends = performance.now() + Math.min(LONGEST_S, secondsLeft) * 1_000;
  const pollMs = Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, pollAfter * 1_000));
  const request = { hub, id, secret, ends, pollMs };
  const isKnown = hub.isNoted && hub.isAlive;
  const toShow: CodeToCompare = { code, secondsLeft, caution: isKnown ? "" : cautionOf(code) };
  options.show(toShow);
  const over = new AbortController();
  const answer = answerTo(request, place, over.signal);
  try {
    if (!isKnown) {
      const same = unlessAborted(options.confirm(toShow), signal);
      // A denial ends it, whatever the person is being asked.
      if (!(await Promise.race([same, answer.then(() => same)]))) throw cancelled();
    }
    return await unlessAborted(answer, signal);
  } catch (error) {
    over.abort(error);
    // A token that has come, or is on its way, is one that nobody is going to use.
    answer.then(giveBack).catch(() => undefined);
    throw error;
  }
}

/**
 * Ask again and again what the owner has decided, no more often than the hub wants.
 *
 * The signal ends it between two questions: an answer that is cut off could be the token.
 */
async function answerTo(request: Request, place: Place, signal: AbortSignal): Promise<Credential> {
  const path = `/v1/pairings/${encodeURIComponent(request.id)}/claim`;
  for (;;) {
    await pause(request.pollMs, signal);
    let body: Uint8Array | null = null;
    try {
      // Whoever was asked is the only one who may answer.
      body = (await ask(place, request.hub, path, { secret: request.secret }, undefined)).body;
    } catch (error) {
      if (!(error instanceof Trouble && error.code === "timed_out")) throw error;
    }
    if (body !== null) {
      const { state, ...told } = read(claim, body);
      if (state === "approved") {
        if (!told.token || !told.client_id || !told.library_id) throw garbled("an approval without a token");
        return credentialOf(told);
      }
    }
    if (performance.now() > request.ends) throw pairingGone();
  }
}

/** Send a question over a connection of its own: seconds pass until the next one, and the person may have walked away. */
async function ask(
  place: Place,
  only: FoundHub | null,
  path: string,
  fields: unknown,
  signal: AbortSignal | undefined,
): Promise<{ readonly hub: FoundHub; readonly body: Uint8Array }> {
  const { line, hub } = await unknownHub(place, only, signal);
  try {
    const answer = await line.exchange({
      method: "POST",
      path,
      headers: { "Content-Type": "application/json", "User-Agent": AGENT },
      body: Buffer.from(JSON.stringify(fields)),
      ms: ASK_MS,
      most: MOST,
      signal,
    });
    if (answer.status < 200 || answer.status >= 300) throw troubleOf(answer);
    return { hub, body: answer.body };
  } finally {
    line.close();
  }
}

/** Go to the first hub that answers, before there is a secret that could be lost. */
async function unknownHub(
  place: Place,
  only: FoundHub | null,
  signal: AbortSignal | undefined,
): Promise<AnsweringHub> {
  let isAnother = false;
  for await (const found of answeringHubs(null, place, signal)) {
    const { hub } = found;
    if (only !== null && (hub.port !== only.port || hub.serverId !== only.serverId)) {
      found.line.close();
      isAnother = true;
      continue;
    }
    try {
      checkVersion(hub);
    } catch (error) {
      found.line.close();
      throw error;
    }
    return found;
  }
  if (isAnother) {
    throw pairingGone(l10n.t("The Bowerbird that was asked has ended; another one runs now."));
  }
  throw notRunning();
}

function cautionOf(code: string): string {
  return l10n.t(
    "Open Bowerbird itself and look whether it shows {0} too. If it does not, cancel here: another program answers in its place.",
    code,
  );
}
