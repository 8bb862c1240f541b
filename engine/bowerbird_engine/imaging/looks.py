"""How a picture looks as a whole: its colours by name, its own colours, light, warmth and edges. Runs inside a worker."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from PIL import Image, ImageFilter

from bowerbird_engine.facts import COLOURS, SWATCHES, Look
from bowerbird_engine.imaging.palette import oklab, place_of

_COLOUR_SIDE: Final = 48
"""Pixels on the long side: a colour that covers a thousandth still covers some of 2,304."""
_EDGE_SIDE: Final = 128

_STEP: Final = 0xF8
"""Colours are told apart in 32 steps per channel, which keeps what was computed of them once in 32,768 places."""
_STEP_MIDDLE: Final = 4

_EDGE: Final = 48
"""Of 255: the difference to its neighbours from which a pixel lies at an edge. Grain and compression stay below."""

_RIM: Final = 2
"""Pixels of a side that have no neighbour on it."""

_WARM_AXIS: Final = (math.cos(math.radians(65.0)), math.sin(math.radians(65.0)))
"""From blue to orange."""

_STRONGEST: Final = 0.32
"""The strength in Oklab of the strongest colours of sRGB; 1000 per mille."""


def look_of(image: Image.Image) -> Look:
    """Measure an RGB picture of any size, which is made small first."""
    small = _fitted(image, _COLOUR_SIDE)
    colours = small.point([value & _STEP for value in range(256)] * 3).getcolors(_COLOUR_SIDE**2) or []
    counted = [
        (count, (red | _STEP_MIDDLE, green | _STEP_MIDDLE, blue | _STEP_MIDDLE))
        for count, (red, green, blue) in _rgb(colours)
    ]
    total = sum(count for count, _ in counted)
    by_name = [0] * len(COLOURS)
    light = warm = strong = 0.0
    for count, colour in counted:
        by_name[place_of(*colour)] += count
        lightness, a, b = oklab(*colour)
        light += count * lightness
        warm += count * (a * _WARM_AXIS[0] + b * _WARM_AXIS[1])
        strong += count * math.hypot(a, b)
    return Look(
        shares=tuple(round(255 * count / total) for count in by_name),
        swatches=_swatches(counted, total),
        lightness=_per_mille(light / total),
        warmth=_per_mille(warm / total / _STRONGEST),
        colourfulness=_per_mille(strong / total / _STRONGEST),
        edges=_edges(image),
    )


def _swatches(
    counted: Iterable[tuple[int, tuple[int, int, int]]], total: int
) -> tuple[tuple[int, int, int, int], ...]:
    """Average what has one name and about one lightness: the navy of a suit is not the blue of the sky behind it."""
    sums: dict[tuple[int, int], list[int]] = {}
    for count, colour in counted:
        cell = sums.setdefault((place_of(*colour), int(oklab(*colour).lightness * 5)), [0, 0, 0, 0])
        cell[0] += count
        for channel, value in enumerate(colour):
            cell[channel + 1] += count * value
    largest = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))[:SWATCHES]
    return tuple(
        (red // count, green // count, blue // count, share)
        for _, (count, red, green, blue) in largest
        if (share := round(255 * count / total))
    )


def _edges(image: Image.Image) -> int:
    grey = _fitted(image, _EDGE_SIDE).convert("L")
    marked = grey.filter(ImageFilter.FIND_EDGES)
    # Pillow leaves the outermost pixels as they were.
    inner = marked.crop((1, 1, marked.width - 1, marked.height - 1)) if min(marked.size) > _RIM else marked
    histogram = inner.histogram()
    return _per_mille(sum(histogram[_EDGE:]) / max(1, sum(histogram)))


def _fitted(image: Image.Image, side: int) -> Image.Image:
    scale = side / max(image.size)
    if scale >= 1.0:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BOX)


def _rgb(colours: object) -> list[tuple[int, tuple[int, int, int]]]:
    # Pillow types the colours of all modes alike.
    return colours  # type: ignore[return-value]


def _per_mille(value: float) -> int:
    return max(-1000, min(1000, round(1000 * value)))
