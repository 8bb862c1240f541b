"""Model inputs agree with the usual recipes."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.assets import Preprocessing, Uint8Array
from bowerbird_engine.imaging.fitting import crop_box, side_within
from bowerbird_engine.imaging.preprocess import fit

NOISE = np.random.default_rng(3)


Resize = Literal["crop", "squash"]


def preprocessing(size: int, resize: Resize) -> Preprocessing:
    """Make a recipe of which only the geometry matters here."""
    return Preprocessing(size=size, resize=resize, scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1))


def picture(width: int, height: int) -> Image.Image:
    """Make noise of all levels, which shows every shift, and by its clipped overshoot the order of the two passes."""
    return Image.fromarray(NOISE.integers(0, 256, (height, width, 3), np.uint8))


def by_the_recipe(image: Image.Image, size: int) -> Uint8Array:
    """Do as the models' recipes say, step by step: short side to `size`, bicubic, then cut out the centre."""
    width, height = image.size
    upright = width <= height
    scaled = (size, int(size * height / width)) if upright else (int(size * width / height), size)
    whole = image.resize(scaled, Image.Resampling.BICUBIC)
    left, top = (scaled[0] - size) // 2, (scaled[1] - size) // 2
    return np.asarray(whole.crop((left, top, left + size, top + size)))


@pytest.mark.parametrize(
    "size", [(300, 200), (200, 300), (224, 224), (500, 225), (97, 61), (1023, 767), (30, 400), (427, 640)]
)
@pytest.mark.parametrize("side", [96, 224])
def test_crop_agrees_with_the_recipe_within_rounding(size: tuple[int, int], side: int) -> None:
    """Cropping a box of the source gives the pixels of resizing and then cropping, give or take one level."""
    image = picture(*size)
    ours = fit(image, preprocessing(side, "crop"))
    assert ours.shape == (side, side, 3)
    assert np.abs(ours.astype(int) - by_the_recipe(image, side).astype(int)).max() <= 1


def test_a_shift_by_one_pixel_would_be_seen() -> None:
    """The comparison above fails for a crop that lies one pixel off."""
    image = picture(300, 200)
    shifted = np.roll(by_the_recipe(image, 96), 1, axis=1)
    assert np.abs(fit(image, preprocessing(96, "crop")).astype(int) - shifted.astype(int)).max() > 20


def test_squash_is_a_plain_resize() -> None:
    """Squashing takes the whole picture, whatever its shape."""
    image = picture(300, 200)
    expected = np.asarray(image.resize((96, 96), Image.Resampling.BICUBIC))
    assert np.array_equal(fit(image, preprocessing(96, "squash")), expected)


def test_a_square_of_the_right_size_passes_untouched() -> None:
    """Nothing is resampled that already fits."""
    image = picture(96, 96)
    recipes: tuple[Resize, ...] = ("crop", "squash")
    for resize in recipes:
        assert np.array_equal(fit(image, preprocessing(96, resize)), np.asarray(image))


def test_the_crop_box_of_a_thread_is_tiny() -> None:
    """Of a picture of 1 x 65,500 pixels one pixel is taken, not a picture of 10 GB."""
    left, top, right, bottom = crop_box((1, 65_500), 224)
    assert (left, right) == (0, 1)
    assert 0.99 < bottom - top < 1.01


def test_sizes_within_a_side() -> None:
    """The long side is bounded, nothing grows, nothing vanishes."""
    assert side_within((4000, 3000), 1000) == (1000, 750)
    assert side_within((300, 200), 1000) == (300, 200)
    assert side_within((1, 65_500), 1000) == (1, 1000)
