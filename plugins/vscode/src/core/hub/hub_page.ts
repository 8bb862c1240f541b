import type { ChildProcess } from "node:child_process";
import { cleanEnvironment, launch } from "./launching";
import { isSandboxed, type Surroundings } from "./surroundings";

const SERVE = "serve";
const HOME = "--home";
/** A program that finds no browser says so within that. */
const PATIENCE_MS = 3_000;

/**
 * Have the hub's own page opened by the program that the installation noted; false where that could not be done.
 *
 * The page needs an address that is good once: `bowerbird open` gets it, with the owner's own key.
 */
export async function openHubPage(command: readonly string[] | null, around: Surroundings): Promise<boolean> {
  // From inside a sandbox the program is not there, or is another one.
  const opening = isSandboxed(around) || command === null ? null : openingOf(command);
  if (opening === null) return false;
  const ofLibrary = opening.home === null ? {} : { BOWERBIRD_HOME: opening.home };
  const environ = { ...cleanEnvironment(around.environ), ...ofLibrary };
  try {
    return await hasGoneWell(await launch(opening.command, environ, around.home));
  } catch {
    return false;
  }
}

/**
 * Make of the command that starts the hub the one that opens its page, and the home of its library.
 *
 * Null where it is not a command that is known.
 */
export function openingOf(
  command: readonly string[],
): { readonly command: readonly string[]; readonly home: string | null } | null {
  const at = command.lastIndexOf(SERVE);
  if (at < 0) return null;
  const rest = command.slice(at + 1);
  const home = rest.indexOf(HOME);
  return { command: [...command.slice(0, at), "open"], home: home < 0 ? null : (rest[home + 1] ?? null) };
}

function hasGoneWell(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), PATIENCE_MS);
    child.once("exit", (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
    if (child.exitCode !== null) {
      clearTimeout(timer);
      resolve(child.exitCode === 0);
    }
  });
}
