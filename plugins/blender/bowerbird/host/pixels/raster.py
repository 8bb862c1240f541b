"""Pixels on their way: as Blender gives them, floats from the bottom, and as they are searched with, bytes from the top."""

from __future__ import annotations

import math
import mmap
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy.utils.previews

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

CHANNELS = 4
_EDGE = 0.04
"""Of the longer side, left around what is seen before a ground of one colour."""
_FLOAT = 4
"""Bytes of one."""


@dataclass(frozen=True)
class Rectangle:
    """A part of an image, in its pixels, from the bottom left."""

    left: int
    bottom: int
    width: int
    height: int


@dataclass(frozen=True)
class View:
    """A part of an image whose sides count 1, from the bottom left; it may reach beyond."""

    left: float = 0.0
    bottom: float = 0.0
    right: float = 1.0
    top: float = 1.0

    def of(self, width: int, height: int) -> Rectangle:
        """Tell which pixels of an image of that size it shows; at least a part of each. Raises HostTrouble for none."""
        left, across = _between(self.left, self.right, width)
        bottom, up = _between(self.bottom, self.top, height)
        return Rectangle(left, bottom, across, up)


WHOLE = View()


@dataclass(frozen=True)
class Floats:
    """RGBA from the bottom left, four floats a pixel. Rows may have been left out."""

    width: int
    height: int
    values: memoryview[float]
    full_height: int = 0
    """With the rows that were left out."""

    @property
    def proportions(self) -> tuple[int, int]:
        """The size that it has with all its rows."""
        return self.width, self.full_height or self.height


@dataclass(frozen=True)
class Raster:
    """RGBA from the top left, four bytes a pixel, sRGB, alpha not multiplied in."""

    width: int
    height: int
    rgba: bytes

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it can be seen."""
        return not any(self.rgba[CHANNELS - 1 :: CHANNELS])

    @property
    def opaque(self) -> Raster:
        """The same, with nothing to be seen through."""
        filled = bytearray(self.rgba)
        filled[CHANNELS - 1 :: CHANNELS] = b"\xff" * (self.width * self.height)
        return Raster(self.width, self.height, bytes(filled))


def without_margin(raster: Raster) -> Raster:
    """Cut off what is all of one colour around the rest, but for a little; a picture of one colour alone stays."""
    line = raster.width * CHANNELS
    ground = raster.rgba[:CHANNELS]
    rows = [raster.rgba[at : at + line] for at in range(0, len(raster.rgba), line)]
    top, bottom = _ends([row == ground * raster.width for row in rows])
    if top == bottom:
        return raster
    columns = [
        all(
            raster.rgba[x * CHANNELS + channel :: line] == ground[channel : channel + 1] * raster.height
            for channel in range(CHANNELS)
        )
        for x in range(raster.width)
    ]
    left, right = _ends(columns)
    edge = round(max(right - left, bottom - top) * _EDGE)
    left, right = max(0, left - edge), min(raster.width, right + edge)
    top, bottom = max(0, top - edge), min(raster.height, bottom + edge)
    kept = (row[left * CHANNELS : right * CHANNELS] for row in rows[top:bottom])
    return Raster(right - left, bottom - top, b"".join(kept))


def _ends(empty: list[bool]) -> tuple[int, int]:
    """Tell where the first and behind the last begins that is not empty."""
    if all(empty):
        return 0, 0
    return empty.index(False), len(empty) - empty[::-1].index(False)


def upside_down(rgba: bytes, width: int) -> bytes:
    """Turn the rows round: Blender begins at the bottom, all others at the top."""
    line = width * CHANNELS
    rows = memoryview(rgba)
    return b"".join(rows[at : at + line] for at in range(len(rgba) - line, -1, -line))


def room_for(count: int) -> memoryview[float]:
    """Give room for so many floats. Raises MemoryError.

    Of the system, page by page as it is filled: an array of Python's would be written twice before that.
    """
    try:
        return memoryview(mmap.mmap(-1, max(1, count * _FLOAT))).cast("f")
    except (OSError, OverflowError, ValueError) as error:
        raise MemoryError(f"There is no room for {count} floats.") from error


def filled_by(fill: Callable[[Any], object], width: int, height: int, channels: int) -> Floats:
    """Have Blender fill in all pixels, and make four channels of what has fewer."""
    values = room_for(width * height * channels)
    fill(values)
    return Floats(width, height, values if channels == CHANNELS else _with_four(values, channels))


def cut_out(floats: Floats, part: Rectangle, rows: int) -> Floats:
    """Take a part, and of its rows so many at least and less than twice as many, evenly: the rest has Blender to do."""
    step = max(1, part.height // rows)
    size = CHANNELS * _FLOAT
    raw = floats.values.cast("B")
    starts = (
        (y * floats.width + part.left) * size
        for y in range(part.bottom, part.bottom + part.height - step + 1, step)
    )
    lines = [raw[at : at + part.width * size] for at in starts]
    return Floats(part.width, len(lines), memoryview(b"".join(lines)).cast("f"), part.height)


def as_bytes(floats: Floats) -> Raster:
    """Make bytes of floats from 0 to 1. Blender does it, in the pixels of a preview: in Python it would take a second."""
    previews = bpy.utils.previews.new()
    try:
        preview = previews.new("bytes")
        preview.image_size = (floats.width, floats.height)
        preview.image_pixels_float.foreach_set(floats.values)
        numbers = array("i", [0]) * (floats.width * floats.height)
        preview.image_pixels.foreach_get(numbers)
    finally:
        bpy.utils.previews.remove(previews)
    return Raster(floats.width, floats.height, upside_down(numbers.tobytes(), floats.width))


def _between(low: float, high: float, side: int) -> tuple[int, int]:
    first, last = max(0, math.floor(low * side)), min(side, math.ceil(high * side))
    if last <= first:
        raise HostTrouble(
            "nothing_in_view", _("The image is not in view."), _("Press Home in the image editor to see it.")
        )
    return first, last - first


def _with_four(values: memoryview[float], channels: int) -> memoryview[float]:
    """Make RGBA of grey, grey and alpha, or RGB."""
    count = len(values) // channels
    raw = array("f", values)
    filled = array("f", [1.0]) * (count * CHANNELS)
    is_grey = channels < CHANNELS - 1
    for colour in range(CHANNELS - 1):
        filled[colour::CHANNELS] = raw[0 if is_grey else colour :: channels]
    if channels == 2:  # noqa: PLR2004  grey and alpha
        filled[CHANNELS - 1 :: CHANNELS] = raw[1::2]
    return memoryview(filled)
