import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import type { Call } from "./connections";
import { EventReader, type ServerEvent } from "./events";
import type { HubEvent } from "./hub";
import { garbled, notRunning } from "./troubles";
import { pause, RETRY_MS } from "./waiting";

/** The hub sends a comment every 15 seconds. */
const SILENCE_MS = 45_000;

interface Parts {
  follow(call: Call): Promise<void>;
  event(event: HubEvent): void;
  lost(trouble: Trouble): void;
  readonly pausesMs?: readonly number[];
  readonly silenceMs?: number;
}

/**
 * Follow what happens in the hub until the signal, through breaks of the connection.
 *
 * `lost` is called when it is lost, and again only where something else keeps it from coming back.
 */
export async function followEvents(parts: Parts, signal: AbortSignal): Promise<void> {
  const pausesMs = parts.pausesMs ?? RETRY_MS;
  let tries = 0;
  let isFirst = true;
  let told = "";
  const take = ({ name }: ServerEvent): void => {
    tries = 0;
    told = "";
    if (name === "status" || name === "library") parts.event({ kind: name });
    // What happened in between was told to nobody: whoever follows has to look.
    if (name === "hello" && !isFirst) parts.event({ kind: "status" });
    if (name === "hello") isFirst = false;
  };
  while (!signal.aborted) {
    const trouble = await readOnce(parts, take, signal);
    if (trouble === null) return;
    if (trouble.code !== told) parts.lost(trouble);
    told = trouble.code;
    if (told === "cancelled") return;
    const wait = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0;
    tries += 1;
    await pause(wait, signal).catch(() => undefined);
  }
}

/** Follow one connection to its end, and tell why it ended; null where the signal came. */
async function readOnce(
  { follow, silenceMs }: Parts,
  take: (event: ServerEvent) => void,
  signal: AbortSignal,
): Promise<Trouble | null> {
  const reader = new EventReader();
  try {
    await follow({
      lane: "talk",
      method: "GET",
      path: "/v1/events",
      headers: { Accept: "text/event-stream" },
      ms: silenceMs ?? SILENCE_MS,
      most: Number.MAX_SAFE_INTEGER,
      endless: true,
      sink: (piece) => {
        for (const event of reader.read(piece)) take(event);
      },
      signal,
    });
    return notRunning(l10n.t("Bowerbird closed the connection."));
  } catch (error) {
    if (signal.aborted) return null;
    return error instanceof Trouble ? error : garbled("no events", { cause: error });
  }
}
