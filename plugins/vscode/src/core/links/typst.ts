import { IMAGE_ENDINGS } from "../picture_kinds";
import { endingOf } from "./endings";
import { type ImageLink, LONGEST, linkOf, type Target } from "./link";
import { between, blanked, pastSpace } from "./scanning";

const KNOWN: readonly string[] = [...IMAGE_ENDINGS, "pdf"];

/** Find images in Typst: `image("…")`. Comments and raw blocks are left out. */
export function findInTypst(text: string): readonly ImageLink[] {
  const spans = [...between(text, "```", "```"), ...between(text, "/*", "*/"), ...lineComments(text)];
  const source = blanked(
    text,
    spans.sort((a, b) => a.start - b.start),
  );
  const links: ImageLink[] = [];
  for (const found of source.matchAll(/\bimage\s{0,99}\(/g)) {
    const at = pastSpace(source, found.index + found[0].length);
    const target = source[at] === '"' ? stringAt(source, at + 1) : null;
    const link = target === null ? null : linkOf(text, target, asPath, { braces: true });
    if (link !== null) links.push(link);
  }
  return links;
}

function asPath(written: string): readonly string[] {
  const path = written.replace(/\\(["\\])/g, "$1");
  return KNOWN.includes(endingOf(path)) ? [path] : [];
}

function stringAt(text: string, start: number): Target | null {
  for (let end = start; end < text.length && end - start <= LONGEST; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === "\n") return null;
    else if (text[end] === '"') return { start, end };
  }
  return null;
}

/** Two slashes after a colon belong to an address. */
function lineComments(text: string): readonly Target[] {
  return [...text.matchAll(/(?<![:"\w])\/\/[^\n]*/g)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }));
}
