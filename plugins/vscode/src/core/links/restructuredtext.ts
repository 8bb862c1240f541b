import { isImagePath } from "./endings";
import { type ImageLink, linkOf } from "./link";
import { linesOf } from "./scanning";
import { asAddress } from "./spelling";

const DIRECTIVE = /^(\s*)\.\. (?:\|[^|\n]{1,200}\| )?(?:image|figure|thumbnail)::[ \t]+(\S.*)$/;
const LITERAL = /^\s*\.\. (?:code|code-block|sourcecode|parsed-literal|highlight)::|::\s*$/;
const ANY = ["svg", "pdf", "png", "gif", "jpg", "jpeg", "webp"] as const;

/** Find images in reStructuredText: `image` and `figure`, also in substitutions. Literal blocks are left out. */
export function findInRestructuredText(text: string): readonly ImageLink[] {
  const links: ImageLink[] = [];
  let literal: number | null = null;
  for (const line of linesOf(text)) {
    if (line.text.trim() === "") continue;
    const indent = line.text.length - line.text.trimStart().length;
    if (literal !== null && indent > literal) continue;
    literal = null;
    const written = DIRECTIVE.exec(line.text)?.[2]?.trimEnd();
    if (written !== undefined) {
      const start = line.start + line.text.trimEnd().length - written.length;
      const open = written.endsWith(".*");
      const target = { start, end: start + written.length };
      const looking = { endings: open ? ANY : [], fromAbove: true, braces: true };
      const link = linkOf(text, target, open ? asOpen : asEscaped, looking);
      if (link !== null) links.push(link);
    } else if (LITERAL.test(line.text)) literal = indent;
  }
  return links;
}

/** Spell an address, in which a backslash keeps what comes after it. */
function asEscaped(written: string): readonly string[] {
  return asAddress(written.replace(/\\(.)/g, "$1"));
}

/** Spell `figure.*`, of which the builder takes the ending that it can use. */
function asOpen(written: string): readonly string[] {
  const path = written.slice(0, -2);
  return path === "" || isImagePath(path) ? [] : [path];
}
