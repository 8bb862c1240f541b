"""Where a picture comes to lie: pure geometry, in whole pixels of the image."""

from __future__ import annotations

from .placing import Box, Placing

_Size = tuple[int, int]

COVERS_AT_MOST = 4
"""Times the longer side of a selection that a picture may be long; what is farther away is cut off first."""
MOST_PIXELS = 64 * 1024 * 1024
"""Of what covers a selection: 256 MiB in eight bits. Where more is selected, twice as many as that."""


def place(
    placing: Placing,
    picture: _Size,
    canvas: _Size,
    selection: Box | None = None,
    layer: Box | None = None,
) -> Box:
    """Tell which rectangle a picture of a size (width, height) fills.

    Raises ValueError where the selection or the layer that it goes by is not given, and for a new image.
    """
    whole = Box(0, 0, *canvas)
    if placing is Placing.CENTRED:
        fits = picture[0] <= canvas[0] and picture[1] <= canvas[1]
        return centred(picture, whole) if fits else fitted(picture, whole)
    if placing is Placing.ORIGINAL_SIZE:
        return centred(picture, whole)
    if placing is Placing.FIT_CANVAS:
        return fitted(picture, whole)
    bounds = layer if placing is Placing.REPLACE else selection
    if placing is Placing.NEW_IMAGE or bounds is None:
        raise ValueError(f"nothing to place by for {placing.value}")
    if placing is Placing.AT_SELECTION:
        return centred(picture, bounds)
    if placing is Placing.MASKED:
        return covering(picture, bounds)
    return fitted(picture, bounds)


def centred(size: _Size, bounds: Box) -> Box:
    """Put a size in the middle of a rectangle; the odd pixel goes to the right and below."""
    width, height = size
    return Box(
        bounds.x + (bounds.width - width) // 2, bounds.y + (bounds.height - height) // 2, width, height
    )


def fitted(size: _Size, bounds: Box) -> Box:
    """Make a size as large as fits into a rectangle, in its middle."""
    return centred(scaled_into(size, (bounds.width, bounds.height)), bounds)


def covering(size: _Size, bounds: Box) -> Box:
    """Make a size as small as covers a rectangle, in its middle."""
    width, height = size
    if width * bounds.height >= height * bounds.width:
        grown = (_scaled(width, bounds.height, height), bounds.height)
    else:
        grown = (bounds.width, _scaled(height, bounds.width, width))
    return centred((max(grown[0], bounds.width), max(grown[1], bounds.height)), bounds)


def scaled_into(size: _Size, bounds: _Size) -> _Size:
    """Scale a size until it touches the bounds from inside; no side becomes nothing."""
    width, height = size
    if width * bounds[1] >= height * bounds[0]:
        return bounds[0], min(bounds[1], _scaled(height, bounds[0], width))
    return min(bounds[0], _scaled(width, bounds[1], height)), bounds[1]


def cut_before_covering(size: _Size, bounds: Box) -> Box | None:
    """Tell which part of a picture to keep, where all of it would reach much too far beyond what it covers.

    None where all of it can stay. A panorama that covers a tall selection would need memory without end.
    """
    whole, (most_wide, most_high) = covering(size, bounds), reach(bounds)
    width, height = size
    if whole.width > most_wide:
        width = max(1, min(width, width * most_wide // whole.width))
    if whole.height > most_high:
        height = max(1, min(height, height * most_high // whole.height))
    return None if (width, height) == size else centred((width, height), Box(0, 0, *size))


def within_reach(box: Box, bounds: Box) -> Box:
    """Make what covers a rectangle no larger than `reach` allows.

    After `cut_before_covering` that is so already, but for a picture of which one row or column is left: it is the same
    all along its short side.
    """
    most_wide, most_high = reach(bounds)
    return centred((min(box.width, most_wide), min(box.height, most_high)), bounds)


def reach(bounds: Box) -> _Size:
    """Tell how wide and how high a picture may be that covers a rectangle, for which one of the two is its own side."""
    longest = COVERS_AT_MOST * max(bounds.width, bounds.height)
    most = max(MOST_PIXELS, 2 * bounds.width * bounds.height)
    return min(longest, most // bounds.height), min(longest, most // bounds.width)


def has_shape_of(box: Box, size: _Size) -> bool:
    """Tell whether a rectangle has the proportions of a size, give or take the rounding to whole pixels."""
    width, height = size
    return abs(box.width * height - box.height * width) <= max(width, height, box.width, box.height)


def _scaled(side: int, numerator: int, denominator: int) -> int:
    """Scale a side, rounded to the nearest pixel, to one pixel at least."""
    return max(1, (2 * side * numerator + denominator) // (2 * denominator))
