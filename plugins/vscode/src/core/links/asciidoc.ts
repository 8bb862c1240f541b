import { type ImageLink, LONGEST, linkOf, type Target } from "./link";
import { blanked, linesOf } from "./scanning";
import { asAddress } from "./spelling";

/** Find images in AsciiDoc: `image::` and `image:`, with `:imagesdir:`. Code and comments are left out. */
export function findInAsciiDoc(text: string): readonly ImageLink[] {
  const prose = blanked(text, hidden(text));
  const links: ImageLink[] = [];
  let folders: readonly string[] = [];
  for (const line of linesOf(prose)) {
    const folder = /^:imagesdir:\s+(\S.*)$/.exec(line.text)?.[1];
    if (folder !== undefined) folders = [folder.trim()];
    for (const found of line.text.matchAll(/(?<![\w:])image::?(?=[^\s:[])/g)) {
      const start = found.index + found[0].length;
      const opened = line.text.slice(start, start + LONGEST).indexOf("[");
      if (opened < 0) continue;
      const target = { start: line.start + start, end: line.start + start + opened };
      const link = linkOf(text, target, asAddress, { folders });
      if (link !== null) links.push(link);
    }
  }
  return links;
}

/** Find blocks of code, literal text and comments, and lines of comment. */
function hidden(text: string): readonly Target[] {
  const spans: Target[] = [];
  let open: { start: number; mark: string } | null = null;
  for (const line of linesOf(text)) {
    const mark = /^(-{4,}|\.{4,}|\/{4,}|`{3,})\s*\S*$/.exec(line.text)?.[1];
    if (open !== null) {
      if (line.text.trimEnd() !== open.mark) continue;
      spans.push({ start: open.start, end: line.end });
      open = null;
    } else if (mark !== undefined) open = { start: line.start, mark };
    else if (line.text.startsWith("//")) spans.push(line);
  }
  if (open !== null) spans.push({ start: open.start, end: text.length });
  return spans;
}
