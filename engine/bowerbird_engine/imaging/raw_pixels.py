"""Raw pixels, as a painting program has them, in the plainest file that a decoder reads."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

from bowerbird_engine.errors import UsageError

_CHANNELS: Final = 4
_MAX_SIDE: Final = 2**31 - 1
"""PNG's own limit."""
_STRIP_BYTES: Final = 1024 * 1024
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
    # Written in strips into the one buffer that is then given away: never twice the picture in memory.
    file = io.BytesIO()
    file.write(b"\x89PNG\r\n\x1a\n")
    _write_chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    stored = zlib.compressobj(0)
    given, strip = memoryview(rgba), max(1, _STRIP_BYTES // row)
    for first in range(0, height, strip):
        rows = min(strip, height - first)
        filtered = _filtered(given[first * row : (first + rows) * row], row, rows)
        _write_chunk(file, b"IDAT", stored.compress(filtered))
    _write_chunk(file, b"IDAT", stored.flush())
    _write_chunk(file, b"IEND", b"")
    return file.getvalue()


def _filtered(given: memoryview, row: int, height: int) -> bytearray:
    """Set before each row the number of its filter, 0, which leaves it as it is."""
    filtered = bytearray(height * (row + 1))
    if row >= _NARROW_BYTES:
        for number in range(height):
            start = number * (row + 1) + 1
            filtered[start : start + row] = given[number * row : (number + 1) * row]
    else:
        for column in range(row):
            filtered[column + 1 :: row + 1] = given[column::row]
    return filtered


def _write_chunk(file: io.BytesIO, kind: bytes, data: bytes) -> None:
    file.write(struct.pack(">I", len(data)) + kind)
    file.write(data)
    file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))
