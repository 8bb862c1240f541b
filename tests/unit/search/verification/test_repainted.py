"""One product in two colours is two pictures; one picture in other colours is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.repainting import repainted
from bowerbird_engine.search.verification.comparison import GivenPicture, compared
from bowerbird_engine.search.verification.verdicts import judged, strength
from fakes.scenes import pixels

SAMPLES = Path(__file__).parents[4] / "samples"


def sample(name: str) -> Image.Image:
    """Open a picture of the samples."""
    with Image.open(SAMPLES / name) as picture:
        return picture.convert("RGB")


def labels(given: Image.Image, other: Image.Image) -> tuple[str, ...]:
    """Compare as a search does."""
    small = other.copy()
    small.thumbnail((320, 320))
    return judged(compared(GivenPicture(pixels(given)), extract(pixels(other)), pixels(small))).labels


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mug-red-front", "mug-blue-front"),
        ("chair-teal-front", "chair-orange-front"),
        ("flask-black", "flask-green"),
        ("teapot-teal-front", "teapot-rust-front"),
    ],
)
def test_a_product_in_another_colour_is_another_picture(one: str, other: str) -> None:
    """Rendered from the same place, they match point by point. The control: the colours of the whole turned by an editor."""
    first, second = sample(f"products/{one}.jpg"), sample(f"products/{other}.jpg")
    hsv = np.array(first.convert("HSV"))
    hsv[..., 0] += 90  # around the circle of 256
    turned = Image.fromarray(hsv, "HSV").convert("RGB")

    assert labels(first, second) == ()
    assert labels(second, first) == ()
    assert labels(turned, first)[:1] == ("same_picture",)


@pytest.mark.parametrize(
    ("copy", "of"),
    [
        ("variants/backpack-faded.jpg", "products/backpack-ochre.jpg"),
        ("variants/bicycle-dusk.jpg", "silhouettes/bicycle.jpg"),
        ("variants/mountains-recolour.jpg", "silhouettes/mountains-pines.jpg"),
    ],
)
def test_a_picture_in_other_colours_is_the_same(copy: str, of: str) -> None:
    """Faded, darkened and with another hue."""
    assert labels(sample(copy), sample(of)) == ("same_picture", "recoloured")


def test_the_source_of_a_part_comes_before_its_twin_in_another_colour() -> None:
    """The part is labelled in its own picture alone, and proves it more strongly."""
    red, blue = sample("products/mug-red-front.jpg"), sample("products/mug-blue-front.jpg")
    part = red.crop((red.width // 5, red.height // 10, red.width * 4 // 5, red.height))
    found = [
        compared(GivenPicture(pixels(part)), extract(pixels(other)), pixels(other)) for other in (red, blue)
    ]

    assert [judged(each).labels for each in found] == [("crop_of",), ()]
    strengths = [strength(each) for each in found if each is not None]
    assert strengths[0] > 0.9 > strengths[1]


def test_edits_of_the_whole_explain_the_colours() -> None:
    """Grey, more contrast, another white and swapped channels leave nothing unexplained; a painted thing does."""
    picture = sample("products/chair-teal-front.jpg")
    painted = picture.copy()
    ImageDraw.Draw(painted).rectangle((0, 0, picture.width // 2, picture.height), fill=(230, 90, 30))
    red, green, blue = picture.split()
    warm = Image.merge("RGB", (red, green, blue.point(lambda level: level * 0.7)))
    everywhere = np.ones(pixels(picture).shape[:2], np.bool_)

    def unexplained(edited: Image.Image) -> float:
        return repainted(pixels(picture), pixels(edited), everywhere, everywhere)

    grey = ImageOps.grayscale(picture).convert("RGB")
    swapped = Image.merge("RGB", (blue, green, red))
    for edited in (picture, grey, ImageEnhance.Contrast(picture).enhance(1.6), warm, swapped):
        assert unexplained(edited) < 0.05
    assert unexplained(painted) > 0.3
    assert repainted(pixels(picture), pixels(grey), everywhere, ~everywhere) == 0.0
