import { findInAsciiDoc } from "./asciidoc";
import { findInLatex } from "./latex";
import type { ImageLink } from "./link";
import { findInMarkdown, proseOf } from "./markdown";
import { findInMarkup } from "./markup";
import { findInOrg } from "./org";
import { findInRestructuredText } from "./restructuredtext";
import { between, blanked } from "./scanning";
import { findInScript } from "./script";
import { findInStylesheet } from "./stylesheet";
import { findInTypst } from "./typst";

type Finder = (text: string) => readonly ImageLink[];

const markupAndScript: Finder = (text) => [
  ...findInMarkup(text),
  ...findInScript(blanked(text, between(text, "<!--", "-->"))),
];
const markdownAndScript: Finder = (text) => [...findInMarkdown(text), ...findInScript(proseOf(text))];
const nested: Finder = (text) => findInStylesheet(text, true);
const plain: Finder = (text) => findInStylesheet(text, false);

/** How each language, by its name in VS Code, links images. */
const FINDERS: Readonly<Record<string, Finder>> = {
  markdown: findInMarkdown,
  quarto: findInMarkdown,
  mdx: markdownAndScript,
  html: markupAndScript,
  vue: markupAndScript,
  svelte: markupAndScript,
  astro: markupAndScript,
  php: findInMarkup,
  handlebars: findInMarkup,
  xml: findInMarkup,
  javascript: findInScript,
  javascriptreact: findInScript,
  typescript: findInScript,
  typescriptreact: findInScript,
  css: plain,
  scss: nested,
  less: nested,
  latex: findInLatex,
  tex: findInLatex,
  pug: findInScript,
  jade: findInScript,
  org: findInOrg,
  asciidoc: findInAsciiDoc,
  restructuredtext: findInRestructuredText,
  typst: findInTypst,
};

/** The languages whose image links are known. */
export const LANGUAGES: readonly string[] = Object.keys(FINDERS);

/** Find the links to images in a text, in the order of the text; none of them overlap. */
export function imageLinks(text: string, language: string): readonly ImageLink[] {
  const found = Object.hasOwn(FINDERS, language) ? (FINDERS[language]?.(text) ?? []) : [];
  const links: ImageLink[] = [];
  let past = -1;
  for (const link of [...found].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (link.start < past || (link.start === past && link.end === past)) continue;
    links.push(link);
    past = link.end;
  }
  return links;
}

/** Give the link under a place of the text; its ends belong to it. */
export function linkAt(text: string, language: string, offset: number): ImageLink | null {
  return imageLinks(text, language).find((link) => link.start <= offset && offset <= link.end) ?? null;
}
