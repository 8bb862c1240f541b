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
/** Narrower than the first of these no sentence can be read. */
const WIDTHS = [200, 260, 320, 400, 500];

interface Room {
  readonly width: number;
  readonly height: number;
}

interface Sized extends Room {
  /** The area that the picture gets. */
  readonly picture: number;
}

/**
 * Give the place for a card beside `beside` in a view of `width` by `height`, never over it where there is room.
 *
 * `ratio` is that of the picture, and `words` gives the height of the text below it at a width.
 */
export function placeCard(beside: Box, view: Room, ratio: number, words: (width: number) => number): Box {
  const right = beside.left + beside.width;
  const bottom = beside.top + beside.height;
  const across = view.width - 2 * MARGIN;
  const along = view.height - 2 * MARGIN;
  const rooms = [
    { side: "below", width: across, height: view.height - bottom - 2 * MARGIN },
    { side: "above", width: across, height: beside.top - 2 * MARGIN },
    { side: "right", width: view.width - right - 2 * MARGIN, height: along },
    { side: "left", width: beside.left - 2 * MARGIN, height: along },
  ] as const;
  const cards = rooms
    .filter(({ width, height }) => width > 0 && height > 0)
    .map((room) => ({ side: room.side, ...sized(room, ratio, words) }));
  const best = cards.reduce<(typeof cards)[number] | null>(
    (a, b) => (a === null || b.picture > a.picture * 1.1 ? b : a),
    null,
  );
  if (best === null) return { left: MARGIN, top: MARGIN, width: across, height: along };
  const { side, width, height } = best;
  const middle = (from: number, size: number, own: number, most: number) =>
    Math.max(MARGIN, Math.min(from + size / 2 - own / 2, most - MARGIN - own));
  if (side === "below" || side === "above") {
    const left = middle(beside.left, beside.width, width, view.width);
    return { left, top: side === "below" ? bottom + MARGIN : beside.top - MARGIN - height, width, height };
  }
  const top = middle(beside.top, beside.height, height, view.height);
  return { left: side === "right" ? right + MARGIN : beside.left - MARGIN - width, top, width, height };
}

/** Give the size that a card has in a room, and the area that its picture gets. */
function sized(room: Room, ratio: number, words: (width: number) => number): Sized {
  const sizes = WIDTHS.filter((width) => width < room.width)
    .concat(Math.min(room.width, WIDEST))
    .map((width) => {
      const text = words(width);
      const tall = Math.max(0, Math.min(width / ratio, room.height - text));
      return {
        width,
        height: Math.min(room.height, tall + text),
        picture: tall * Math.min(width, tall * ratio),
      };
    });
  // The narrowest of those that show the picture about as large as can be.
  const most = Math.max(...sizes.map(({ picture }) => picture));
  return (
    sizes.find(({ picture }) => picture >= most * 0.9) ?? {
      width: room.width,
      height: room.height,
      picture: 0,
    }
  );
}
