// Reads back what forms have written, as the languages' own rules say: the other half of each round trip.
import { transformSync } from "esbuild";
import ts from "typescript";

export interface Read {
  readonly path: string;
  readonly alt: string;
}

/** Expand a snippet as the editor does: stops become what they offer first. */
export function expandSnippet(snippet: string): string {
  let text = "";
  for (let at = 0; at < snippet.length; ) {
    const rest = snippet.slice(at);
    const stop =
      /^\$\d+/.exec(rest) ??
      /^\$\{\d+\}/.exec(rest) ??
      /^\$\{\d+:((?:\\[\\$}]|[^\\$}])*)\}/.exec(rest) ??
      /^\$\{\d+\|((?:\\[\\,|]|[^\\,|])+)(?:,(?:\\[\\,|]|[^\\,|])+)*\|\}/.exec(rest);
    if (stop !== null) {
      text += (stop[1] ?? "").replace(/\\([\\$},|])/g, "$1");
      at += stop[0].length;
    } else if (rest.startsWith("\\") && /[\\$}]/.test(rest.charAt(1))) {
      text += rest.charAt(1);
      at += 2;
    } else {
      if (rest.startsWith("$")) throw new Error(`a bare $ in ${snippet}`);
      text += rest.charAt(0);
      at += 1;
    }
  }
  return text;
}

export function decodeUrl(url: string): string {
  const path = url.replace(/^file:\/\/(?=\/)/, "");
  if (/[?#]/.test(path)) throw new Error(`an address that ends early: ${url}`);
  return decodeURIComponent(path);
}

function decodeHtml(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

export function readHtml(text: string): Read {
  const [, src, alt] =
    /^<img src="([^"<>]*)" alt="([^"<>]*)"(?: width="\d+" height="\d+")?(?: \/)?>$/.exec(text) ?? [];
  if (src === undefined || alt === undefined) throw new Error(`no tag: ${text}`);
  return { path: decodeUrl(decodeHtml(src)), alt: decodeHtml(alt) };
}

/** Read JSX with TypeScript's own parser. */
export function readJsx(text: string): Read {
  const file = ts.createSourceFile("a.tsx", `x = ${text};`, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && node.initializer !== undefined && ts.isStringLiteral(node.initializer)) {
      found.set(node.name.getText(), node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const js = transformSync(`x = ${text}`, { loader: "tsx", jsx: "preserve" }).code;
  if (js === "") throw new Error("nothing");
  return { path: decodeUrl(decodeHtml(found.get("src") ?? "?")), alt: decodeHtml(found.get("alt") ?? "") };
}

/** Read an address out of a style sheet that esbuild has parsed. */
export function readCss(sheet: string): string {
  const { code, warnings } = transformSync(sheet, { loader: "css", minify: true, charset: "utf8" });
  if (warnings.length > 0) throw new Error(warnings[0]?.text);
  const [, quoted, , bare] =
    /url\((("|')(?:\\.|(?!\2)[^\\])*\2)\)|url\(((?:\\.|[^)\\])*)\)/.exec(code)?.slice(0) ?? [];
  const url = quoted === undefined ? (bare ?? "") : quoted.slice(1, -1);
  return decodeUrl(url.replace(/\\([^\da-f])/g, "$1"));
}

/** Read an image of Markdown by the rules of CommonMark for destinations and backslashes. */
export function readMarkdown(text: string): Read {
  const found = /^!\[((?:\\.|[^\]\\])*)\]\((?:<((?:\\.|[^<>\\\n])*)>|((?:\\.|[^\s<\\])*))\)$/.exec(text);
  if (found === null) throw new Error(`no image: ${text}`);
  const [, alt = "", bracketed, bare] = found;
  const destination = bracketed ?? bare ?? "";
  if (bracketed === undefined && !isBalanced(destination)) throw new Error(`brackets: ${text}`);
  if (/&#?\w+;/.test(destination)) throw new Error(`a reference in ${text}`);
  const marks = alt.replace(/\\./g, "");
  if (/[*`<>[\]~$|]|&#?\w+;|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u.test(marks.replace(/_(?=$)/, "_ "))) {
    throw new Error(`marks of its own: ${text}`);
  }
  return { path: decodeUrl(destination), alt: alt.replace(/\\([!-/:-@[-`{-~])/g, "$1") };
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === "(") open += 1;
    if (char === ")" && --open < 0) return false;
  }
  return open === 0;
}

export function readTypst(text: string): Read {
  const [, path, alt] = /^#image\(("(?:\\.|[^"\\])*")(?:, alt: ("(?:\\.|[^"\\])*"))?\)$/.exec(text) ?? [];
  return { path: JSON.parse(path ?? ""), alt: alt === undefined ? "" : JSON.parse(alt) };
}

export function readLatex(text: string): Read {
  const [, alt = "", path = ""] =
    /^\\includegraphics\[width=\\linewidth(?:,alt=\{(.*)\})?\]\{((?:\\[%#]|\\string[\^~]|[^\\%#^~])*)\}$/.exec(
      text,
    ) ?? [];
  const read = alt
    .replaceAll("\\textbackslash{}", "\u0000")
    .replaceAll("\\textasciitilde{}", "~")
    .replaceAll("\\textasciicircum{}", "^");
  if (/(?<!\\)[{}$&#_%~^]/.test(read.replace(/[~^]/g, ""))) throw new Error(`bare: ${text}`);
  return {
    path: path.replace(/\\string([\^~])/g, "$1").replace(/\\([%#])/g, "$1"),
    alt: read.replace(/\\(.)/g, "$1").replaceAll("\u0000", "\\"),
  };
}

export function readRst(text: string): Read {
  const [, path = "", alt = ""] = /^\.\. image:: (.+?)(?:\n {3}:alt: (.*))?$/.exec(text) ?? [];
  return {
    path: decodeUrl(path.replace(/\\(.)/g, (_all, char: string) => (char === " " ? "%20" : char))),
    alt,
  };
}
