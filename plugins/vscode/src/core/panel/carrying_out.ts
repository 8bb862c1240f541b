import type { FromView } from "../messages";
import type { Panel } from "./panel";

type Acts = {
  readonly [Type in FromView["type"]]: (panel: Panel, message: Extract<FromView, { type: Type }>) => void;
};

const ACTS: Acts = {
  ready: (panel) => panel.wake(),
  search: (panel, { words, avoid }) => panel.search(words, avoid),
  picture: (panel, picture) => panel.addPicture(picture),
  "clear-picture": (panel) => panel.clearPicture(),
  "more-like": (panel, { id }) => panel.moreLike(id),
  similarity: (panel, { percent }) => panel.setSimilarity(percent),
  folder: (panel, { id }) => panel.setFolder(id),
  more: (panel) => panel.more(),
  choose: (panel, { ids }) => panel.choose(ids),
  insert: (panel, { ids, way }) => panel.insert(ids, way),
  "copy-to-workspace": (panel, { ids }) => panel.copyToWorkspace(ids),
  open: (panel, { id }) => panel.open(id),
  reveal: (panel, { id }) => panel.reveal(id),
  want: (panel, { thumbnails }) => panel.want(thumbnails),
  history: (panel, { index }) => panel.searchHistory(index),
  "clear-history": (panel) => panel.clearHistory(),
  "list-saved": (panel) => panel.refine((refining) => refining.listSaved()),
  saved: (panel, { id }) => panel.refine((refining) => refining.searchSaved(id)),
  lock: (panel, { ids }) => panel.refine((refining) => refining.lock(ids)),
  unlock: (panel) => panel.refine((refining) => refining.unlock()),
  weight: (panel, { weight }) => panel.refine((refining) => refining.setWeight(weight)),
  shape: (panel, { shape }) => panel.refine((refining) => refining.setShape(shape)),
  sort: (panel, { sort }) => panel.refine((refining) => refining.setSort(sort)),
  back: (panel) => panel.back(),
  stop: (panel) => panel.stop(),
  remedy: (panel) => panel.remedy(),
  dismiss: (panel) => panel.dismiss(),
};

/** Do what the view asks for. */
export function carryOut(panel: Panel, message: FromView): void {
  const act = ACTS[message.type] as (panel: Panel, message: FromView) => void;
  act(panel, message);
}
