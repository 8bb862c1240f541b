"""At what size a picture is looked at before it is read."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.ocr.glance import LEAST_SIDE, MOST_SIDE, SMALLEST, glance_side, glanced, reduced


def picture(height: int, width: int) -> Uint8Array:
    """Make a picture of noise."""
    return np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 2200), st.integers(1, 2200))
def test_a_look_is_always_much_cheaper_than_reading(height: int, width: int) -> None:
    """Small pictures are read at once; of others fewer than two thirds of the pixels are looked at."""
    longest = max(height, width)
    side = glance_side(np.zeros((height, width, 3), np.uint8))
    if longest <= SMALLEST:
        assert side is None
    else:
        assert side is not None
        assert LEAST_SIDE <= side <= MOST_SIDE
        assert (side / longest) ** 2 < 2 / 3


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 60))
def test_reduced_pictures_are_never_smaller_than_asked(height: int, width: int, side: int) -> None:
    """Halved at most once, and only where the look is at half or less."""
    small = reduced(picture(height, width), side)
    assert small.dtype == np.uint8
    if max(height, width) < 2 * side or min(height, width) < 2:
        assert small.shape == (height, width, 3)
    else:
        assert small.shape == (height // 2, width // 2, 3)
        assert max(small.shape[:2]) >= side - 1


def test_thin_strokes_stay() -> None:
    """Each pixel counts for a quarter; taking every second one would lose a line one pixel wide."""
    lined = np.zeros((100, 100, 3), np.uint8)
    lined[:, 51] = 200
    assert reduced(lined, 40)[:, 25].tolist() == [[100, 100, 100]] * 50
    assert not lined[::2, ::2].any()


def test_the_way_is_named() -> None:
    """The reader comes first, so that what it reads counts for both."""
    assert glanced("reader:model").partition("~")[0] == "reader:model"
    assert glanced("a") != glanced("b")
