import { runInNewContext } from "node:vm";
import { codeOf } from "../hub/system_error";

/** Milliseconds. Expressions out of settings that come with a folder may take for ever, and all extensions wait with us. */
const PATIENCE_MS = 200;
/** How often one is run that the computer has not come to in its time: a second at the most. */
const MOST_RUNS = 5;

/** Replace in a text by an expression out of the settings. Throws where it is none, and where it takes too long. */
export function replaceInTime(text: string, pattern: string, flags: string, replacement: string): string {
  const values = { text, pattern, flags, replacement };
  return String(run("text.replace(new RegExp(pattern, flags), replacement)", values));
}

/** Say whether an expression out of the settings fits a text. Throws where it is none, and where it takes too long. */
export function fitsInTime(text: string, pattern: string, flags: string): boolean {
  return run("new RegExp(pattern, flags).test(text)", { text, pattern, flags }) === true;
}

// A program that is run with a time limit is the one way to end an expression; the expression runs no code.
function run(program: string, values: Readonly<Record<string, string>>): unknown {
  for (let runs = 1; ; runs += 1) {
    const before = process.cpuUsage();
    try {
      return runInNewContext(program, { ...values }, { timeout: PATIENCE_MS });
    } catch (error) {
      if (runs === MOST_RUNS || codeOf(error) !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      // The limit is by the clock, and on a busy computer the time went to others.
      const { user, system } = process.cpuUsage(before);
      if (user + system >= PATIENCE_MS * 1000) throw error;
    }
  }
}
