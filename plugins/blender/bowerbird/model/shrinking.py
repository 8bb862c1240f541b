"""A small picture of the one that is searched with, for a mark beside the words. Pure."""

from __future__ import annotations

from bowerbird_client import RawPixels
from bowerbird_panel.pixels import Pixels


def small(pixels: Pixels, side: int = 128) -> RawPixels:
    """Take every so-manyth pixel: nothing has to look good here, and all has to be quick."""
    step = max(1, -(-max(pixels.width, pixels.height) // side))
    numbers = memoryview(pixels.rgba).cast("I")
    rows = range(0, pixels.height, step)
    line = range(0, pixels.width, step)
    rgba = b"".join(numbers[row * pixels.width : (row + 1) * pixels.width : step].tobytes() for row in rows)
    return RawPixels(len(line), len(rows), rgba)
