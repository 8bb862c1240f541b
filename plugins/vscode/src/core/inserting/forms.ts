import {
  asciidocPath,
  asciidocText,
  htmlAttribute,
  latexPath,
  latexText,
  markdownDestination,
  markdownText,
  mdxText,
  orgPath,
  orgText,
  restructuredtextPath,
  templateAttribute,
  textileText,
  urlPath,
} from "./escaping";
import type { Piece } from "./pieces";
import type { FormName, Slot } from "./slots";
import { bare, inQuotes, inString, word } from "./strings";

/** A picture that is to be put in: where it lies, and what may be said of it. */
export interface PictureLink {
  /** With "/" between its parts: from the document on, or from the root where `isAbsolute`. */
  readonly path: string;
  readonly isAbsolute: boolean;
  /** Alternative texts, the best first. */
  readonly alts: readonly string[];
  readonly width: number;
  readonly height: number;
}

export interface Wish {
  readonly markdownForm: "markdown" | "html";
  /** Whether width and height are written where the form has a place for them. */
  readonly dimensions: boolean;
}

type Write = (link: PictureLink, wish: Wish, slot: Slot) => readonly Piece[];

/** Write one picture as it is written in that place. */
export function writeOne(link: PictureLink, wish: Wish, slot: Slot): readonly Piece[] {
  return WRITERS[slot.form](link, wish, slot);
}

const WRITERS: Readonly<Record<FormName, Write>> = {
  markdown: (link, wish, slot) =>
    wish.markdownForm === "html"
      ? tag(link, wish, slot, htmlAttribute, ">")
      : ["![", choices(link, markdownText), `](${markdownDestination(address(link, slot))})`],
  // In MDX an element must be closed, and braces begin code.
  mdx: (link, wish, slot) =>
    wish.markdownForm === "html"
      ? tag(link, wish, slot, htmlAttribute, " />")
      : ["![", choices(link, mdxText), `](${urlPath(address(link, slot), "()")})`],
  html: (link, wish, slot) => tag(link, wish, slot, htmlAttribute, ">"),
  template: (link, wish, slot) => tag(link, wish, slot, templateAttribute, " />"),
  jsx: (link, wish, slot) => tag(link, wish, slot, htmlAttribute, " />"),
  pug: (link, wish, slot) => [
    `img(src="${urlPath(address(link, slot))}" alt="`,
    choices(link, inDouble),
    `"${size(link, wish)})`,
  ],
  "css-declaration": (link, _wish, slot) => [cssUrl(link, slot)],
  "css-line": (link, _wish, slot) => [cssUrl(link, slot)],
  "css-value": (link, _wish, slot) => [cssUrl(link, slot)],
  latex: (link) => [
    "\\includegraphics[width=\\linewidth",
    ...(link.alts.length > 0 ? [",alt={", choices(link, latexText), "}"] : []),
    `]{${latexPath(link.path)}}`,
  ],
  asciidoc: (link, wish) => [
    `image::${asciidocPath(link.path)}[`,
    choices(link, asciidocText),
    `${list(link, wish)}]`,
  ],
  "asciidoc-inline": (link, wish) => [
    `image:${asciidocPath(link.path)}[`,
    choices(link, asciidocText),
    `${list(link, wish)}]`,
  ],
  restructuredtext: (link, wish, slot) => [
    `.. image:: ${restructuredtextPath(address(link, slot))}`,
    ...(link.alts.length > 0 ? ["\n   :alt: ", choices(link, asIs)] : []),
    wish.dimensions ? `\n   :width: ${link.width}px\n   :height: ${link.height}px` : "",
  ],
  typst: (link) => ["#", ...typst(link)],
  "typst-code": (link) => typst(link),
  org: (link) => [
    ...(link.alts.length > 0 ? ["#+ATTR_HTML: :alt ", choices(link, orgText), "\n"] : []),
    `[[file:${orgPath(link.path)}]]`,
  ],
  "org-inline": (link) => [`[[file:${orgPath(link.path)}]]`],
  textile: (link, _wish, slot) => {
    const path = urlPath(address(link, slot), "()!");
    return link.alts.length > 0 ? [`!${path}(`, choices(link, textileText), ")!"] : [`!${path}!`];
  },
  // The attribute may stand in a string of a programming language.
  url: (link, _wish, slot) => [
    urlPath(address(link, slot), `'${slot.quote === "" ? "()" : slot.quote}${slot.code}`),
  ],
  path: (link, _wish, slot) => [
    slot.quote === "" ? bare(dotted(link, slot), slot.languageId) : pathInString(link, slot, slot.quote),
  ],
  "quoted-path": (link, _wish, slot) => [`"${pathInString(link, slot, '"')}"`],
  // What YAML and shells take as it is; anything else is in quotes.
  "sparing-path": (link, _wish, slot) => [word(link.path, slot.languageId)],
  "latex-path": (link) => [latexPath(link.path)],
};

const asIs = (text: string): string => text;
const inDouble = (text: string): string => inQuotes(text, '"');

function choices(link: PictureLink, written: (text: string) => string): Piece {
  return { choices: link.alts.map(written) };
}

function tag(
  link: PictureLink,
  wish: Wish,
  slot: Slot,
  written: (text: string) => string,
  end: string,
): readonly Piece[] {
  return [
    `<img src="${attributePath(link, slot)}" alt="`,
    choices(link, written),
    `"${size(link, wish)}${end}`,
  ];
}

function attributePath(link: PictureLink, slot: Slot): string {
  return urlPath(address(link, slot), slot.code).replace(/&(?=#?\w+;)/g, "&amp;");
}

function cssUrl(link: PictureLink, slot: Slot): string {
  return `url(${slot.quote}${urlPath(address(link, slot), slot.quote + slot.code)}${slot.quote})`;
}

function typst(link: PictureLink): readonly Piece[] {
  const alt: readonly Piece[] = link.alts.length > 0 ? [', alt: "', choices(link, inDouble), '"'] : [];
  return [`image("${inDouble(link.path)}"`, ...alt, ")"];
}

/** Write the path into a string; in a script within a template, what the template would run is written by number. */
function pathInString(link: PictureLink, slot: Slot, quote: string): string {
  const path = inString(dotted(link, slot), quote, slot.languageId);
  if (slot.isFormat) return path.replace(/[{}]/g, "$&$&");
  if (slot.code === "") return path;
  return path.replace(/@|\{(?=[{%#])/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

function size(link: PictureLink, wish: Wish): string {
  return wish.dimensions ? ` width="${link.width}" height="${link.height}"` : "";
}

function list(link: PictureLink, wish: Wish): string {
  return wish.dimensions ? `,${link.width},${link.height}` : "";
}

/** Give the path as it stands in an address; one with a drive or a server gets the scheme that says so. */
function address(link: PictureLink, slot: Slot): string {
  if (!link.isAbsolute) return dotted(link, slot);
  if (link.path.startsWith("//")) return `file:${link.path}`;
  return link.path.startsWith("/") ? `file://${link.path}` : `file:///${link.path}`;
}

function dotted(link: PictureLink, slot: Slot): string {
  if (link.isAbsolute || /^(?:\.{0,2}\/|\.\.?$)/.test(link.path)) return link.path;
  // A name with a colon in its first part would be read as a scheme.
  return slot.dotted || /^[^/]*:/.test(link.path) ? `./${link.path}` : link.path;
}
