import { isImagePath } from "./endings";

/** Spell an address of the web: without query and percents; as it stands too, for a file that is really called so. */
export function asAddress(written: string): readonly string[] {
  const path = written.replace(/[?#].*$/s, "");
  return [decoded(path), path, written].filter(isImagePath);
}

/** Spell an address in an attribute of HTML. */
export function asAttribute(written: string): readonly string[] {
  return asAddress(withoutEntities(written));
}

/** Spell the target of a link in Markdown. */
export function asMarkdown(written: string): readonly string[] {
  return asAddress(withoutEntities(written.replace(/\\([!-/:-@[-`{-~])/g, "$1")));
}

/** Spell a string of JavaScript or CSS; there a backslash stands before what would end it. */
export function asString(written: string): readonly string[] {
  return asAddress(written.replace(/\\([^\da-f\n])/gi, "$1"));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  quot: '"',
  apos: "'",
  lt: "<",
  gt: ">",
  nbsp: "\u00a0",
};

function withoutEntities(written: string): string {
  return written.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
