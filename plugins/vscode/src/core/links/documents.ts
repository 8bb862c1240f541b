import { IMAGE_ENDINGS } from "../picture_kinds";

/** Which language a document is in, by the ending of its file; only those that link images. */
const LANGUAGE_OF: Readonly<Record<string, string>> = {
  md: "markdown",
  markdown: "markdown",
  mdown: "markdown",
  mkd: "markdown",
  qmd: "quarto",
  rmd: "quarto",
  mdx: "mdx",
  html: "html",
  htm: "html",
  xhtml: "xhtml",
  vue: "vue",
  svelte: "svelte",
  astro: "astro",
  php: "php",
  hbs: "handlebars",
  handlebars: "handlebars",
  xml: "xml",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascriptreact",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "typescriptreact",
  css: "css",
  scss: "scss",
  less: "less",
  sass: "sass",
  styl: "stylus",
  twig: "twig",
  liquid: "liquid",
  erb: "erb",
  ejs: "ejs",
  cshtml: "razor",
  tex: "latex",
  ltx: "latex",
  adoc: "asciidoc",
  asciidoc: "asciidoc",
  asc: "asciidoc",
  rst: "restructuredtext",
  typ: "typst",
  org: "org",
  pug: "pug",
  jade: "pug",
};

/** Other texts in which the name of an image may stand: data, settings, templates, code, scenes of games. */
const MENTIONING = [
  ..."json jsonc json5 yaml yml toml ini cfg conf properties env csv tsv txt svg webmanifest plist".split(
    " ",
  ),
  ..."storyboard xib njk jinja jinja2 j2 tmpl gohtml haml slim mustache razor".split(" "),
  ..."py rb go rs java kt kts swift cs cpp c h hpp m mm dart lua ex exs sh bat ps1 r ipynb".split(" "),
  ..."sty cls bib qml qrc gd tscn tres godot uss uxml prefab unity asset mat".split(" "),
] as const;

/** Folders that hold what others wrote or programs made. */
const FOREIGN = [
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "bower_components",
  ".venv",
  "venv",
  "__pycache__",
  "dist",
  "_build",
  "_site",
  ".next",
  ".nuxt",
  ".output",
  ".svelte-kit",
  ".docusaurus",
  ".cache",
  "coverage",
] as const;

/** The glob of all images. */
export const IMAGES = globOf(IMAGE_ENDINGS);

/** The glob of all documents that link images. */
export const DOCUMENTS = globOf(Object.keys(LANGUAGE_OF));

/** The glob of all texts that may name an image. */
export const TEXTS = globOf([...Object.keys(LANGUAGE_OF), ...MENTIONING]);

/** Give the language of a document; null where it is none that links images. */
export function languageOf(path: string): string | null {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(LANGUAGE_OF, ending) ? (LANGUAGE_OF[ending] ?? null) : null;
}

/** Give the language of a document that is open: by its file's ending where the editor has no extension that knows it. */
export function languageOpen(languageId: string, path: string): string {
  return languageId === "plaintext" ? (languageOf(path) ?? languageId) : languageId;
}

/** Give the glob of what is left out: what others wrote, and what the person leaves out of searches. */
export function leftOut(excludes: Readonly<Record<string, unknown>>): string {
  const own = Object.entries(excludes).filter(([glob, value]) => value === true && !/[{}]/.test(glob));
  return `{${[...FOREIGN.map((name) => `**/${name}/**`), ...own.map(([glob]) => glob)].join(",")}}`;
}

/** Globs see the difference between large and small letters; the endings of files come in both. */
function globOf(endings: readonly string[]): string {
  return `**/*.{${[...new Set(endings.flatMap((ending) => [ending, ending.toUpperCase()]))].join(",")}}`;
}
