import { fitsInTime } from "./in_time";

// Globs over paths with "/", as settings of the editor write them: * ? ** {a,b} [a-z] [!a].

/** Say whether a path matches a glob. A glob from the root on is for paths within `roots`; any other matches at any depth. */
export function matchesGlob(path: string, glob: string, roots: readonly string[]): boolean {
  const trimmed = glob.trim();
  if (trimmed.startsWith("/")) {
    return roots.some(
      (root) => path.startsWith(`${root}/`) && fits(path.slice(root.length + 1), trimmed.slice(1)),
    );
  }
  return fits(path.replace(/^\/+/, ""), trimmed.startsWith("**") ? trimmed : `**/${trimmed}`);
}

function fits(path: string, glob: string): boolean {
  try {
    return fitsInTime(path, `^${translate(glob)}$`, "su");
  } catch {
    // A class such as [z-a] is none, and many stars take for ever: such a glob is for nothing.
    return false;
  }
}

function translate(glob: string): string {
  const tokens = glob.match(/\*\*\/|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\[\s\S]|[{},]|[^*?[\\{},]+|[\s\S]/g) ?? [];
  let depth = 0;
  return tokens
    .map((token) => {
      if (token === "{") depth += 1;
      if (token === "}" && depth === 0) return "\\}";
      if (token === "}") depth -= 1;
      return translateToken(token, depth);
    })
    .join("")
    .concat(")".repeat(depth));
}

function translateToken(token: string, depth: number): string {
  if (token === "**/") return "(?:.*/)?";
  if (/^\*\*+$/.test(token)) return ".*";
  if (token === "*") return "[^/]*";
  if (token === "?") return "[^/]";
  if (token === "{") return "(?:";
  if (token === "}") return ")";
  if (token === "," && depth > 0) return "|";
  if (/^\[[\s\S]+\]$/.test(token)) return token.replace(/^\[[!^]/, "[^").replace(/\\/g, "\\\\");
  return token.replace(/^\\(?=[\s\S])/, "").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
