// Texts that others wrote: names of files and disks, what the hub says. Shown beside our own words they can neither break
// their line nor turn them around.

const ISOLATE = "\u2068";
const POP = "\u2069";
const OPENING = "\u2066\u2067\u2068";

/** Make text that can be sent and shown everywhere: no NUL and no half characters; all else as it is. */
export function plain(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, "\ufffd");
}

/** Make a sentence of the hub's ready to be shown: it sets commands in backticks, and here nothing draws these as such. */
export function spelled(sentence: string): string {
  return plain(sentence).replace(/`([^`\n]+)`/g, "“$1”");
}

/** Give somebody else's text for a sentence of ours: in one line, and its direction of writing stays its own. */
export function quoted(text: string): string {
  const kept: string[] = [];
  let depth = 0;
  for (const letter of plain(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")) {
    if (OPENING.includes(letter)) depth += 1;
    if (letter === POP) {
      if (depth === 0) continue;
      depth -= 1;
    }
    kept.push(letter);
  }
  return `${ISOLATE}${kept.join("")}${POP.repeat(depth)}${POP}`;
}

/** Keep text in the editor's lists from showing pictures: it takes $(trash) for one of its icons. */
export function iconless(text: string): string {
  return text.replaceAll("$(", "$\u2060(");
}

/** Keep a message of the editor's from holding links: it takes [text](command:…) for one, and runs the command on a click. */
export function unlinked(text: string): string {
  return text.replaceAll("](", "]\u2060(");
}
