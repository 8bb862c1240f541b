// How paths and alternative texts are written so that each language reads back what they are.

/** Percent-encode what ends or changes an address; letters of all scripts stay readable. */
export function urlPath(path: string, alsoEncode = ""): string {
  return [...path]
    .map((char) => (isUnsafeInUrl(char) || alsoEncode.includes(char) ? percent(char) : char))
    .join("");
}

function isUnsafeInUrl(char: string): boolean {
  return char <= " " || char === "\u007f" || '"%#?<>\\^`{|}'.includes(char);
}

function percent(char: string): string {
  // Half a character is no text that could be encoded; it stands for itself.
  return /[\ud800-\udfff]/.test(char) && char.length === 1 ? char : encodeByByte(char);
}

function encodeByByte(char: string): string {
  const bytes = new TextEncoder().encode(char);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** Write a link's destination as Markdown's own pasting does: in angle brackets where it needs them. */
export function markdownDestination(path: string): string {
  const encoded = urlPath(path.replaceAll(" ", "\u0000"))
    .replaceAll("%00", " ")
    .replace(/&(?=#?\w+;)/g, "%26");
  return /\s/.test(encoded) || !hasPairs(encoded, "(", ")") ? `<${encoded}>` : encoded;
}

function hasPairs(text: string, opening: string, closing: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === opening) open += 1;
    if (char === closing) open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** Keep Markdown from reading marks of its own in a text. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\\[\]*`<>~$|]/g, "\\$&")
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/&(?=#?\w+;)/g, "\\&")
      // Builders of sites run what stands in double braces before they read Markdown.
      .replace(/(?<=\{)[{%#]/g, "\\$&")
  );
}

// In MDX a single brace begins code.
export function mdxText(text: string): string {
  return markdownText(text).replace(/(?<!\\)[{}]/g, "\\$&");
}

/** Write text for an attribute in double quotes. What templates in HTML run begins with two braces or the like. */
export function htmlAttribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replace(/\{(?=[{%#])/g, "&#123;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The same where braces or @ begin code: templates, and Svelte's attributes. */
export function templateAttribute(text: string): string {
  return htmlAttribute(text).replace(/[{}@]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

export function latexText(text: string): string {
  return text.replace(/[\\{}$&#_%~^]/g, (char) => LATEX[char] ?? `\\${char}`);
}

/**
 * LaTeX takes file names nearly as they are; these would end or change the argument, or begin a command, as ^^5c does too.
 *
 * No name with braces that are not in pairs can be written there; those are left out.
 */
export function latexPath(path: string): string {
  const named = hasPairs(path, "{", "}") ? path : path.replace(/[{}]/g, "");
  return named.replace(/[\\^~{}]/g, "\\string$&").replace(/[%#]/g, "\\$&");
}

/** Write AsciiDoc's first attribute: in quotes where it holds what would part it, with references for brackets and what passes text through. */
export function asciidocText(text: string): string {
  const safe = text.replace(/[\]{}+$]/g, (char) => `&#${char.charCodeAt(0)};`);
  return /[",=]/.test(safe) ? `"${safe.replaceAll('"', '\\"')}"` : safe;
}

export function asciidocPath(path: string): string {
  return path.replace(/[[\]{}#%?]|\+(?=\+)|\$(?=\$)/g, encodeByByte);
}

/** In reStructuredText white space in an address is dropped unless a backslash keeps it. */
export function restructuredtextPath(path: string): string {
  return path.replace(/[\\ ]/g, "\\$&");
}

export function orgPath(path: string): string {
  return path.replace(/[[\]\\]/g, "\\$&");
}

/** Org reads a word that begins with a colon as the next attribute. */
export function orgText(text: string): string {
  return text.replace(/(?<!\S):(?=\S)/g, ": ");
}

export function textileText(text: string): string {
  return text.replace(/[()!]/g, " ").replace(/\s+/g, " ").trim();
}
