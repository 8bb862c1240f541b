"""What is proved of two pictures: every label with its box, and nothing of pictures that merely look alike."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bowerbird_engine.assets import Quad
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.search.verdict import Verdict
from bowerbird_engine.search.verification.comparison import GivenPicture, compared
from bowerbird_engine.search.verification.verdicts import judged
from fakes.scenes import overlap, part, pixels, scene

WHOLE = part(0, 0, 1, 1)
Edit = Callable[[Image.Image], Image.Image]


def verdict(given: Image.Image, other: Image.Image) -> Verdict:
    """Compare as a search does."""
    other = other.convert("RGB")
    small = other.copy()
    small.thumbnail((320, 320))
    return judged(compared(GivenPicture(pixels(given)), extract(pixels(other)), pixels(small)))


def cut(share: tuple[float, float, float, float]) -> Edit:
    """Give what cuts out a part."""

    def edit(picture: Image.Image) -> Image.Image:
        left, top, right, bottom = share
        return picture.crop(
            (
                round(left * picture.width),
                round(top * picture.height),
                round(right * picture.width),
                round(bottom * picture.height),
            )
        )

    return edit


def pasted(picture: Image.Image) -> Image.Image:
    """Put it into a page with other things."""
    page = scene(77, 800, 900)
    page.paste(picture.resize((400, 300)), (200, 450))
    return page


def saved(picture: Image.Image) -> Image.Image:
    """Save it as a JPEG of quality 10."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=10)
    return Image.open(file).convert("RGB")


def marked(picture: Image.Image) -> Image.Image:
    """Put a large mark on it."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    draw.ellipse((160, 100, 320, 240), "white")
    draw.text((190, 150), "SALE SALE", "red")
    return copy


def squashed(picture: Image.Image) -> Image.Image:
    """Make a square of it."""
    return picture.resize((300, 300))


QUARTER = (0.3, 0.25, 0.8, 0.75)

CASES: list[tuple[str, Edit, tuple[str, ...], Quad, Quad]] = [
    ("saved small", lambda p: saved(p).resize((240, 180)), ("same_picture",), WHOLE, WHOLE),
    ("64 pixels", lambda p: p.resize((64, 48)), ("same_picture",), WHOLE, WHOLE),
    ("blurred", lambda p: p.filter(ImageFilter.GaussianBlur(2.5)), ("same_picture",), WHOLE, WHOLE),
    ("squashed", squashed, ("same_picture",), WHOLE, WHOLE),
    ("marked", marked, ("same_picture",), WHOLE, WHOLE),
    ("crop", cut(QUARTER), ("crop_of",), part(*QUARTER), WHOLE),
    ("page", pasted, ("contains",), WHOLE, part(0.25, 0.5, 0.75, 0.8333)),
    ("mirror", ImageOps.mirror, ("same_picture", "mirrored"), WHOLE, WHOLE),
    ("half a turn", lambda p: p.rotate(180), ("same_picture", "rotated"), WHOLE, WHOLE),
    ("a quarter", lambda p: p.rotate(90, expand=True), ("same_picture", "rotated"), WHOLE, WHOLE),
    ("grey", lambda p: ImageOps.grayscale(p).convert("RGB"), ("same_picture", "recoloured"), WHOLE, WHOLE),
    (
        "brighter",
        lambda p: ImageEnhance.Brightness(p).enhance(1.5),
        ("same_picture", "recoloured"),
        WHOLE,
        WHOLE,
    ),
    (
        "mirrored crop, turned colours",
        lambda p: Image.merge("RGB", ImageOps.mirror(cut(QUARTER)(p)).split()[::-1]),
        ("crop_of", "mirrored", "recoloured"),
        part(*QUARTER),
        WHOLE,
    ),
]


@pytest.mark.parametrize(
    ("edit", "labels", "box", "query_box"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_copy_gets_its_labels_and_boxes(
    edit: Edit, labels: tuple[str, ...], box: Quad, query_box: Quad
) -> None:
    """The relation comes first, then what was changed; both boxes lie where they should. Another picture gets nothing."""
    found = verdict(edit(scene(1)), scene(1))

    assert found.labels == labels
    assert found.query_box is not None
    assert overlap(found.boxes[0], box) > 0.95
    assert overlap(found.query_box, query_box) > 0.95
    assert found.detail
    assert verdict(edit(scene(1)), scene(2)) == Verdict()


@pytest.mark.parametrize("angle", [-25, 7])
def test_a_slanted_picture_with_filled_corners_is_the_same(angle: int) -> None:
    """Only its corners are beside the picture; the box in it is slanted too."""
    found = verdict(
        scene(4).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white"), scene(4)
    )

    assert found.labels == ("same_picture", "rotated")
    assert f"turned by {abs(angle)}°" in found.detail
    assert found.query_box is not None
    assert overlap(found.query_box, WHOLE) < 0.9


def test_the_other_way_round_a_crop_contains() -> None:
    """The whole was given, and the library has the part."""
    found = verdict(scene(5), cut(QUARTER)(scene(5)))

    assert found.labels == ("contains",)
    assert found.query_box is not None
    assert overlap(found.query_box, part(*QUARTER)) > 0.95


def test_the_same_thing_before_another_scene_is_no_copy() -> None:
    """A large sign that stands in two photos matches point by point, and is neither the same picture nor a crop."""
    sign = scene(30, 160, 120)
    first, second = scene(31), scene(32)
    first.paste(sign, (40, 60))
    second.paste(sign, (250, 200))

    assert verdict(first, second).labels == ()
    assert verdict(sign, second).labels == ("crop_of",)


@pytest.mark.parametrize("colour", ["white", "black", "teal"])
def test_plain_pictures_prove_nothing(colour: str) -> None:
    """Two plain pictures look the same, and nothing can tell whether they are."""
    assert verdict(Image.new("RGB", (300, 200), colour), Image.new("RGB", (300, 200), colour)) == Verdict()


def test_soft_shapes_alone_are_compared_as_a_whole() -> None:
    """A picture without points is proved by its pixels, turned and mirrored too; another soft one is not."""
    soft = scene(8).filter(ImageFilter.GaussianBlur(14))
    other = scene(9).filter(ImageFilter.GaussianBlur(14))

    assert len(extract(pixels(other))) < 60
    assert verdict(soft.resize((60, 45)), other).labels == ()


def test_chance_plays_no_part() -> None:
    """The same pair gives the same verdict to the last digit."""
    noise = np.random.default_rng(1).normal(0, 12, (360, 480, 3))
    given = Image.fromarray(np.clip(pixels(scene(6)) + noise, 0, 255).astype(np.uint8))

    assert verdict(given, scene(6)) == verdict(given, scene(6))
    assert verdict(given, scene(6)).labels == ("same_picture",)
