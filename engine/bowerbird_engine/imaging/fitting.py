"""Bring a picture to the square that a model wants, as the models' own recipes do."""

from __future__ import annotations

import math

from PIL import Image

from bowerbird_engine.imaging.work import Fit

_FILTERS = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "lanczos": Image.Resampling.LANCZOS,
}
_REACH = {"bicubic": 2, "bilinear": 1, "lanczos": 3}
"""How far a filter looks from its centre, in pixels of the smaller of its two pictures."""


def fit_image(image: Image.Image, fit: Fit) -> Image.Image:
    """Resize an RGB picture to a square of `fit.size`, with antialias.

    `crop` brings the short side to the size and keeps the centre; `squash` ignores the aspect. The crop is taken as
    a box of the source: enlarging a 1 x 65,500 picture first would ask for 10 GB.
    """
    size, filtering = fit.size, _FILTERS[fit.interpolation]
    if fit.resize == "squash":
        return image.resize((size, size), filtering)
    left, upper, right, lower = crop_box(image.size, size)
    # First the width, then the height, as the recipe's resizing of a whole picture goes. The levels between the two
    # are clipped, so their order shows at hard edges (by up to 21 levels), and Pillow 13 would choose it by the box.
    reach = 1 + _REACH[fit.interpolation] * max(1.0, (lower - upper) / size)
    first, last = max(0, math.floor(upper - reach)), min(image.height, math.ceil(lower + reach))
    rows = image if last - first == image.height else image.crop((0, first, image.width, last))
    narrow = rows.resize((size, rows.height), filtering, box=(left, 0, right, rows.height))
    return narrow.resize((size, size), filtering, box=(0, upper - first, size, lower - first))


def crop_box(size: tuple[int, int], side: int) -> tuple[float, float, float, float]:
    """Give the part of a picture of `size` that is left when its short side becomes `side` and the centre is cut out.

    Rounds as the usual recipe does: the long side down, and of an odd margin the smaller half to the left and above.
    """
    width, height = size
    short = min(size)
    scaled_width = side if width == short else int(side * width / short)
    scaled_height = side if height == short else int(side * height / short)
    left = (scaled_width - side) // 2 * width / scaled_width
    top = (scaled_height - side) // 2 * height / scaled_height
    right = left + side * width / scaled_width
    bottom = top + side * height / scaled_height
    return (left, top, min(right, float(width)), min(bottom, float(height)))


def side_within(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Give the size of a picture whose long side is at most `long_side`, never enlarged and never empty."""
    width, height = size
    longest = max(size)
    if longest <= long_side:
        return size
    return (max(1, round(width * long_side / longest)), max(1, round(height * long_side / longest)))
