// Ctrl+C in the grid: pictures for what is written in the editor.

import { DRAG_TYPE } from "../core/messages";
import { packed } from "./dragging";
import type { Grid } from "./grid";

/** Have the pictures that are meant copied where the grid has the keyboard; `copied` is called with how many. */
export function listenForCopies(grid: Grid, copied: (count: number) => void, signal: AbortSignal): void {
  const isForPictures = (): boolean => {
    const isInGrid = grid.element.contains(document.activeElement);
    // Text that the person has marked is what they want copied.
    return isInGrid && (getSelection()?.isCollapsed ?? true) && grid.meant.length > 0;
  };
  document.addEventListener(
    "copy",
    (event) => {
      if (!event.clipboardData || !isForPictures()) return;
      const hits = grid.meant;
      event.clipboardData.setData(DRAG_TYPE, packed(hits.map(({ id }) => id)));
      // No text beside it: where there is any, the editor pastes that in place of the pictures.
      event.preventDefault();
      copied(hits.length);
    },
    { signal },
  );
}
