// Which language is written at a place of a document that holds several.

const MARKDOWN = ["markdown", "mdx", "rmd", "quarto", "juliamarkdown", "markdoc", "markdown_latex_combined"];
const TEMPLATES = [
  "vue",
  "svelte",
  "astro",
  "handlebars",
  "razor",
  "twig",
  "jinja-html",
  "django-html",
  "blade",
];
const MARKUP = ["html", "xhtml", "php", "erb", "ejs", "liquid", "angular", "vue-html", ...TEMPLATES];

/** What a fence in Markdown or an attribute `lang` calls languages that pictures have forms for. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  jsx: "javascriptreact",
  tsx: "typescriptreact",
  js: "javascript",
  ts: "typescript",
  tex: "latex",
  adoc: "asciidoc",
  rst: "restructuredtext",
  typ: "typst",
  md: "markdown",
  styl: "stylus",
  htm: "html",
  postcss: "css",
  yml: "yaml",
};

export const isMarkdown = (languageId: string): boolean => MARKDOWN.includes(languageId);
export const isMarkup = (languageId: string): boolean => MARKUP.includes(languageId);
/** Whether braces or @ begin code within the text of attributes. */
export const isTemplate = (languageId: string): boolean => TEMPLATES.includes(languageId);

export interface Written {
  readonly languageId: string;
  /** The text of that language before the cursor. */
  readonly before: string;
}

/** Tell what is written at the end of `before`: the language of a fence, of `<style>` or of `<script>` in its own place. */
export function languageAt(languageId: string, before: string): Written {
  if (isMarkdown(languageId)) return inMarkdown(languageId, before);
  if (isMarkup(languageId)) return inMarkup(languageId, before);
  return { languageId, before };
}

function inMarkdown(languageId: string, before: string): Written {
  const lines = before.split("\n");
  let fence: { mark: string; info: string; from: number } | null = null;
  if (lines[0]?.trim() === "---" && !lines.slice(1, -1).some((line) => /^(?:---|\.\.\.)\s*$/.test(line))) {
    if (lines.length > 1) return { languageId: "yaml", before: lines.slice(1).join("\n") };
  }
  // A fence is opened by a whole line: the one with the cursor opens nothing yet.
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const [, mark, info = ""] = /^[\s>]*(`{3,}|~{3,})([^`]*)$/.exec(line.trimEnd()) ?? [];
    if (mark === undefined) continue;
    if (fence === null) fence = { mark, info: info.trim(), from: index + 1 };
    else if (info.trim() === "" && mark.startsWith(fence.mark)) fence = null;
  }
  if (fence === null) return { languageId, before };
  const name = /^[{.]*\s*([\w+-]+)/.exec(fence.info)?.[1]?.toLowerCase() ?? "plaintext";
  return languageAt(SHORT_NAMES[name] ?? name, lines.slice(fence.from).join("\n"));
}

/** Where code of another language begins and ends within markup, and which it is. */
const CODE: Readonly<Record<string, readonly [open: string, close: string, languageId: string]>> = {
  php: ["<?", "?>", "php-code"],
  erb: ["<%", "%>", "ruby"],
  ejs: ["<%", "%>", "javascript"],
};

function inMarkup(languageId: string, before: string): Written {
  const [begin, end, code] = CODE[languageId] ?? ["", "", ""];
  const begun = begin === "" ? -1 : before.lastIndexOf(begin);
  if (begun > before.lastIndexOf(end))
    return { languageId: code, before: before.slice(begun + begin.length) };
  if (languageId === "astro" && /^\s*---[\s\S]*$/.test(before) && !/^\s*---[\s\S]*?\n---/.test(before)) {
    return { languageId: "typescript", before };
  }
  let open = null as { name: string; attributes: string; from: number } | null;
  for (const tag of before.matchAll(/<(\/?)(style|script)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)) {
    const [all, slash, name = "", attributes = ""] = tag;
    if (slash === "/") open = open?.name === name.toLowerCase() ? null : open;
    else open ??= { name: name.toLowerCase(), attributes, from: tag.index + all.length };
  }
  if (open === null) return { languageId, before };
  const lang = /\blang\s*=\s*["']?([\w+-]+)/i.exec(open.attributes)?.[1]?.toLowerCase();
  const usual = open.name === "style" ? "css" : "javascript";
  return {
    languageId: lang === undefined ? usual : (SHORT_NAMES[lang] ?? lang),
    before: before.slice(open.from),
  };
}
