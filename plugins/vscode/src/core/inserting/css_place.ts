/** Where in a style sheet something is put: in a rule, in a value, in the address of a `url(…)`, or outside rules. */
export type CssPlace = "declaration" | "value" | "address" | "outside";

interface Scan {
  /** The braces that are open; `#` for those of an interpolation. */
  readonly braces: string[];
  brackets: number;
  quote: string;
  statement: string;
}

/** Tell where the end of `before` lies, in the syntax with braces and semicolons. */
export function cssPlace(before: string, lineComments: boolean): CssPlace {
  const scan: Scan = { braces: [], brackets: 0, quote: "", statement: "" };
  const text = withoutComments(before, lineComments);
  for (let at = 0; at < text.length; at += 1) {
    if (scan.quote !== "" && text[at] === "\\") at += 1;
    else read(scan, text.charAt(at), text.charAt(at - 1));
  }
  if (scan.quote !== "" || /url\(\s*[^)\s]*$/i.test(scan.statement)) return "address";
  if (scan.statement.trim() === "") return scan.braces.length > 0 ? "declaration" : "outside";
  return "value";
}

function read(scan: Scan, char: string, last: string): void {
  if (scan.quote !== "") {
    if (char === scan.quote || char === "\n") scan.quote = "";
    return;
  }
  if (char === '"' || char === "'") scan.quote = char;
  else if (char === "{") {
    scan.braces.push(last === "#" || last === "@" ? "#" : "{");
    if (scan.braces.at(-1) === "{") begin(scan);
  } else if (char === "}") {
    if (scan.braces.pop() !== "#") begin(scan);
  } else if (char === "(") scan.brackets += 1;
  else if (char === ")") scan.brackets = Math.max(0, scan.brackets - 1);
  if (char === ";" && scan.brackets === 0) begin(scan);
  else if (char !== "{" && char !== "}") scan.statement += char;
}

function begin(scan: Scan): void {
  scan.statement = "";
  scan.brackets = 0;
}

function withoutComments(text: string, lineComments: boolean): string {
  // Strings and addresses come first in the pattern: what looks like a comment in them is none.
  const pattern =
    /("(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|url\([^)"'\n]*\)?)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/gi;
  return text.replace(pattern, (all: string, kept: string | undefined) => {
    if (kept !== undefined) return kept;
    return all.startsWith("//") && !lineComments ? all : " ";
  });
}

/** Tell the same in a syntax of lines and indentation: Sass and Stylus. */
export function indentedCssPlace(line: string): CssPlace {
  if (/url\(\s*["']?[^)"']*$/i.test(line) || hasOpenQuote(line)) return "address";
  if (line.trim() === "") return line === "" ? "outside" : "declaration";
  return "value";
}

function hasOpenQuote(line: string): boolean {
  return /^(?:[^"']|"[^"]*"|'[^']*')*["'][^"']*$/.test(line);
}
