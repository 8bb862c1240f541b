"""Where something is in a picture of the screen, by its colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image


@dataclass(frozen=True)
class Box:
    """A part of the screen."""

    left: int
    top: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        """Its middle."""
        return self.left + self.width // 2, self.top + self.height // 2

    @property
    def as_tuple(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        return self.left, self.top, self.width, self.height

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Give a place in it; `x` and `y` go from 0 to 1, from the top left."""
        return self.left + round(x * (self.width - 1)), self.top + round(y * (self.height - 1))


@dataclass(frozen=True)
class Spot:
    """A part of a picture that has one colour."""

    box: Box
    pixels: int

    @property
    def centre(self) -> tuple[int, int]:
        """The middle of what is around it."""
        return self.box.centre

    def moved(self, right: int, down: int) -> Spot:
        """Give it as it is in a larger picture."""
        box = Box(self.box.left + right, self.box.top + down, self.box.width, self.box.height)
        return Spot(box, self.pixels)


def spots_of(
    picture: Image.Image, colour: tuple[int, int, int], *, most: int = 24, least: int = 30
) -> list[Spot]:
    """Find the connected parts whose colour is near to one, each channel within `most`: the largest first.

    Parts of fewer than `least` pixels are passed over.
    """
    pixels = np.asarray(picture.convert("RGB"), np.int16)
    apart = np.abs(pixels - np.asarray(colour, np.int16)).max(axis=2)
    found = [_spot(rows) for rows in _connected(_runs(np.asarray(apart <= most)))]
    return sorted((spot for spot in found if spot.pixels >= least), key=lambda spot: -spot.pixels)


_Run = tuple[int, int, int]
"""A row, and where a run of pixels in it begins and ends."""


def _runs(there: npt.NDArray[np.bool_]) -> list[_Run]:
    edges = np.diff(np.pad(there, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    begins, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    return [(int(row), int(begin), int(end)) for (row, begin), (_row, end) in zip(begins, ends, strict=True)]


def _connected(runs: list[_Run]) -> list[list[_Run]]:
    parent = list(range(len(runs)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    above: list[int] = []
    current: list[int] = []
    for number, (row, begin, end) in enumerate(runs):
        if current and runs[current[-1]][0] != row:
            above = current if runs[current[-1]][0] == row - 1 else []
            current = []
        current.append(number)
        for other in above:
            if runs[other][1] < end and begin < runs[other][2]:
                parent[root(other)] = root(number)
    groups: dict[int, list[_Run]] = {}
    for number, run in enumerate(runs):
        groups.setdefault(root(number), []).append(run)
    return list(groups.values())


def _spot(runs: list[_Run]) -> Spot:
    top, bottom = min(row for row, _b, _e in runs), max(row for row, _b, _e in runs)
    left, right = min(begin for _r, begin, _e in runs), max(end for _r, _b, end in runs)
    box = Box(left, top, right - left, bottom - top + 1)
    return Spot(box, sum(end - begin for _row, begin, end in runs))
