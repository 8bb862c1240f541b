"""At what size a picture is looked at before it is read."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.ocr.glance import (
    CLEAR,
    LEAST_SIDE,
    MOST_SIDE,
    SMALLEST,
    glance_side,
    glanced,
    missed,
    reduced,
)


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


def box(left: int, top: int, width: int, height: int) -> list[list[int]]:
    """Give the corners of a level line."""
    right, bottom = left + width, top + height
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def test_what_only_the_look_sees_clearly_is_added() -> None:
    """Neither what full size found too, whole or in parts, nor what is doubtful."""
    found = np.array([box(10, 10, 100, 20), box(10, 100, 40, 20)], np.int32)
    alone, twice, around, doubtful = (
        box(200, 10, 20, 90),
        box(12, 11, 96, 19),
        box(0, 90, 200, 40),
        box(300, 300, 50, 20),
    )
    seen = np.array([alone, twice, around, doubtful], np.int32)
    assert missed(seen, [0.9, 0.9, 0.9, CLEAR - 0.01], found).tolist() == [alone]
    assert missed(seen, [0.9, 0.9, 0.9, CLEAR], found[:0]).tolist() == seen.tolist()
    assert missed(seen[:0], [], found).shape == (0, 4, 2)
