import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { posix, win32 } from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { isTrustedFolder, readOwnObject } from "./private_files";
import { isAlive } from "./processes";
import { hidesTheHome, isSandboxed, type Surroundings } from "./surroundings";
import { codeOf } from "./system_error";
import { storage } from "./troubles";

/** What a hub wrote about itself when it started. It may have ended since, where `alive` is not true. */
export interface RunningHub {
  readonly port: number;
  readonly pid: number | null;
  readonly serverId: string;
  readonly libraryId: string;
  readonly alive: boolean | null;
}

const MOST_PORT = 65_535;

const text = v.pipe(v.string(), v.nonEmpty());
const runtime = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_PORT)),
  pid: v.fallback(v.nullable(v.pipe(v.number(), v.integer())), null),
  server_id: text,
  library_id: text,
});
const executable = v.object({ command: v.pipe(v.array(v.string()), v.minLength(1)) });

/** Name the one place for each user; no variable of Bowerbird's or of the desktop moves it. */
export function hubFolder({ environ, platform, home }: Surroundings): string {
  const { LOCALAPPDATA: local, SNAP_REAL_HOME } = environ;
  if (platform === "win32") {
    return win32.join(local ? local : win32.join(home, "AppData", "Local"), "bowerbird", "hub");
  }
  // A snap gives its programs another home, and says where the real one is.
  const real = SNAP_REAL_HOME ? SNAP_REAL_HOME : home;
  return platform === "darwin"
    ? posix.join(real, "Library", "Application Support", "bowerbird", "hub")
    : posix.join(real, ".local", "share", "bowerbird", "hub");
}

/**
 * Read the runtime files, the newest first; null where a sandbox hides them. What cannot be believed is passed over.
 *
 * Throws `storage` where the folder cannot be believed, or not be read outside of any sandbox.
 */
export async function notedHubs(folder: string, around: Surroundings): Promise<readonly RunningHub[] | null> {
  let about: Stats;
  let names: readonly string[] = [];
  try {
    about = await lstat(folder);
    if (isTrustedFolder(about)) names = await readdir(folder);
  } catch (error) {
    // Nothing was ever noted, unless it is hidden.
    if (codeOf(error) === "ENOENT") return hidesTheHome(around) ? null : [];
    if (isSandboxed(around)) return null;
    throw storage(
      l10n.t("{0} cannot be read: {1}.", folder, codeOf(error)),
      l10n.t("That is where Bowerbird says how it can be found. Make it readable for you alone."),
      { cause: error },
    );
  }
  if (!isTrustedFolder(about)) {
    throw storage(
      l10n.t("{0} is a link, belongs to another user, or other users may change it.", folder),
      l10n.t("Look what made it so, remove it, and start Bowerbird anew."),
    );
  }
  const files = names.filter((name) => name.startsWith("hub-") && name.endsWith(".json"));
  const read = await Promise.all(files.map((name) => readRuntime(posix.join(folder, name), around)));
  return read
    .filter((each) => each !== null)
    .sort((one, other) => other.written - one.written)
    .map(({ hub }) => hub);
}

/** Tell how the hub is started, from what the installation noted; null where nothing trustworthy is there. */
export async function startCommand(folder: string): Promise<readonly string[] | null> {
  try {
    if (!isTrustedFolder(await lstat(folder))) return null;
    const noted = v.safeParse(executable, await readOwnObject(posix.join(folder, "executable.json")));
    return noted.success ? noted.output.command : null;
  } catch {
    return null;
  }
}

async function readRuntime(
  path: string,
  around: Surroundings,
): Promise<{ readonly written: number; readonly hub: RunningHub } | null> {
  try {
    const read = v.safeParse(runtime, await readOwnObject(path));
    if (!read.success) return null;
    const { port, pid, server_id: serverId, library_id: libraryId } = read.output;
    const alive = isAlive(pid, around);
    if (alive === false) return null;
    return { written: (await lstat(path)).mtimeMs, hub: { port, pid, serverId, libraryId, alive } };
  } catch {
    return null;
  }
}
