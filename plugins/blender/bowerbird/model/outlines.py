"""Outlines drawn into the pixels of a small picture: a line within a halo, which is seen on any ground. Pure."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence

from bowerbird_client import RawPixels

Point = tuple[float, float]
"""Right and down from the top left, in pixels: the middle of the first one is at (0.5, 0.5)."""

LINE = (43, 63, 208)
HALO = (255, 255, 255)
"""The colours that Bowerbird's own page outlines with."""
_HALO_COVERS = 0.9
_LINE_SHARE = 0.011
"""Of the long side: two pixels where a sidebar of the usual width shows the picture, whatever size it came in."""
_HALO_SHARE = 0.008
_CHANNELS = 4
_AT_ONCE = 4000
"""Pixels that are painted in one step: a few milliseconds."""


def outlined(picture: RawPixels, outlines: Sequence[Sequence[Point]]) -> Generator[None, None, RawPixels]:
    """Draw closed outlines into a copy, in steps; what would lie at the picture's edge or beyond is drawn just inside."""
    side = max(picture.width, picture.height)
    line = _LINE_SHARE * side / 2
    halo = line + _HALO_SHARE * side
    distances: dict[int, float] = {}
    for outline in outlines:
        points = [(_within(x, picture.width, halo), _within(y, picture.height, halo)) for x, y in outline]
        for start, end in zip(points, [*points[1:], *points[:1]], strict=True):
            _measure(distances, (picture.width, picture.height), start, end, halo + 0.5)
        yield
    rgba = bytearray(picture.rgba)
    for number, (pixel, squared) in enumerate(distances.items(), 1):
        distance = math.sqrt(squared)
        line_covers = _covering(line, distance)
        halo_covers = (1 - line_covers) * _HALO_COVERS * _covering(halo, distance)
        _paint(rgba, pixel * _CHANNELS, line_covers, halo_covers)
        if number % _AT_ONCE == 0:
            yield
    return RawPixels(picture.width, picture.height, bytes(rgba))


def _within(place: float, side: int, margin: float) -> float:
    """Move a place so far into the picture that all of the line is seen; into its middle where there is no room."""
    return min(max(place, margin), side - margin) if side > 2 * margin else side / 2


def _measure(
    distances: dict[int, float], size: tuple[int, int], start: Point, end: Point, reach: float
) -> None:
    """Note, by the number of the pixel, the squares of the distances to a straight line, up to a reach."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down or 1.0
    farthest = reach * reach
    for y, columns in _rows(size, start, end, reach):
        below = y + 0.5 - start[1]
        for x in columns:
            right = x + 0.5 - start[0]
            along = min(1.0, max(0.0, (right * across + below * down) / length))
            squared = (right - along * across) ** 2 + (below - along * down) ** 2
            pixel = y * size[0] + x
            if squared < distances.get(pixel, farthest):
                distances[pixel] = squared


def _rows(size: tuple[int, int], start: Point, end: Point, reach: float) -> Iterator[tuple[int, range]]:
    """List the rows near a straight line, each with the columns near it."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(start, end, strict=True))
    across, down = end[0] - start[0], end[1] - start[1]
    # How far a row is within reach of a line that runs on without an end.
    half = reach * math.hypot(across, down) / abs(down) if down else math.inf
    for y in range(max(0, math.floor(top - reach)), min(size[1], math.ceil(bottom + reach))):
        middle = start[0] + (y + 0.5 - start[1]) * across / down if down else start[0]
        first = max(0, math.floor(max(left - reach, middle - half)))
        last = min(size[0], math.ceil(min(right + reach, middle + half)))
        yield y, range(first, last)


def _covering(radius: float, distance: float) -> float:
    """Tell how much of a pixel is covered by what reaches so far, where its middle is so far away."""
    return min(1.0, max(0.0, radius - distance + 0.5))


def _paint(rgba: bytearray, at: int, line: float, halo: float) -> None:
    """Lay the line, and the halo below it, over a pixel; alpha is not multiplied in."""
    below = (1 - line - halo) * rgba[at + 3] / 255
    alpha = line + halo + below
    if not alpha:
        return
    for channel in range(3):
        mixed = line * LINE[channel] + halo * HALO[channel] + below * rgba[at + channel]
        rgba[at + channel] = round(mixed / alpha)
    rgba[at + 3] = round(alpha * 255)
