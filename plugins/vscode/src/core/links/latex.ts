import { IMAGE_ENDINGS } from "../picture_kinds";
import { endingOf, PRINT_ENDINGS } from "./endings";
import { type ImageLink, LONGEST, linkOf, type Target } from "./link";
import { blanked, linesOf, pastSpace } from "./scanning";

/** What the engines of TeX try, in their order. */
const TRIED = ["pdf", "png", "jpg", "jpeg", "eps", "svg", "PDF", "PNG", "JPG", "JPEG"] as const;
const KNOWN: readonly string[] = [...IMAGE_ENDINGS, ...PRINT_ENDINGS];

/** Find images in LaTeX: `\includegraphics` and `\includesvg`, with `\graphicspath`. Comments are left out. */
export function findInLatex(text: string): readonly ImageLink[] {
  const source = blanked(
    text,
    [...commentsOf(text), ...verbatim(text)].sort((a, b) => a.start - b.start),
  );
  const folders = graphicsPaths(source);
  const links: ImageLink[] = [];
  let past = 0;
  for (const found of source.matchAll(/\\include(?:graphics|svg)\b\*?/g)) {
    if (found.index < past) continue;
    const { target, next } = argumentAt(source, found.index + found[0].length);
    past = next;
    if (target === null) continue;
    const written = source.slice(target.start, target.end);
    const endings = KNOWN.includes(endingOf(written)) ? [] : TRIED;
    const link = linkOf(text, target, asPath, { folders, endings, fromAbove: true });
    if (link !== null) links.push(link);
  }
  return links;
}

/** Take the escapes out. Other commands put the path together: nobody but TeX knows which. */
function asPath(written: string): readonly string[] {
  const path = written.replace(/\\(?:([%#_&$])|string\s?(?=[~^]))/g, "$1");
  return path.includes("\\") ? [] : [path];
}

/** Read past options to what stands in braces, without quotes and inner braces. */
function argumentAt(text: string, from: number): { target: Target | null; next: number } {
  let at = pastSpace(text, from);
  if (text[at] === "[") {
    const closed = closingOf(text, at, "[");
    if (closed === null) return { target: null, next: Math.min(text.length, at + LONGEST) };
    at = pastSpace(text, closed + 1);
  }
  if (text[at] !== "{") return { target: null, next: at };
  const closed = closingOf(text, at, "{");
  if (closed === null) return { target: null, next: Math.min(text.length, at + LONGEST) };
  let start = at + 1;
  let end = closed;
  const inner = text.slice(start, end);
  const trimmed = inner.trim();
  start += inner.indexOf(trimmed);
  end = start + trimmed.length;
  for (const [open, close] of ['""', "{}"] as const) {
    if (end - start > 2 && text[start] === open && text[end - 1] === close) {
      start += 1;
      end -= 1;
    }
  }
  return { target: { start, end }, next: closed };
}

/** Find the bracket that closes the one at `from`; what stands in braces within, or behind a backslash, closes nothing. */
function closingOf(text: string, from: number, open: "[" | "{"): number | null {
  const close = open === "[" ? "]" : "}";
  let braces = open === "{" ? 0 : 1;
  for (let at = from; at < text.length && at - from <= LONGEST; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "{") braces += 1;
    else if (character === "}") braces -= 1;
    if (character === close && braces === (open === "{" ? 0 : 1)) return at;
  }
  return null;
}

function graphicsPaths(text: string): readonly string[] {
  const folders: string[] = [];
  let past = 0;
  for (const found of text.matchAll(/\\graphicspath\b/g)) {
    const at = pastSpace(text, found.index + found[0].length);
    if (at < past || text[at] !== "{") continue;
    const closed = closingOf(text, at, "{");
    past = closed ?? at + LONGEST;
    if (closed === null) continue;
    for (const folder of text.slice(at + 1, closed).matchAll(/\{([^{}]*)\}/g))
      folders.push((folder[1] ?? "").trim());
  }
  return folders;
}

function commentsOf(text: string): readonly Target[] {
  const spans: Target[] = [];
  for (const line of linesOf(text)) {
    const found = /(?<!\\)%/.exec(line.text);
    if (found !== null) spans.push({ start: line.start + found.index, end: line.end });
  }
  return spans;
}

function verbatim(text: string): readonly Target[] {
  const spans: Target[] = [];
  let past = 0;
  for (const found of text.matchAll(/\\begin\{(verbatim\*?|lstlisting|minted|comment)\}/g)) {
    if (found.index < past) continue;
    const closed = text.indexOf(`\\end{${found[1]}}`, found.index);
    past = closed < 0 ? text.length : closed;
    spans.push({ start: found.index, end: past });
  }
  return spans;
}
