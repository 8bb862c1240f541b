import { IMAGE_ENDINGS } from "../picture_kinds";
import { type ImageLink, LONGEST, linkOf, type Target } from "./link";
import { between, blanked, linesOf, pastSpace, quotedBefore } from "./scanning";
import { asString } from "./spelling";

/** Find images in CSS, SCSS and Less: `url()` and the strings of `image-set()`. Comments are left out. */
export function findInStylesheet(text: string, lineComments: boolean): readonly ImageLink[] {
  const comments = [...between(text, "/*", "*/"), ...(lineComments ? linesOfComment(text) : [])];
  const rules = blanked(
    text,
    comments.sort((a, b) => a.start - b.start),
  );
  const links = [...findAddresses(rules)];
  const known = new Set(links.map((link) => link.start));
  for (const target of quotedBefore(rules, QUOTED)) {
    const link = known.has(target.start) ? null : linkOf(text, target, asString);
    if (link !== null) links.push(link);
  }
  return links;
}

/** Find the images of all `url()`. */
export function findAddresses(text: string): readonly ImageLink[] {
  const links: ImageLink[] = [];
  for (const opened of text.matchAll(/\burl\(/gi)) {
    const target = argumentAt(text, pastSpace(text, opened.index + opened[0].length));
    const link = target === null ? null : linkOf(text, target, asString);
    if (link !== null) links.push(link);
  }
  return links;
}

const QUOTED = new RegExp(`\\.(?:${IMAGE_ENDINGS.join("|")})(?:[?#][^"'\`\\s]{0,200})?(?=["'])`, "gi");

function argumentAt(text: string, at: number): Target | null {
  const quote = text[at] === '"' || text[at] === "'" ? text[at] : null;
  const start = quote === null ? at : at + 1;
  for (let end = start; end < text.length && end - start <= LONGEST; end += 1) {
    const character = text[end];
    if (character === "\n") return null;
    if (character === "\\") end += 1;
    else if (character === (quote ?? ")"))
      return { start, end: quote === null ? trimmedEnd(text, start, end) : end };
    else if (quote === null && character === "(") return null;
  }
  return null;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === " ") at -= 1;
  return at;
}

function linesOfComment(text: string): readonly Target[] {
  return [...linesOf(text)].filter((line) => line.text.trimStart().startsWith("//"));
}
