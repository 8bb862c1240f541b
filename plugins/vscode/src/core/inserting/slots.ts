import { cssPlace, indentedCssPlace } from "./css_place";
import { isMarkdown, isMarkup, isTemplate, languageAt } from "./embedded";

export type FormName =
  | "markdown"
  | "mdx"
  | "html"
  | "template"
  | "jsx"
  | "pug"
  | "css-declaration"
  | "css-line"
  | "css-value"
  | "latex"
  | "asciidoc"
  | "asciidoc-inline"
  | "restructuredtext"
  | "typst"
  | "typst-code"
  | "org"
  | "org-inline"
  | "textile"
  | "url"
  | "path"
  | "quoted-path"
  | "sparing-path"
  | "latex-path";

/** Where a picture is put: a document's text around the cursor. */
export interface Place {
  readonly languageId: string;
  readonly before: string;
  readonly after: string;
  /** Whether it is right behind pictures that were just put in, from which the next ones stay apart. */
  readonly follows?: boolean;
}

/** What may stand there. */
export interface Slot {
  readonly form: FormName;
  /** Whether nothing else is on the line. */
  readonly alone: boolean;
  /** The quotes around what is put in, or those it shall have; "" for none. */
  readonly quote: string;
  /** Whether relative paths must say so with "./". */
  readonly dotted: boolean;
  /** The language that is written there. */
  readonly languageId: string;
  /** What begins code in any text of the document, beside braces. */
  readonly code: "" | "@";
  /** Whether braces begin code in the string that is open. */
  readonly isFormat: boolean;
}

const REACT = ["javascriptreact", "typescriptreact"];
const SCRIPTS = ["javascript", "typescript", ...REACT, "coffeescript"];
const BARE = ["plaintext", "ini", "properties", "git-commit", "git-rebase", "csv", "log", "makefile"];
const SPARING = ["yaml", "dockercompose", "dotenv", "shellscript", "powershell", "fish"];
const FORMS: Readonly<Record<string, FormName>> = {
  latex: "latex",
  tex: "latex",
  context: "latex",
  doctex: "latex",
  restructuredtext: "restructuredtext",
  textile: "textile",
  jade: "pug",
  pug: "pug",
};

/** Tell what is to be written at a place, by its language and by what stands before the cursor. */
export function slotOf(place: Place): Slot {
  const { languageId, before } = languageAt(place.languageId, place.before);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const rest = /^[^\n]*/.exec(place.after)?.[0] ?? "";
  const slot = (form: FormName, quote = ""): Slot => ({
    form,
    quote,
    alone: line.trim() === "" && rest.trim() === "",
    dotted: SCRIPTS.includes(languageId) || ["vue", "svelte"].includes(place.languageId),
    languageId,
    code: isTemplate(place.languageId) ? "@" : "",
    isFormat: form === "path" && quote !== "" && isFormatString(languageId, line, quote),
  });

  if (isMarkdown(languageId)) {
    if (/\]\([^)\s]*$/.test(line)) return slot("url");
    return inAttribute(before, slot) ?? slot(languageId === "mdx" ? "mdx" : "markdown");
  }
  if (isMarkup(languageId))
    return inAttribute(before, slot) ?? slot(isTemplate(languageId) ? "template" : "html");
  if (REACT.includes(languageId)) return inAttribute(before, slot) ?? inString(line, slot) ?? slot("jsx");
  if (["css", "scss", "less"].includes(languageId))
    return inStyle(cssPlace(before, languageId !== "css"), slot);
  if (["sass", "stylus"].includes(languageId)) return inStyle(indentedCssPlace(line), slot, "css-line");
  return inOther(languageId, before, line, slot);
}

type Make = (form: FormName, quote?: string) => Slot;

