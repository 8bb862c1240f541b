"""How many results stand beside each other, how large, and which of them on which page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

UNIT = 20.0
"""Pixels of a button's height, where the interface is not scaled."""
PADDING = 1.1
"""Units that a panel and the boxes in it take from the width of its region."""
TABS = 1.1
"""Units of the tabs beside a sidebar."""
LEAST, MOST = 3.0, 12.0
"""Units: the sides of a thumbnail."""

T = TypeVar("T")


@dataclass(frozen=True)
class Grid:
    """A grid of thumbnails."""

    columns: int
    side: float
    """Of the square that a thumbnail lies in, in units: the scale that `template_icon` takes."""

    def pixels(self, scale: float) -> int:
        """Tell how large that is on the screen."""
        return round(self.side * UNIT * scale)


def units(width: float, scale: float) -> float:
    """Tell how many units a region gives to what is in a panel; `scale` is that of the interface."""
    return max(LEAST, width / (UNIT * max(scale, 0.1)) - PADDING - TABS)


def grid(room: float, wanted: float) -> Grid:
    """Lay thumbnails of about the wanted side into so many units: as many columns as there is room for."""
    columns = max(1, round(room / max(wanted, LEAST)))
    while columns > 1 and room / columns < LEAST:
        columns -= 1
    return Grid(columns, min(MOST, max(LEAST, room / columns - _EDGES)))


_EDGES = 0.6
"""Units that the box around a thumbnail takes."""


def rows_of(items: Sequence[T], columns: int) -> list[Sequence[T]]:
    """Put items into rows."""
    return [items[start : start + columns] for start in range(0, len(items), columns)]


@dataclass(frozen=True)
class Pages:
    """Results on pages of one size."""

    total: int
    size: int

    @property
    def count(self) -> int:
        """How many there are; one where there are no results."""
        return max(1, -(-self.total // max(1, self.size)))

    def nearest(self, page: int) -> int:
        """Give that page (the first is 0), or the last one where it is behind that."""
        return min(max(0, page), self.count - 1)

    def of(self, items: Sequence[T], page: int) -> Sequence[T]:
        """Give what is on a page."""
        start = self.nearest(page) * self.size
        return items[start : start + self.size]

    def page_of(self, index: int) -> int:
        """Tell on which page an item is."""
        return self.nearest(index // max(1, self.size))


@dataclass(frozen=True)
class ShownPage:
    """Which page is shown, and of which results: others begin with their first page."""

    page: int = 0
    results: object = None

    def in_(self, results: object) -> int:
        """Tell which page of these results is shown."""
        return self.page if self.results == results else 0
