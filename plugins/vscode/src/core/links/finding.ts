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

/** How languages, by their names in VS Code, link images. */
const GROUPS: readonly (readonly [finder: Finder, languages: readonly string[]])[] = [
  [findInMarkdown, ["markdown", "rmd", "quarto", "juliamarkdown", "markdoc"]],
  [markdownAndScript, ["mdx"]],
  [markupAndScript, ["html", "xhtml", "vue", "vue-html", "svelte", "astro", "angular"]],
  [
    findInMarkup,
    ["php", "handlebars", "razor", "aspnetcorerazor", "twig", "jinja-html", "django-html", "blade"],
  ],
  [findInMarkup, ["erb", "ejs", "liquid", "xml"]],
  [findInScript, ["javascript", "javascriptreact", "typescript", "typescriptreact", "pug", "jade"]],
  [plain, ["css", "postcss"]],
  [nested, ["scss", "less", "sass", "stylus"]],
  [findInLatex, ["latex", "tex", "doctex"]],
  [findInAsciiDoc, ["asciidoc"]],
  [findInRestructuredText, ["restructuredtext"]],
  [findInTypst, ["typst"]],
  [findInOrg, ["org"]],
];

const FINDERS: ReadonlyMap<string, Finder> = new Map(
  GROUPS.flatMap(([finder, languages]) => languages.map((language) => [language, finder] as const)),
);

/** The languages whose image links are known. */
export const LANGUAGES: readonly string[] = [...FINDERS.keys()];

/** Find the links to images in a text, in the order of the text; none of them overlap. */
export function imageLinks(text: string, language: string): readonly ImageLink[] {
  const found = FINDERS.get(language)?.(text) ?? [];
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
