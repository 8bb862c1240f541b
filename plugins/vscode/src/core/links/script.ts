import { IMAGE_ENDINGS } from "../picture_kinds";
import { type ImageLink, linkOf, type Target } from "./link";
import { blanked, linesOf, quotedBefore } from "./scanning";
import { asAttribute, asString } from "./spelling";

/**
 * Find images in JavaScript and TypeScript, with or without JSX: what is imported, required, made an address from the
 * module, or given to an attribute. Any other string may mean anything, and is no link.
 */
export function findInScript(text: string): readonly ImageLink[] {
  const code = blanked(text, commentedLines(text));
  const links: ImageLink[] = [];
  for (const target of quotedBefore(code, QUOTED)) {
    const before = code.slice(Math.max(0, target.start - 1 - REACH), target.start - 1);
    if (!PLACE.test(before)) continue;
    const written = text.slice(target.start, target.end);
    // A bare name is a package's: only that package knows where the file lies.
    if (IMPORTING.test(before) && !/^(?:[./~@#$]|file:)/.test(written)) continue;
    const link = linkOf(text, target, ATTRIBUTE.test(before) ? asAttribute : asString);
    if (link !== null) links.push(link);
  }
  return links;
}

const QUOTED = new RegExp(`\\.(?:${IMAGE_ENDINGS.join("|")})(?:[?#][^"'\`\\s]{0,200})?(?=["'\`])`, "gi");

/** How far back to look for what a string is for; names and brackets with some room. */
const REACH = 80;

const IMPORTING = /\b(?:from|import|import\s{0,9}\(|require(?:\.resolve)?\s{0,9}\()\s{0,9}$/;

/** In an attribute of JSX characters are written as in HTML, unless braces make it a string of the language. */
const ATTRIBUTE = /\b(?:src|href|poster|xlinkHref|srcSet|data-src)\s{0,9}=\s{0,9}$/;

const PLACE = new RegExp(
  [
    IMPORTING.source,
    String.raw`\bnew\s{1,9}URL\(\s{0,9}$`,
    ATTRIBUTE.source,
    String.raw`\b(?:src|href|poster|xlinkHref|srcSet|data-src)\s{0,9}=\s{0,9}\{\s{0,9}$`,
  ].join("|"),
);

function commentedLines(text: string): readonly Target[] {
  return [...linesOf(text)].filter((line) => /^\s*(?:\/\/|\*|\/\*)/.test(line.text));
}
