"""The rows of a Radiance picture, in each of the three ways in which they are stored."""

from __future__ import annotations

from io import BufferedReader, BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

Stream = BufferedReader | BytesIO

_RUN: Final = 128
"""A count above it is a run of one byte, repeated as often as it is above; up to it, so many bytes follow."""
_PACKED_WIDTHS: Final = range(8, 32768)
"""Widths at which rows may be packed; the width's high byte shares its place with a mark, so that it is below 128."""
_READ_BYTES: Final = 1024 * 1024
_LONGEST_SHIFT: Final = 24


def is_packed(head: bytes, width: int) -> bool:
    """Tell by the first four bytes of the pixels whether the rows are packed channel by channel."""
    return width in _PACKED_WIDTHS and head[:2] == b"\2\2" and len(head) > 2 and head[2] < _RUN  # noqa: PLR2004


class PackedRows:
    """Rows of which each channel is packed for itself: what nearly all programs write."""

    def __init__(self, stream: Stream, width: int) -> None:
        """Take a stream that stands at the first row."""
        self._stream = stream
        self._width = width
        self._mark = b"\2\2" + width.to_bytes(2, "big")
        # At worst each byte has a count of its own.
        self._longest = len(self._mark) + 8 * width
        self._buffer = b""
        self._at = 0

    def take(self, count: int) -> NDArray[np.uint8]:
        """Unpack the next rows: [4, count, width]. Raises ValueError or IndexError for damaged ones."""
        rows = b"".join(self._row() for _ in range(count))
        return np.frombuffer(rows, np.uint8).reshape(count, 4, self._width).transpose(1, 0, 2)

    def _row(self) -> bytes:
        if len(self._buffer) - self._at < self._longest:
            self._buffer = self._buffer[self._at :] + self._stream.read(max(_READ_BYTES, self._longest))
            self._at = 0
        data, at, width = self._buffer, self._at, self._width
        if data[at : at + 4] != self._mark:
            raise ValueError("a row does not begin as it should")
        at += 4
        pieces: list[bytes] = []
        for _ in range(4):
            left = width
            while left > 0:
                count = data[at]
                if count > _RUN:
                    count -= _RUN
                    pieces.append(data[at + 1 : at + 2] * count)
                    at += 2
                else:
                    at += 1
                    pieces.append(data[at : at + count])
                    at += count
                if not count:
                    raise ValueError("a run of nothing")
                left -= count
            if left:
                raise ValueError("a run goes beyond its row")
        row = b"".join(pieces)
        if len(row) != 4 * width:
            raise ValueError("the pixels end too early")
        self._at = at
        return row


class FlatRows:
    """Rows of whole pixels, plain or in the old packing, where (1, 1, 1, n) repeats the pixel before it n times."""

    def __init__(self, stream: Stream, width: int, height: int) -> None:
        """Take a stream that stands at the first row."""
        self._stream = stream
        self._width = width
        self._left = width * height
        self._last: NDArray[np.uint8] | None = None
        self._shift = 0
        self._ready: list[NDArray[np.uint8]] = []
        self._count = 0

    def take(self, count: int) -> NDArray[np.uint8]:
        """Give the next rows: [4, count, width]. Raises ValueError for damaged ones."""
        wanted = count * self._width
        while self._count < wanted:
            self._read(wanted - self._count)
        pixels = np.concatenate(self._ready) if len(self._ready) > 1 else self._ready[0]
        self._ready = [pixels[wanted:]]
        self._count -= wanted
        self._left -= wanted
        return pixels[:wanted].reshape(count, self._width, 4).transpose(2, 0, 1)

    def _read(self, pixels: int) -> None:
        data = self._stream.read(4 * pixels)
        if not data or len(data) % 4:
            raise ValueError("the pixels end too early")
        stored = np.frombuffer(data, np.uint8).reshape(-1, 4)
        marks = (stored[:, :3] == 1).all(axis=1)
        if marks.any():
            stored = self._unpacked(stored, marks)
        else:
            self._shift = 0
        if len(stored):
            self._last = stored[-1:]
            self._ready.append(stored)
            self._count += len(stored)

    def _unpacked(self, stored: NDArray[np.uint8], marks: NDArray[np.bool_]) -> NDArray[np.uint8]:
        # Marks that follow each other are the digits, from the lowest, of one long run.
        places = np.arange(len(stored))
        since = places - np.maximum.accumulate(np.where(marks, -1, places))
        before = np.maximum.accumulate(np.where(marks, -1, places)) < 0
        shifts = 8 * (since - 1) * marks
        shifts[before] = 8 * places[before] + self._shift
        if shifts.max() > _LONGEST_SHIFT:
            raise ValueError("a run without end")
        counts = np.where(marks, stored[:, 3].astype(np.int64) << shifts, 1)
        self._shift = int(shifts[-1]) + 8 if marks[-1] else 0
        if int(counts.sum()) + self._count > self._left:
            raise ValueError("a run goes beyond the picture")
        source = np.maximum.accumulate(np.where(marks, -1, places))
        if self._last is not None:
            stored, source = np.concatenate([self._last, stored]), source + 1
        elif before[0]:
            raise ValueError("a run of nothing")
        return stored.take(np.repeat(source, counts), axis=0)
