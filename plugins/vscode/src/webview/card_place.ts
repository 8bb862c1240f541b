// Where the large preview goes: beside the picture it belongs to, on the side that has the most room.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 6;

/**
 * Give the place for a card beside `beside` in a view of `width` by `height`, never over it.
 *
 * `ratio` is that of the picture and `words` the height of the text below it.
 */
export function placeCard(
  beside: Box,
  view: { readonly width: number; readonly height: number },
  ratio: number,
  words: number,
): Box {
  const wide = view.width - 2 * MARGIN;
  const tall = view.height - 2 * MARGIN;
  const right = beside.left + beside.width;
  const bottom = beside.top + beside.height;
  const sides = [
    { left: MARGIN, top: bottom + MARGIN, width: wide, height: view.height - bottom - 2 * MARGIN },
    { left: MARGIN, top: MARGIN, width: wide, height: beside.top - 2 * MARGIN },
    { left: right + MARGIN, top: MARGIN, width: view.width - right - 2 * MARGIN, height: tall },
    { left: MARGIN, top: MARGIN, width: beside.left - 2 * MARGIN, height: tall },
  ];
  const sized = sides.map((side) => ({ side, width: widthIn(side, ratio, words) }));
  const best = sized.reduce((a, b) => (b.width > a.width * 1.05 ? b : a));
  const width = best.width;
  const height = Math.min(best.side.height, width / ratio + words);
  const above = best.side === sides[1];
  const toLeft = best.side === sides[3];
  const across = best.side === sides[0] || above;
  return {
    left: across
      ? clamp(beside.left + beside.width / 2 - width / 2, MARGIN, view.width - MARGIN - width)
      : toLeft
        ? beside.left - MARGIN - width
        : best.side.left,
    top: above
      ? beside.top - MARGIN - height
      : across
        ? best.side.top
        : clamp(beside.top + beside.height / 2 - height / 2, MARGIN, view.height - MARGIN - height),
    width,
    height,
  };
}

// 640 is what the largest thumbnail measures; narrower than 180 no sentence can be read.
function widthIn(side: Box, ratio: number, words: number): number {
  if (side.width <= 0 || side.height <= 0) return 0;
  const byHeight = Math.max(40, side.height - words) * ratio;
  return Math.min(side.width, 640, Math.max(byHeight, 180));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
