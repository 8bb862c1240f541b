"""Bring a picture to the square that a model wants, as the models' own recipes do."""

from __future__ import annotations

from PIL import Image

from bowerbird_engine.imaging.work import Fit


def fit_image(image: Image.Image, fit: Fit) -> Image.Image:
    """Resize an RGB picture to a square of `fit.size`, bicubic with antialias.

    `crop` brings the short side to the size and keeps the centre; `squash` ignores the aspect. The crop is taken as
    a box of the source, in one step: enlarging a 1 x 65,500 picture first would ask for 10 GB.
    """
    size = fit.size
    if fit.resize == "squash":
        return image.resize((size, size), Image.Resampling.BICUBIC)
    box = crop_box(image.size, size)
    return image.resize((size, size), Image.Resampling.BICUBIC, box=box)


def crop_box(size: tuple[int, int], side: int) -> tuple[float, float, float, float]:
    """Give the part of a picture of `size` that is left when its short side becomes `side` and the centre is cut out.

    Rounds as the usual recipe does: the long side down, the margins to the nearest pixel.
    """
    width, height = size
    short = min(size)
    scaled_width = side if width == short else int(side * width / short)
    scaled_height = side if height == short else int(side * height / short)
    left = round((scaled_width - side) / 2) * width / scaled_width
    top = round((scaled_height - side) / 2) * height / scaled_height
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
