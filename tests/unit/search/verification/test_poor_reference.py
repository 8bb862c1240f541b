"""Warnings about pictures that are too poor to be found again: each says why, and ordinary pictures get none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bowerbird_engine.search.verification.poor_reference import poor_reference
from fakes.scenes import pixels, scene

SAMPLES = Path(__file__).parents[4] / "samples"


def told(picture: Image.Image) -> str:
    """Give the warnings of a picture as a search sees it."""
    width, height = picture.size
    seen = picture.convert("RGB")
    seen.thumbnail((640, 640))
    return " ".join(poor_reference(pixels(seen), width, height))


def with_a_dot() -> Image.Image:
    """Draw next to nothing."""
    picture = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(picture).rectangle((10, 10, 70, 60), "black")
    return picture


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (scene(1).resize((48, 36)), "measures only 48 x 36 pixels"),
        (scene(1).crop((0, 0, 400, 20)), "measures only 400 x 20 pixels"),
        (Image.new("RGB", (600, 400), "teal"), "nearly blank"),
        (with_a_dot(), "little but plain surface"),
        (scene(1).resize((40, 30)).resize((640, 480), Image.Resampling.BICUBIC), "looks enlarged"),
    ],
    ids=["tiny", "a strip", "blank", "plain surface", "enlarged"],
)
def test_a_poor_picture_is_told_what_is_poor_about_it(picture: Image.Image, why: str) -> None:
    """One warning, which names the reason and says what to give instead."""
    assert why in told(picture)
    assert "Give" in told(picture)


@pytest.mark.parametrize("seed", range(5))
def test_ordinary_pictures_get_no_warning(seed: int) -> None:
    """Neither does a small one that is as sharp as its pixels allow, a soft one, or noise."""
    noise = np.random.default_rng(seed).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    for picture in (scene(seed), scene(seed).resize((80, 60)), Image.fromarray(noise)):
        assert told(picture) == ""


def test_no_sample_is_called_poor() -> None:
    """Photos, drawings, labels, textures and screenshots are all good enough to search with."""
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in {".jpg", ".png", ".webp"}]

    assert len(files) > 60
    assert {path.name: told(Image.open(path)) for path in files if told(Image.open(path))} == {}
