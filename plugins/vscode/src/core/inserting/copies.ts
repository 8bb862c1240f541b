import { numbered, sameNameKey } from "./names";

/** A folder that copies are put into. What it throws goes to whoever called. */
export interface Shelf {
  /** Name all that lies there; nothing where the folder is not there yet. */
  names(): Promise<readonly string[]>;
  /** How many bytes a file has; null where it is no file, or gone. */
  size(name: string): Promise<number | null>;
  read(name: string): Promise<Uint8Array>;
  /** Put a new file there, whole or not at all; false where the name has been taken meanwhile. */
  add(name: string, bytes: Uint8Array): Promise<boolean>;
}

export interface Shelved {
  readonly name: string;
  /** False where the same bytes lay there already. */
  readonly isNew: boolean;
}

/** Files that are compared at a time. */
const AT_ONCE = 8;
/** Names that are tried before something must be wrong. */
const MOST_TRIES = 10_000;

/** Put bytes into a folder under a name: what lies there stays, and the same bytes lie there once. */
export async function shelve(
  shelf: Shelf,
  wanted: string,
  bytes: Uint8Array,
  hash: (bytes: Uint8Array) => Promise<string>,
): Promise<Shelved> {
  const names = await shelf.names();
  const same = await findSame(shelf, likely(names, wanted), bytes, hash);
  if (same !== null) return { name: same, isNew: false };
  const taken = new Set(names.map(sameNameKey));
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const name = numbered(wanted, tries);
    if (!taken.has(sameNameKey(name)) && (await shelf.add(name, bytes))) return { name, isNew: true };
  }
  throw new Error(`no free name for ${wanted}`);
}

/** The same picture has the same kind of ending, and most likely the same name. */
function likely(names: readonly string[], wanted: string): readonly string[] {
  const ending = (name: string): string =>
    sameNameKey(name.slice(name.lastIndexOf(".") + 1)).replace("jpeg", "jpg");
  const stem = sameNameKey(wanted.slice(0, wanted.lastIndexOf(".")));
  const alike = names.filter((name) => ending(name) === ending(wanted));
  const named = (name: string): boolean => sameNameKey(name).startsWith(stem);
  return [...alike.filter(named), ...alike.filter((name) => !named(name))];
}

async function findSame(
  shelf: Shelf,
  names: readonly string[],
  bytes: Uint8Array,
  hash: (bytes: Uint8Array) => Promise<string>,
): Promise<string | null> {
  const wanted = await hash(bytes);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const sizes = await Promise.all(some.map((name) => shelf.size(name)));
    for (const [index, name] of some.entries()) {
      if (sizes[index] === bytes.length && (await hash(await shelf.read(name))) === wanted) return name;
    }
  }
  return null;
}
