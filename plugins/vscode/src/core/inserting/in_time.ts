import { runInNewContext } from "node:vm";

/** Milliseconds. Expressions out of settings that come with a folder may take for ever, and all extensions wait with us. */
const PATIENCE_MS = 200;

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
  return runInNewContext(program, { ...values }, { timeout: PATIENCE_MS });
}
