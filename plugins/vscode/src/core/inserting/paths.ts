// Paths with "/" between their parts, as addresses of the editor have them.

/** Resolve "." and ".." without going above the root. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Give the folder that a path lies in. */
export function parentOf(path: string): string {
  return normalise(`${path}/..`);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Say whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const inner = driveInSmall(normalise(path));
  const outer = driveInSmall(normalise(folder));
  return outer === "/" || inner === outer || inner.startsWith(`${outer}/`);
}

/** Give the way from a folder to a file; null where they lie on different drives. */
export function relativePath(folder: string, file: string): string | null {
  const from = driveInSmall(normalise(folder)).split("/").filter(Boolean);
  const to = driveInSmall(normalise(file)).split("/").filter(Boolean);
  const isDrive = (part: string | undefined): boolean => /^[a-z]:$/.test(part ?? "");
  if ((isDrive(from[0]) || isDrive(to[0])) && from[0] !== to[0]) return null;
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  const written = normalise(file).split("/").filter(Boolean);
  return [...from.slice(same).map(() => ".."), ...written.slice(same)].join("/");
}

/** Windows writes the letter of a drive in either case. */
function driveInSmall(path: string): string {
  return path.replace(/^\/([A-Za-z]):/, (_all, letter: string) => `/${letter.toLowerCase()}:`);
}

/** Name a folder whose files a site serves from its root, where the framework of that language has such a one. */
export function servedFolder(languageId: string, path: string, root: string): string | null {
  const names = served(languageId);
  if (!isWithin(path, root)) return null;
  const inner = normalise(path).slice(normalise(root).length).split("/").filter(Boolean);
  const at = inner.slice(0, -1).findIndex((part) => names.includes(part));
  return at < 0 ? null : normalise([root, ...inner.slice(0, at + 1)].join("/"));
}

/** Name the folder beside a package's file that copies for documents of a language go into, where there is such a one. */
export function servedByDefault(languageId: string): string | null {
  // What stands beside a text in MDX is bundled with it.
  return languageId === "mdx" ? null : (served(languageId)[0] ?? null);
}

/** Say whether the rules of a `.gitignore` leave a folder beside it out: then a program makes it, and empties it again. */
export function isIgnored(name: string, rules: string): boolean {
  const lines = rules.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/\*{0,2}$/g, ""));
  return lines.includes(name);
}

/** Say whether the end of `before` is where code names a file for the bundler, which must be a real path. */
export function isImport(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /\b(?:from|import|require|new\s+URL)\s*\(?\s*(["'`])(?:(?!\1).)*$/.test(line);
}

function served(languageId: string): readonly string[] {
  return Object.hasOwn(SERVED, languageId) ? (SERVED[languageId] ?? []) : [];
}

const SERVED: Readonly<Record<string, readonly string[]>> = {
  javascriptreact: ["public"],
  typescriptreact: ["public"],
  vue: ["public"],
  astro: ["public"],
  html: ["public"],
  svelte: ["static"],
  mdx: ["public", "static"],
};
