// Where the large preview goes: beside the picture it belongs to, on the side where it comes out the largest.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 6;
/** What the largest thumbnail measures. */
const WIDEST = 640;
/** Narrower than this no name can be read. */
const NARROWEST = 160;

interface Size {
  readonly width: number;
  readonly height: number;
  /** The area that the picture gets. */
  readonly picture: number;
}

/**
 * Give the place for a card beside `beside` inside `room`, never over it where there is place for it elsewhere.
 *
 * `ratio` is that of the picture, and `words` the height of the text below it.
 */
export function placeCard(beside: Box, room: Box, ratio: number, words: number): Box {
  const right = beside.left + beside.width;
  const bottom = beside.top + beside.height;
  const [end, floor] = [room.left + room.width, room.top + room.height];
  const across = room.width - 2 * MARGIN;
  const along = room.height - 2 * MARGIN;
  const sides = [
    { side: "below", width: across, height: floor - Math.max(bottom, room.top) - 2 * MARGIN },
    { side: "above", width: across, height: Math.min(beside.top, floor) - room.top - 2 * MARGIN },
    { side: "right", width: end - right - 2 * MARGIN, height: along },
    { side: "left", width: beside.left - room.left - 2 * MARGIN, height: along },
  ] as const;
  const cards = sides
    .filter(({ width, height }) => width > 0 && height > 0)
    .map(({ side, width, height }) => ({ side, ...sized(width, height, ratio, words) }));
  const best = cards.reduce<(typeof cards)[number] | null>(
    (a, b) => (a === null || b.picture > a.picture * 1.1 ? b : a),
    null,
  );
  if (best === null)
    return { left: room.left + MARGIN, top: room.top + MARGIN, width: across, height: along };
  const { side, width, height } = best;
  const middle = (from: number, size: number, own: number, least: number, most: number) =>
    Math.max(least + MARGIN, Math.min(from + size / 2 - own / 2, most - MARGIN - own));
  if (side === "below" || side === "above") {
    const left = middle(beside.left, beside.width, width, room.left, end);
    const top =
      side === "below" ? Math.max(bottom, room.top) + MARGIN : Math.min(beside.top, floor) - MARGIN - height;
    return { left, top, width, height };
  }
  const top = middle(beside.top, beside.height, height, room.top, floor);
  return { left: side === "right" ? right + MARGIN : beside.left - MARGIN - width, top, width, height };
}

/** Give the size that a card has at most in so much place: as wide as its picture comes out. */
function sized(width: number, height: number, ratio: number, words: number): Size {
  const wide = Math.min(width, WIDEST);
  const tall = Math.max(0, Math.min(wide / ratio, height - words));
  const own = Math.min(wide, tall * ratio);
  return {
    width: Math.min(wide, Math.max(own, NARROWEST)),
    height: Math.min(height, tall + words),
    picture: tall * own,
  };
}
