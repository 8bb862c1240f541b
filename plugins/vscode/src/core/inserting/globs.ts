// Globs over paths with "/", as settings of the editor write them: * ? ** {a,b} [a-z] [!a].

/** Say whether a path matches a glob. A glob from the root on is for paths within `roots`; any other matches at any depth. */
export function matchesGlob(path: string, glob: string, roots: readonly string[]): boolean {
  const trimmed = glob.trim();
  if (trimmed.startsWith("/")) {
    return roots.some(
      (root) => path.startsWith(`${root}/`) && pattern(trimmed.slice(1)).test(path.slice(root.length + 1)),
    );
  }
  return pattern(trimmed.startsWith("**") ? trimmed : `**/${trimmed}`).test(path.replace(/^\/+/, ""));
}

function pattern(glob: string): RegExp {
  try {
    return new RegExp(`^${translate(glob)}$`, "su");
  } catch {
    // A class such as [z-a] is none: such a glob is for nothing.
    return /^\b$/;
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
