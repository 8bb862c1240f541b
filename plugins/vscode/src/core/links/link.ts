/** A link to an image file, as it stands in a text. */
export interface ImageLink {
  /** What is written, as it is; `start` and `end` are its place in the text, in UTF-16 units. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
  /** What files it may mean, the likeliest first: without title, query, escapes and percent encoding. */
  readonly spellings: readonly string[];
  /** Folders, from the document on, in which its language looks too. */
  readonly folders: readonly string[];
  /** Endings that its language tries where the file is named without one. */
  readonly endings: readonly string[];
  /** Whether its language looks from the folder of another document, that takes this one in, on. */
  readonly fromAbove: boolean;
}

/** What a language's own way of looking adds to a link. */
export interface Looking {
  readonly folders?: readonly string[];
  readonly endings?: readonly string[];
  readonly fromAbove?: boolean;
  /** Whether braces stand for themselves: in most languages something puts values in with them. */
  readonly braces?: boolean;
}

/** Where a target stands in the text. */
export interface Target {
  readonly start: number;
  readonly end: number;
}

/** Make a link of the target in `text`; null where it is no file: an address, data, or put together while a program runs. */
export function linkOf(
  text: string,
  target: Target,
  spell: (written: string) => readonly string[],
  looking: Looking = {},
): ImageLink | null {
  const written = text.slice(target.start, target.end);
  if (written === "" || written.length > LONGEST || UNFIT.test(written) || isElsewhere(written)) return null;
  if (looking.braces !== true && /[{}]/.test(written)) return null;
  const spellings = [...new Set(spell(written))].filter(
    (spelling) => spelling !== "" && !spelling.includes("\0"),
  );
  if (spellings.length === 0) return null;
  return {
    written,
    ...target,
    spellings,
    folders: looking.folders ?? [],
    endings: looking.endings ?? [],
    fromAbove: looking.fromAbove ?? false,
  };
}

/** How long a target may be: the longest path of Linux, PATH_MAX, is 4,096 bytes, and one with percents half of it. */
export const LONGEST = 2048;

/** Line breaks, and what templates put values in with beside braces. */
const UNFIT = /[\r\n]|<%/;

/** Tell whether it is an address of the web, data, or anything else with a scheme; drives and `file:` are none. */
function isElsewhere(written: string): boolean {
  return written.startsWith("//") || (/^[a-z][a-z\d+.-]+:/i.test(written) && !/^file:\//i.test(written));
}
