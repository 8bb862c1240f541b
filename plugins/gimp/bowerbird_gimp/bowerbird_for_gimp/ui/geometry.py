"""Where each picture lies: rows filled to the full width, in the order of the results. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

NARROWEST, WIDEST = 0.75, 2.4
"""A picture beyond these shows whole inside its place, with room around it."""
RENDITIONS = (160, 320, 640)
"""Pixels on the long side of the thumbnails that the hub makes."""
_STRETCH = 1.35


@dataclass(frozen=True)
class Spot:
    """The place of one picture, without its caption."""

    left: int
    top: int
    width: int
    height: int
    row: int


@dataclass(frozen=True)
class Laid:
    """All places, and the rows: each begins at a picture, and has a top and a bottom."""

    spots: tuple[Spot, ...] = ()
    starts: tuple[int, ...] = ()
    tops: tuple[int, ...] = ()
    bottoms: tuple[int, ...] = ()

    @property
    def height(self) -> int:
        """How far down it goes."""
        return self.bottoms[-1] if self.bottoms else 0

    def between(self, top: int, bottom: int) -> range:
        """Give the pictures that lie between two heights."""
        first, last = bisect_left(self.bottoms, top), bisect_right(self.tops, bottom)
        if first >= last:
            return range(0)
        end = self.starts[last] if last < len(self.starts) else len(self.spots)
        return range(self.starts[first], end)

    def moved(self, index: int, *, rows: int) -> int:
        """Give the picture that lies so many rows below, the nearest to straight down; the last row ends it."""
        spot = self.spots[index]
        row = min(max(spot.row + rows, 0), len(self.starts) - 1)
        if row == spot.row:
            return index
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.spots)
        middle = spot.left + spot.width / 2

        def off(each: int) -> float:
            other = self.spots[each]
            return abs(other.left + other.width / 2 - middle)

        return min(range(self.starts[row], end), key=off)


def lay_out(
    sizes: Sequence[tuple[int | None, int | None]],
    *,
    width: int,
    target: int,
    gap: int,
    caption: int,
    below: int,
    least: int,
) -> Laid:
    """Lay pictures of these widths and heights out in rows of about `target` pixels, each with a caption, `below` pixels apart.

    No place is narrower than about `least` pixels.
    """
    spots: list[Spot] = []
    starts, tops, bottoms = [], [], []
    top = 0
    width = max(width, 1)
    rows = _rows([_ratio(wide, high, least / target) for wide, high in sizes], width, target, gap)
    for number, ratios in enumerate(rows):
        free = max(width - gap * (len(ratios) - 1), 1)
        # The last row keeps the height of the others instead of blowing up one picture to the full width.
        most = target if number == len(rows) - 1 else target * _STRETCH
        height = max(int(min(free / sum(ratios), most)), 1)
        starts.append(len(spots))
        tops.append(top)
        left = 0.0
        for ratio in ratios:
            right = left + ratio * height
            spots.append(Spot(round(left), top, max(round(right) - round(left), 1), height, number))
            left = right + gap
        bottoms.append(top + height + caption)
        top = bottoms[-1] + below
    return Laid(tuple(spots), tuple(starts), tuple(tops), tuple(bottoms))


def _ratio(wide: int | None, high: int | None, least: float) -> float:
    ratio = wide / high if wide and high else 1.0
    return min(max(ratio, NARROWEST, least), WIDEST)


def _rows(ratios: Sequence[float], width: int, target: int, gap: int) -> list[list[float]]:
    """Break into rows whose heights come nearest to the target: the last picture of a row is in it where that helps."""
    rows: list[list[float]] = []
    row: list[float] = []
    for ratio in ratios:
        if row:
            without = max(width - gap * (len(row) - 1), 1) / sum(row)
            with_it = max(width - gap * len(row), 1) / (sum(row) + ratio)
            if with_it < target and without / target < target / with_it:
                rows.append(row)
                row = []
        row.append(ratio)
    return [*rows, row] if row else rows


def fit(width: int, height: int, room_width: int, room_height: int) -> tuple[int, int]:
    """Give the size in which a picture fits into a room, as large as it goes."""
    scale = min(room_width / max(width, 1), room_height / max(height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def rendition(side: float) -> int:
    """Choose the smallest thumbnail that is sharp on so many pixels."""
    return next((size for size in RENDITIONS if size >= side * 0.9), RENDITIONS[-1])
