"""A text recognizer without a model: it reads what `write` drew."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.assets import TextRegion, Uint8Array

_CELL = 8
_MARK = (255, 0, 254)


def write(picture: Uint8Array, text: str, left: int, top: int) -> None:
    """Put a text into a picture [H, W, 3] as a row of marked cells, one per byte, each 8 pixels wide and high."""
    for place, byte in enumerate(b"\x00" + text.encode("ascii") + b"\x00"):
        cell = picture[top : top + _CELL, left + place * _CELL : left + (place + 1) * _CELL]
        cell[:] = (_MARK[0], byte, _MARK[2])


class FakeRecognizer:
    """Find the rows of cells that `write` left, top to bottom."""

    @property
    def identity(self) -> str:
        """Name and version."""
        return "fake-recognizer:1"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of what it gives."""
        return ("English",)

    def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
        """Read a picture [H, W, 3] unless it has no cell of a row."""
        return self.recognize(picture) or None

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Read an RGB picture [H, W, 3]."""
        height, width = picture.shape[:2]
        marked = (picture[..., 0] == _MARK[0]) & (picture[..., 2] == _MARK[2])
        found: list[TextRegion] = []
        for top in _starts(marked.any(axis=1)):
            columns = np.flatnonzero(marked[top])
            left, right = int(columns[0]), int(columns[-1]) + 1
            letters = picture[top, left:right:_CELL, 1][1:-1]
            x, y = (left / width, right / width), (top / height, min(1.0, (top + _CELL) / height))
            box = (x[0], y[0], x[1], y[0], x[1], y[1], x[0], y[1])
            found.append(TextRegion(bytes(letters).decode("ascii"), 1.0, box))
        return tuple(found)


def _starts(rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    padded = np.concatenate([[False], rows])
    return np.flatnonzero(padded[1:] & ~padded[:-1]).tolist()
