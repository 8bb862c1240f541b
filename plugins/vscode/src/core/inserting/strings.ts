// Strings of programming languages, in many of which a sign begins code: a picture's name must never be run.

interface Rule {
  readonly languages: readonly string[];
  /** The quotes between which it holds. */
  readonly quotes: string;
  readonly signs: RegExp;
  readonly written: string;
}

const SHELLS = ["shellscript", "dotenv"];
const RULES: readonly Rule[] = [
  {
    languages: ["javascript", "typescript", "javascriptreact", "typescriptreact", "coffeescript"],
    quotes: "`",
    signs: /\$(?=\{)/g,
    written: "\\$&",
  },
  {
    languages: ["ruby", "elixir", "crystal", "coffeescript", "haml", "slim"],
    quotes: '"`',
    signs: /#(?=[{$@])/g,
    written: "\\$&",
  },
  {
    languages: ["kotlin", "groovy", "julia", "php-code", "nix", "fish"],
    quotes: '"`',
    signs: /\$/g,
    written: "\\$&",
  },
  { languages: ["dart", "haxe"], quotes: "\"'", signs: /\$/g, written: "\\$&" },
  { languages: ["perl", "perl6", "raku"], quotes: '"`', signs: /[$@{]/g, written: "\\$&" },
  { languages: ["tcl"], quotes: '"', signs: /[$[]/g, written: "\\$&" },
  { languages: ["terraform", "hcl"], quotes: '"', signs: /[$%](?=\{)/g, written: "$&$&" },
  { languages: ["dockercompose"], quotes: "\"'", signs: /\$/g, written: "$$$$" },
  { languages: ["bat"], quotes: '"', signs: /%/g, written: "%%" },
];

/** Write text for between the quotes of a language, so that it neither ends the string nor is run. */
export function inString(text: string, quote: string, languageId: string): string {
  if (languageId === "powershell") return inPowerShell(text, quote);
  if (SHELLS.includes(languageId) && quote === "'") return text.replaceAll("'", "'\\''");
  // Within backticks one more backslash is taken away before the string is read.
  const plain = SHELLS.includes(languageId) ? text.replace(/[\\"$`]/g, "\\$&") : inQuotes(text, quote);
  return RULES.filter(
    ({ languages, quotes }) => languages.includes(languageId) && quotes.includes(quote),
  ).reduce((written, rule) => written.replace(rule.signs, rule.written), plain);
}

/** Write what stands between quotes in nearly every programming language. */
export function inQuotes(text: string, quote: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
}

/** Write a word of a shell, or what a shell may read: as it is, or in the quotes between which nothing is run. */
export function word(text: string, languageId: string): string {
  if (/^[\w./-]+$/.test(text)) return text;
  const quote = [...SHELLS, "powershell", "fish"].includes(languageId) ? "'" : '"';
  return quote + inString(text, quote, languageId) + quote;
}

/** Write what stands in no quotes at all. */
export function bare(text: string, languageId: string): string {
  return languageId === "makefile" ? text.replaceAll("$", "$$$$").replaceAll("#", "\\#") : text;
}

/** PowerShell takes typographic quotes for its own. */
function inPowerShell(text: string, quote: string): string {
  return quote === "'"
    ? text.replace(/['\u2018-\u201b]/g, "$&$&")
    : text.replace(/[`$"\u201c-\u201e]/g, "`$&");
}
