// What mouse and keyboard do in the grid.

import type { HitView } from "../core/messages";
import { DRAG_TYPE } from "../core/messages";
import { draggedWith, packed } from "./dragging";
import { isComposing } from "./elements";
import { MOVES, move } from "./geometry";
import type { Grid } from "./grid";
import { all, meant, only, span, toggle, walk } from "./selection";

export type GridWay = "usual" | "copy" | "link" | "options";

export interface GridActions {
  insert(way: GridWay): void;
  moreLike(hit: HitView): void;
  /** The keyboard goes back to the field of words. */
  leave(): void;
  /** Show the large preview of the picture with the keyboard, or hide it. */
  peek(): void;
  /** Draw boxes on pictures, or draw none. */
  toggleBoxes(): void;
  pointed(hit: HitView, cell: HTMLElement): void;
  unpointed(): void;
}

/** Let the person move about, choose and use pictures. */
export function listen(grid: Grid, actions: GridActions): void {
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    act: (event: HTMLElementEventMap[K], hit: HitView, cell: HTMLElement) => void,
  ) =>
    grid.element.addEventListener(type, (event) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(".cell") : null;
      const hit = grid.hit(cell?.getAttribute("data-id") ?? null);
      if (cell && hit) act(event, hit, cell);
    });
  on("click", (event, { id }) => {
    const { selection, order } = grid;
    if (event.shiftKey) grid.select(span(selection, order, id), true);
    else if (event.ctrlKey || event.metaKey) grid.select(toggle(selection, id), true);
    else grid.select(only(id), true);
  });
  on("dblclick", (event) => {
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) actions.insert("usual");
  });
  on("contextmenu", (_event, { id }, cell) => {
    if (!grid.selection.chosen.has(id)) grid.select(only(id), true);
    // The editor reads this when the event has come to the window, and shows its own menu for it.
    const context = {
      webviewSection: "picture",
      ids: meant(grid.selection, grid.order),
      preventDefaultContextMenuItems: true,
    };
    cell.setAttribute("data-vscode-context", JSON.stringify(context));
  });
  on("dragstart", (event, { id }, cell) => {
    const data = event.dataTransfer;
    if (!data) return;
    actions.unpointed();
    data.effectAllowed = "copy";
    data.setData(DRAG_TYPE, packed(draggedWith(id, meant(grid.selection, grid.order))));
    const frame = cell.querySelector(".frame");
    if (frame) data.setDragImage(frame, 12, 12);
  });
  on("focusin", (_event, { id }) => {
    const { selection } = grid;
    if (selection.chosen.size === 0) grid.select(only(id));
    else if (selection.active !== id) grid.select(walk(selection, id));
  });
  // Pictures that move come to lie under a pointer that nobody has moved: that opens nothing.
  const isMoved = movements();
  on("pointermove", (event, hit, cell) => {
    if (isMoved(event) && event.pointerType !== "touch") actions.pointed(hit, cell);
  });
  grid.element.addEventListener("pointerleave", () => actions.unpointed());
  on("keydown", (event, hit) => {
    if (isComposing(event) || !pressed(grid, actions, event, hit)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Tell of each event whether the pointer is elsewhere on the screen than at the one before. */
function movements(): (event: PointerEvent) => boolean {
  let before = "";
  return ({ screenX, screenY }) => {
    const now = `${screenX} ${screenY}`;
    const isMoved = now !== before;
    before = now;
    return isMoved;
  };
}

function pressed(grid: Grid, actions: GridActions, event: KeyboardEvent, hit: HitView): boolean {
  const { key, shiftKey, altKey } = event;
  const withCtrl = event.ctrlKey || event.metaKey;
  const { selection, order } = grid;
  if (MOVES.has(key) && !altKey) {
    const place = order.places.get(hit.id) ?? 0;
    const to = order.ids[move(grid.layout, place, key, grid.scroller.clientHeight)];
    if (to === undefined) return false;
    if (to === hit.id && key === "ArrowUp") actions.leave();
    else if (shiftKey) grid.select(span(selection, order, to), true);
    else grid.select(withCtrl ? walk(selection, to) : only(to), true);
    return true;
  }
  if (key === "Enter") {
    actions.insert(shiftKey ? "options" : withCtrl ? "copy" : altKey ? "link" : "usual");
  } else if (altKey) return false;
  else if (key === " " && withCtrl) grid.select(toggle(selection, hit.id), true);
  else if (key === " ") actions.peek();
  else if (key === "a" && withCtrl) grid.select(all(selection, order), true);
  else if (key === "Escape" && selection.chosen.size > 1) grid.select(only(hit.id), true);
  else if (key === "Escape") actions.leave();
  else if (key === "m" && !withCtrl) actions.moreLike(hit);
  else if (key === "b" && !withCtrl) actions.toggleBoxes();
  else return false;
  return true;
}
