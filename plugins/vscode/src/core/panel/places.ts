import type { Folder, Subfolder } from "../hub/hub";
import type { FolderView } from "../messages";
import { plain } from "./foreign";

// In a list to choose from; where there are more, the deepest are left out.
const MOST = 300;

/** List all folders, each with those below it behind it. `below` has the id of the one that was added. */
export function places(
  folders: readonly Folder[],
  below: ReadonlyMap<string, readonly Subfolder[]>,
): readonly FolderView[] {
  const listed: FolderView[] = [];
  for (const { id, name, path, online } of folders) {
    listed.push({ id, name: plain(name || path || id), depth: 0, online });
    for (const each of below.get(id) ?? []) {
      const way = (each.name || each.id).split("/");
      listed.push({ id: each.id, name: plain(way.at(-1) ?? each.id), depth: way.length, online });
    }
  }
  return withoutTheDeepest(listed);
}

function withoutTheDeepest(all: readonly FolderView[]): readonly FolderView[] {
  let listed = all;
  let deepest = listed.reduce((most, folder) => Math.max(most, folder.depth), 0);
  while (listed.length > MOST && deepest > 0) {
    const limit = deepest;
    listed = listed.filter((folder) => folder.depth < limit);
    deepest -= 1;
  }
  return listed;
}
