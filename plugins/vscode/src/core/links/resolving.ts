import type { ImageLink } from "./link";

/** Where a document lies: paths as in URIs, with slashes; `root` is its workspace folder, if it has one. */
export interface Place {
  readonly document: string;
  readonly root: string | null;
}

/** Folders that builders of sites serve as their root. */
const SERVED = ["public", "static", "assets", "src", "docs", "www"] as const;

/** How far up to look. Deeper trees are no one's. */
const MOST_STEPS = 24;

/** Give the paths that a link may mean, the likeliest first, each once. */
export function candidates(link: ImageLink, place: Place): readonly string[] {
  const paths = link.spellings.flatMap((spelling) => bases(spelling, link, place));
  const named = link.endings.length === 0 ? paths : paths.flatMap((path) => withEndings(path, link.endings));
  return [...new Set(named.map(normalised).filter((path) => path !== null))];
}

/** Give the folder of a path. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

function withEndings(path: string, endings: readonly string[]): readonly string[] {
  return [path, ...endings.map((ending) => `${path}.${ending}`)];
}

function bases(spelling: string, link: ImageLink, place: Place): readonly string[] {
  const file = /^file:\/\/(?:localhost)?(\/.*)$/is.exec(spelling)?.[1];
  if (file !== undefined) return [drive(file)];
  // Another computer's.
  if (/^file:/i.test(spelling)) return [];
  if (/^[a-z]:[\\/]/i.test(spelling)) return [drive(`/${spelling.replaceAll("\\", "/")}`)];
  const here = folderOf(place.document);
  const above = upwards(here, place.root);
  if (spelling.startsWith("/")) return rooted(spelling, above, place.root);
  const alias = /^(?:@site|~@|@|~|\$lib)\/(.*)$/s.exec(spelling);
  if (alias?.[1] !== undefined) {
    const rest = alias[1];
    const inside = spelling.startsWith("$lib") ? `src/lib/${rest}` : null;
    return above.flatMap((folder) =>
      inside !== null ? [joined(folder, inside)] : [joined(folder, `src/${rest}`), joined(folder, rest)],
    );
  }
  const from = link.fromAbove ? above : [here];
  return from.flatMap((folder) => [
    ...link.folders.map((inner) =>
      isWhole(inner) ? `${inner}/${spelling}` : joined(folder, `${inner}/${spelling}`),
    ),
    joined(folder, spelling),
  ]);
}

function rooted(spelling: string, above: readonly string[], root: string | null): readonly string[] {
  return [
    ...(root === null ? [] : [joined(root, spelling)]),
    ...above.flatMap((folder) => SERVED.map((served) => joined(folder, `${served}${spelling}`))),
    ...above.map((folder) => joined(folder, spelling)),
    spelling,
  ];
}

/** Give a folder and those above it, up to the root; without a root only the folder. */
function upwards(folder: string, root: string | null): readonly string[] {
  if (root === null || !(folder === root || folder.startsWith(root === "/" ? "/" : `${root}/`)))
    return [folder];
  const folders = [folder];
  for (let at = folder; at !== root && folders.length < MOST_STEPS; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

function joined(folder: string, path: string): string {
  return `${folder === "/" ? "" : folder}/${path}`;
}

/** A drive's letter stands small in URIs. */
function drive(path: string): string {
  return path.replace(/^\/([A-Z]):/, (_whole, letter: string) => `/${letter.toLowerCase()}:`);
}

function isWhole(folder: string): boolean {
  return folder.startsWith("/");
}

/**
 * Take `.`, `..` and doubled slashes out; null for what leads above everything, and for what Windows would ask another
 * computer for: to look at that is to show it who is there.
 */
function normalised(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts[0] === undefined || parts[0].startsWith("\\") ? null : `/${parts.join("/")}`;
}
