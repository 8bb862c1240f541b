"""Raw pixels, as a painting program has them, in the plainest file that a decoder reads."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from bowerbird_engine.errors import UsageError

_CHANNELS: Final = 4
_MAX_SIDE: Final = 2**31 - 1
"""PNG's own limit."""
_NARROW_BYTES: Final = 64
"""Rows shorter than this are so many for their bytes that going by columns is quicker."""


def wrap_rgba(width: int, height: int, rgba: bytes) -> bytes:
    """Put an uncompressed PNG around pixels of eight bits with straight alpha, row by row from the top, no padding.

    Raises UsageError when there are not exactly 4 x width x height bytes.
    """
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
        raise UsageError("A picture needs a width and a height of at least one pixel.")
    row = _CHANNELS * width
    if len(rgba) != row * height:
        raise UsageError(
            f"{width} x {height} RGBA pixels are {row * height:,} bytes, and {len(rgba):,} were given."
        )
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(_filtered(rgba, row, height), 0)),
            _chunk(b"IEND", b""),
        )
    )


def _filtered(rgba: bytes, row: int, height: int) -> bytearray:
    """Set before each row the number of its filter, 0, which leaves it as it is."""
    given = memoryview(rgba)
    filtered = bytearray(height * (row + 1))
    if row >= _NARROW_BYTES:
        for number in range(height):
            start = number * (row + 1) + 1
            filtered[start : start + row] = given[number * row : (number + 1) * row]
    else:
        for column in range(row):
            filtered[column + 1 :: row + 1] = rgba[column::row]
    return filtered


def _chunk(kind: bytes, data: bytes) -> bytes:
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))
    )
