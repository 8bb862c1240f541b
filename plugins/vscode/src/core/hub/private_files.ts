import { constants, type Stats } from "node:fs";
import { lstat, open } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { Trouble } from "../trouble";
import { codeOf } from "./system_error";
import { storage } from "./troubles";

/** Bytes; what a hub writes is below one KiB. */
const MOST = 64 * 1024;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Read a JSON object from a file of the owner alone; null where there is none.
 *
 * A link, another user's file, and one that others may read or write are not believed: `storage`. On Windows the folders
 * that these files lie in belong to one user by inheritance, and only links are refused.
 */
export async function readOwnObject(path: string): Promise<Fields | null> {
  let data: Buffer;
  try {
    if ((await lstat(path)).isSymbolicLink())
      throw storage(l10n.t("{0} is a link, which is not followed.", path));
    // O_NONBLOCK: a pipe that somebody put there must not hold us.
    const file = await open(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const refusal = refusalOf(path, await file.stat());
      if (refusal !== null) throw refusal;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST), 0, MOST, 0);
      data = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return null;
    if (!isOfTheSystem(error)) throw error;
    throw storage(l10n.t("{0} cannot be read: {1}.", path, code), "", { cause: error });
  }
  const value = parsed(data);
  if (value === null) throw storage(l10n.t("{0} is damaged.", path));
  return value;
}

/** Tell whether a folder is no link, is the owner's, and nobody else may write in it. */
export function isTrustedFolder(about: Stats): boolean {
  if (!about.isDirectory()) return false;
  return process.geteuid === undefined || (about.uid === process.geteuid() && !(about.mode & OTHERS_WRITE));
}

function refusalOf(path: string, about: Stats): Trouble | null {
  const remove = l10n.t("Look what put it there, and remove it.");
  if (!about.isFile()) return storage(l10n.t("{0} is not a file.", path), remove);
  if (process.geteuid === undefined) return null;
  if (about.uid !== process.geteuid()) return storage(l10n.t("{0} belongs to another user.", path), remove);
  if (about.mode & OTHERS) return storage(l10n.t("Other users may read or change {0}.", path), remove);
  return null;
}

function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** Read a JSON object; null where it is none. */
export function parsed(data: Uint8Array): Fields | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
