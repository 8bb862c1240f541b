"""A part of a picture, from fractions of the picture as it is looked at to pixels of the picture as it is stored. Pure."""

from __future__ import annotations

from typing import Final

from bowerbird_engine.imaging.work import RefusalError

Fractions = tuple[float, float, float, float]
"""Left, top, width and height, each in 0..1."""

LEAST_SIDE: Final = 4
"""Pixels. Less shows nothing that could be compared."""

_FLIPS_ACROSS: Final = frozenset({2, 3, 7, 8})
_FLIPS_DOWN: Final = frozenset({3, 4, 6, 7})
SWAPS_SIDES: Final = frozenset({5, 6, 7, 8})
"""The EXIF orientations at which width and height change places."""


def region_size(region: Fractions, size: tuple[int, int]) -> tuple[int, int]:
    """Tell how many pixels a region of a picture of `size` measures. Raises RefusalError for one that is too thin."""
    left, top, right, bottom = pixel_box(region, size)
    width, height = right - left, bottom - top
    if min(width, height) < LEAST_SIDE:
        raise RefusalError(
            "bad_region",
            "region_too_small",
            f"The region measures {width} x {height} pixels; choose at least {LEAST_SIDE} x {LEAST_SIDE}.",
        )
    return width, height


def pixel_box(region: Fractions, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Give the left, top, right and bottom edge of a region, to the nearest pixel and inside the picture."""
    (x, y, width, height), (across, down) = region, size
    left, top = (max(0, round(start * side)) for start, side in ((x, across), (y, down)))
    right = min(across, round((x + width) * across))
    bottom = min(down, round((y + height) * down))
    return left, top, max(left, right), max(top, bottom)


def before_turning(region: Fractions, orientation: int) -> Fractions:
    """Find a region of the turned picture in the picture as it is stored, by its EXIF orientation."""
    x, y, width, height = region
    if orientation in SWAPS_SIDES:
        x, y, width, height = y, x, height, width
    if orientation in _FLIPS_ACROSS:
        x = 1.0 - x - width
    if orientation in _FLIPS_DOWN:
        y = 1.0 - y - height
    return x, y, width, height
