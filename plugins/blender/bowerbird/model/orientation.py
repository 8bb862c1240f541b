"""How a camera was held, as photographs tell it: the number that EXIF calls Orientation, and what follows from it. Pure.

Blender shows the pixels as they lie in the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

UPRIGHT = 1
_TAG = 0x0112
_MOST_ENTRIES = 1000


@dataclass(frozen=True)
class Turn:
    """What makes a picture upright: first it is mirrored, left for right, then turned clockwise."""

    mirrored: bool
    quarters: int


_TURNS = {
    1: Turn(mirrored=False, quarters=0),
    2: Turn(mirrored=True, quarters=0),
    3: Turn(mirrored=False, quarters=2),
    4: Turn(mirrored=True, quarters=2),
    5: Turn(mirrored=True, quarters=3),
    6: Turn(mirrored=False, quarters=1),
    7: Turn(mirrored=True, quarters=1),
    8: Turn(mirrored=False, quarters=3),
}


def turn_of(orientation: int) -> Turn:
    """Tell what makes a picture with that number upright."""
    return _TURNS.get(orientation, _TURNS[UPRIGHT])


def orientation_of(data: bytes) -> int:
    """Read the number from a file's bytes: 1 where it says none, or none that can be understood."""
    try:
        tiff = _tiff(data)
        found = UPRIGHT if tiff is None else _orientation(tiff)
    except (struct.error, IndexError):
        return UPRIGHT
    return found if found in _TURNS else UPRIGHT


def _tiff(data: bytes) -> memoryview | None:
    """Find what EXIF writes, which has the form of a TIFF file."""
    view = memoryview(data)
    if data.startswith(b"\xff\xd8"):
        return next(_jpeg_exif(view), None)
    if data.startswith((b"II*\0", b"MM\0*")):
        return view
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return next((body for kind, body in _png_chunks(view) if kind == b"eXIf"), None)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        body = next((body for kind, body in _riff_chunks(view) if kind == b"EXIF"), None)
        return body[6:] if body is not None and bytes(body[:6]) == b"Exif\0\0" else body
    return None


def _jpeg_exif(view: memoryview) -> Iterator[memoryview]:
    place = 2
    while place + 4 <= len(view) and view[place] == 0xFF:  # noqa: PLR2004  begins every marker
        marker = view[place + 1]
        if marker == 0xFF:  # noqa: PLR2004  filling
            place += 1
            continue
        if marker in {0xDA, 0xD9}:
            return
        (length,) = struct.unpack_from(">H", view, place + 2)
        body = view[place + 4 : place + 2 + length]
        if marker == 0xE1 and bytes(body[:6]) == b"Exif\0\0":  # noqa: PLR2004  the first of those for programs
            yield body[6:]
        place += 2 + length


def _png_chunks(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    place = 8
    while place + 12 <= len(view):
        (length,) = struct.unpack_from(">I", view, place)
        yield bytes(view[place + 4 : place + 8]), view[place + 8 : place + 8 + length]
        place += 12 + length


def _riff_chunks(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    place = 12
    while place + 8 <= len(view):
        (length,) = struct.unpack_from("<I", view, place + 4)
        yield bytes(view[place : place + 4]), view[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _orientation(tiff: memoryview) -> int:
    order = "<" if bytes(tiff[:2]) == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for index in range(min(count, _MOST_ENTRIES)):
        tag, kind, _number = struct.unpack_from(f"{order}HHI", tiff, first + 2 + 12 * index)
        if tag == _TAG and kind == 3:  # noqa: PLR2004  a short
            (value,) = struct.unpack_from(f"{order}H", tiff, first + 10 + 12 * index)
            return int(value)
    return UPRIGHT
