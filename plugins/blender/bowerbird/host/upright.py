"""Photographs as the camera was held: Blender shows the pixels as they lie in the file, the library shows them upright."""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from collections.abc import Generator
from pathlib import Path
from typing import Any

import bpy

from ..model.formats import Kind, kind_of
from ..model.orientation import Turn, orientation_of, turn_of

_JPEG_QUALITY = 95
_HALF = "Q"
"""Pixels are four floats, which are moved as two wholes of eight bytes: nothing here looks into them."""


def upright(data: bytes) -> tuple[bytes, str] | None:
    """Turn a picture's bytes; gives them with the ending of their format, None where it stands upright as it is."""
    turn = turn_of(orientation_of(data))
    if not turn.mirrored and not turn.quarters:
        return None
    with _passing_image(data) as image:
        width, height = image.size
        if not width or not height:
            return None
        turned, size = turn_pixels(_pixels(image), (width, height), turn)
        jpeg = kind_of(data) is Kind.JPEG
        return _encoded(turned, size, jpeg=jpeg), ".jpg" if jpeg else ".png"


def turn_pixels(pixels: bytes, size: tuple[int, int], turn: Turn) -> tuple[bytes, tuple[int, int]]:
    """Mirror and turn pixels of 16 bytes, whose rows come from the bottom, as Blender's do."""
    width, height = size
    halves = array(_HALF, pixels)
    planes = (halves[0::2], halves[1::2])
    made = array(_HALF, bytes(len(pixels)))
    for index, plane in enumerate(planes):
        made[index::2] = _turned(plane, width, height, turn)
    return made.tobytes(), (height, width) if turn.quarters % 2 else size


def _turned(plane: array[int], width: int, height: int, turn: Turn) -> array[int]:
    if turn.mirrored:
        rows = (plane[row * width : (row + 1) * width][::-1] for row in range(height))
        plane = _joined(rows)
    if turn.quarters == 0:
        return plane
    if turn.quarters == 2:  # noqa: PLR2004  of a turn
        return plane[::-1]
    # Clockwise: what stood in the last column lies in the lowest row, from its bottom.
    columns = range(width - 1, -1, -1) if turn.quarters == 1 else range(width)
    if turn.quarters == 1:
        return _joined(plane[column::width] for column in columns)
    return _joined(plane[column::width][::-1] for column in columns)


def _joined(rows: Generator[array[int], None, None]) -> array[int]:
    made = array(_HALF)
    for row in rows:
        made.extend(row)
    return made


@contextlib.contextmanager
def _passing_image(data: bytes) -> Generator[Any]:
    image = bpy.data.images.new("bowerbird", 1, 1)
    try:
        image.source = "FILE"
        image.pack(data=data, data_len=len(data))
        yield image
    finally:
        bpy.data.images.remove(image)


def _pixels(image: Any) -> bytes:
    values = array("f", bytes(4 * len(image.pixels)))
    image.pixels.foreach_get(values)
    return values.tobytes()


def _encoded(pixels: bytes, size: tuple[int, int], *, jpeg: bool) -> bytes:
    image = bpy.data.images.new("bowerbird", *size, alpha=not jpeg)
    try:
        image.pixels.foreach_set(array("f", pixels))
        image.file_format = "JPEG" if jpeg else "PNG"
        with tempfile.TemporaryDirectory(prefix="bowerbird-") as folder:
            file = Path(folder) / "turned"
            image.save(filepath=str(file), quality=_JPEG_QUALITY)
            return file.read_bytes()
    finally:
        bpy.data.images.remove(image)
