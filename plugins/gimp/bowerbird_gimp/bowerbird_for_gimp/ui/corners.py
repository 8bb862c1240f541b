"""Round corners for pictures: Gtk cuts none. Pure."""

from __future__ import annotations

_PARTS = 4
"""An edge pixel counts by the share of so many times so many parts of it that lie inside."""


def rounded(rgba: bytes, width: int, height: int, stride: int, radius: int) -> bytes:
    """Make the corners of RGBA pixels see-through, with soft edges."""
    radius = min(radius, width // 2, height // 2)
    if radius < 1:
        return rgba
    pixels = bytearray(rgba)
    for y in range(radius):
        for x in range(radius):
            share = _inside(x, y, radius)
            if share == _PARTS * _PARTS:
                continue
            for column in (x, width - 1 - x):
                for row in (y, height - 1 - y):
                    at = row * stride + column * 4 + 3
                    pixels[at] = pixels[at] * share // (_PARTS * _PARTS)
    return bytes(pixels)


def _inside(x: int, y: int, radius: int) -> int:
    steps = [(part + 0.5) / _PARTS for part in range(_PARTS)]
    return sum((radius - x - a) ** 2 + (radius - y - b) ** 2 <= radius * radius for a in steps for b in steps)
