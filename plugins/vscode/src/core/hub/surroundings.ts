import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { codeOf } from "./system_error";

/** What decides where a hub's files lie, and how much of the machine this process sees. */
export interface Surroundings {
  readonly environ: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The file that Flatpak puts into each of its sandboxes. */
  readonly flatpakInfo: string;
}

const WHOLE_HOME: ReadonlySet<string> = new Set(["home", "host"]);

/** Read the surroundings of this process. */
export function ownSurroundings(): Surroundings {
  return {
    environ: process.env,
    platform: process.platform,
    home: homedir(),
    flatpakInfo: "/.flatpak-info",
  };
}

export function isInFlatpak({ flatpakInfo }: Surroundings): boolean {
  return existsSync(flatpakInfo);
}

/** Tell whether this process sees less of the machine than its user does. */
export function isSandboxed(around: Surroundings): boolean {
  const { SNAP, APP_SANDBOX_CONTAINER_ID } = around.environ;
  return SNAP !== undefined || APP_SANDBOX_CONTAINER_ID !== undefined || isInFlatpak(around);
}

/**
 * Tell whether something below the user's home may be there although it seems not to be.
 *
 * A snap may be forbidden to read it, but is not told that it is absent, once it knows where the real home is.
 */
export function hidesTheHome({ environ, flatpakInfo }: Surroundings): boolean {
  const { SNAP, SNAP_REAL_HOME, APP_SANDBOX_CONTAINER_ID } = environ;
  if (APP_SANDBOX_CONTAINER_ID !== undefined) return true;
  if (SNAP !== undefined && SNAP_REAL_HOME === undefined) return true;
  let told: string;
  try {
    told = readFileSync(flatpakInfo, "utf8");
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
  return !told
    .split("\n")
    .filter((line) => line.startsWith("filesystems="))
    .flatMap((line) => line.slice("filesystems=".length).split(";"))
    .some((entry) => WHOLE_HOME.has(entry.split(":")[0] ?? ""));
}
