import { type ImageLink, LONGEST, linkOf } from "./link";
import { blanked, linesOf } from "./scanning";
import { asAddress } from "./spelling";

/** Find images in Org: `[[file:…]]` and `[[./…]]`. Blocks of code and examples are left out. */
export function findInOrg(text: string): readonly ImageLink[] {
  const prose = blanked(text, blocks(text));
  const links: ImageLink[] = [];
  for (const found of prose.matchAll(/\[\[(?:file:)?(?=[^\s[\]])/g)) {
    const start = found.index + found[0].length;
    let end = start;
    while (end < prose.length && end - start <= LONGEST && prose[end] !== "]" && prose[end] !== "\n") {
      end += prose[end] === "\\" ? 2 : 1;
    }
    const isFile = found[0].endsWith("file:") || /[./~]/.test(prose[start] ?? "");
    const link = isFile && prose[end] === "]" ? linkOf(text, { start, end }, asPath, { braces: true }) : null;
    if (link !== null) links.push(link);
  }
  return links;
}

function asPath(written: string): readonly string[] {
  const path = written.replace(/::.*$/, "").replace(/\\([[\]\\])/g, "$1");
  return asAddress(path).filter((spelling) => spelling === path);
}

function blocks(text: string): readonly { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let open: number | null = null;
  for (const line of linesOf(text)) {
    if (open === null && /^\s*#\+begin_(?:src|example|comment)\b/i.test(line.text)) open = line.start;
    else if (open !== null && /^\s*#\+end_(?:src|example|comment)\b/i.test(line.text)) {
      spans.push({ start: open, end: line.end });
      open = null;
    }
  }
  return spans;
}
