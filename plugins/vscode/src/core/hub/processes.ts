import { isSandboxed, type Surroundings } from "./surroundings";
import { codeOf } from "./system_error";

/**
 * Tell whether a process of this user has the number; null where that cannot be known.
 *
 * The file of a hub that was killed is left behind.
 */
export function isAlive(pid: number | null, around: Surroundings): boolean | null {
  // A sandbox counts processes of its own.
  if (pid === null || pid <= 0 || isSandboxed(around)) return null;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ESRCH") return false;
    // One that we may not signal is another user's, who got the number after our hub had ended. Windows says it of others too.
    return code === "EPERM" && around.platform !== "win32" ? false : null;
  }
}