function inOther(languageId: string, before: string, line: string, slot: Make): Slot {
  const form = FORMS[languageId];
  if (form === "latex" && /\\includegraphics\s*(?:\[[^\]]*\])?\{[^}]*$/.test(line)) return slot("latex-path");
  if (form === "pug") return inString(line, slot) ?? slot(form);
  if (form !== undefined) return slot(form);
  if (languageId === "asciidoc")
    return slot(line.trim() === "" && slot("path").alone ? "asciidoc" : "asciidoc-inline");
  if (languageId === "org") return slot(slot("path").alone ? "org" : "org-inline");
  if (languageId === "typst")
    return inString(line, slot) ?? slot(isTypstCode(before) ? "typst-code" : "typst");
  if (BARE.includes(languageId)) return slot("path");
  return inString(line, slot) ?? slot(SPARING.includes(languageId) ? "sparing-path" : "quoted-path", '"');
}

function inStyle(place: ReturnType<typeof cssPlace>, slot: Make, whole: FormName = "css-declaration"): Slot {
  if (place === "address") return slot("url");
  return place === "declaration" ? slot(whole, '"') : slot("css-value", '"');
}

/** The value of an attribute whose quotes are open: an address, or a style within the tag. */
function inAttribute(before: string, slot: Make): Slot | null {
  // A tag is never longer than this by far, and the pattern stays quick.
  const near = before.slice(-4000);
  const tag = /<[A-Za-z][^<>]*$/.exec(near)?.[0];
  const [, name = "", quote = "", value = ""] =
    (tag && /\s([^\s=<>"']+)\s*=\s*(["'])([^"']*)$/.exec(tag)) || [];
  if (tag === undefined || quote === "" || !hasOpenQuote(tag)) return null;
  if (name !== "style") return slot("url", quote);
  const inner = quote === '"' ? "'" : '"';
  const place = cssPlace(`a{${value}`, false);
  return place === "address"
    ? slot("url", quote)
    : slot(place === "declaration" ? "css-declaration" : "css-value", inner);
}

function hasOpenQuote(tag: string): boolean {
  let open = "";
  for (const char of tag) {
    if (open === "" && (char === '"' || char === "'")) open = char;
    else if (char === open) open = "";
  }
  return open !== "";
}

/**
 * A string of a programming language that is open on this line. A single quote after a letter is an apostrophe, unless the letter is
 * the prefix of a string; so is a double one after a digit a sign for inches.
 */
function inString(line: string, slot: Make): Slot | null {
  let open = "";
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (open !== "" && char === "\\") at += 1;
    else if (char === open) open = "";
    else if (open === "" && opensString(line.slice(0, at), char)) open = char;
  }
  return open === "" ? null : slot("path", open);
}

function opensString(before: string, char: string): boolean {
  if (char === "`") return true;
  if (char === '"') return !/\p{N}$/u.test(before);
  return char === "'" && (!/[\p{L}\p{N}]$/u.test(before) || /(?<![\p{L}\p{N}_])[bfrtu]{1,2}$/iu.test(before));
}

/** Whether the string that is open has a prefix that makes code of what stands in braces. */
function isFormatString(languageId: string, line: string, quote: string): boolean {
  const before = line.slice(0, line.lastIndexOf(quote)).replace(/["']+$/, "");
  if (languageId === "csharp") return /\$@?$|\$+$/.test(before);
  return languageId === "python" && /(?<![\p{L}\p{N}_])r?[ft]r?$/iu.test(before);
}

/** Whether the cursor stands in the brackets of a call, where Typst reads code and no text. */
function isTypstCode(before: string): boolean {
  const paragraph = before.slice(before.lastIndexOf("\n\n") + 1);
  const open: boolean[] = [];
  for (let at = 0; at < paragraph.length; at += 1) {
    const char = paragraph.charAt(at);
    if (char === "[") open.push(false);
    else if ("({".includes(char)) open.push(open.at(-1) === true || /#[\w.-]*$/.test(paragraph.slice(0, at)));
    else if (")]}".includes(char)) open.pop();
  }
  return open.at(-1) === true;
}
