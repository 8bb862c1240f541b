"""A picture to search with, as a program gives it."""

from __future__ import annotations

from dataclasses import dataclass

LONG_SIDE = 1024
"""Pixels on the long side of a picture to search with: less would lose letters and the check of details."""


@dataclass(frozen=True)
class Pixels:
    """A picture to search with: rows from the top, four bytes a pixel (sRGB and alpha, not multiplied in)."""

    width: int
    height: int
    rgba: bytes
    source: str
    """What of the program it is: one of the sources that its host takes pixels from."""
    title: str
    """What the person calls it: the name of the image or the layer."""


def shrunk_to(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Make a size smaller until its long side has so many pixels; a smaller one stays as it is."""
    longest = max(size)
    if longest <= long_side:
        return size
    width, height = (max(1, (2 * side * long_side + longest) // (2 * longest)) for side in size)
    return width, height
