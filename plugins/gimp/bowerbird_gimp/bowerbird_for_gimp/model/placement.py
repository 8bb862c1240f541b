"""Where a picture comes to lie: pure geometry, in whole pixels of the image."""

from __future__ import annotations

from .placing import Box, Placing

_Size = tuple[int, int]

COVERS_AT_MOST = 4
"""Times the longer side of a selection that a picture may reach beyond it; what is farther away is cut off first."""


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


def shrunk_to(size: _Size, long_side: int) -> _Size:
    """Make a size smaller until its long side has so many pixels; a smaller one stays as it is."""
    return size if max(size) <= long_side else scaled_into(size, (long_side, long_side))


def cut_before_covering(size: _Size, bounds: Box) -> Box | None:
    """Tell which part of a picture to keep, where all of it would reach much too far beyond what it covers.

    None where all of it can stay. A panorama that covers a tall selection would need memory without end.
    """
    whole = covering(size, bounds)
    limit = COVERS_AT_MOST * max(bounds.width, bounds.height)
    if max(whole.width, whole.height) <= limit:
        return None
    width, height = size
    if whole.width > whole.height:
        width = max(1, min(width, width * limit // whole.width))
    else:
        height = max(1, min(height, height * limit // whole.height))
    return centred((width, height), Box(0, 0, *size))


def has_shape_of(box: Box, size: _Size) -> bool:
    """Tell whether a rectangle has the proportions of a size, give or take the rounding to whole pixels."""
    width, height = size
    return abs(box.width * height - box.height * width) <= max(width, height, box.width, box.height)


def _scaled(side: int, numerator: int, denominator: int) -> int:
    """Scale a side, rounded to the nearest pixel, to one pixel at least."""
    return max(1, (2 * side * numerator + denominator) // (2 * denominator))
