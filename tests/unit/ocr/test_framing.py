"""How pictures are put before a recognizer, and its lines brought back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.ocr.framing import MAX_ASPECT, MIN_SIDE, frame, regions


def test_ordinary_picture_is_only_turned_to_bgr() -> None:
    """A picture of ordinary shape is not padded."""
    picture = np.zeros((300, 400, 3), np.uint8)
    picture[..., 0] = 200
    framed = frame(picture)
    assert framed.pixels.shape == (300, 400, 3)
    assert framed.pixels[0, 0].tolist() == [0, 0, 200]
    assert framed.pixels.flags.c_contiguous
    assert (framed.left, framed.top) == (0, 0)


@given(st.integers(1, 500), st.integers(1, 500))
def test_every_shape_becomes_bearable(height: int, width: int) -> None:
    """Whatever the shape, the frame is no strip and no speck, and holds the picture unchanged."""
    picture = np.random.default_rng(height * 1000 + width).integers(0, 256, (height, width, 3), np.uint8)
    framed = frame(picture)
    sides = framed.pixels.shape[:2]
    assert min(sides) >= MIN_SIDE
    assert max(sides) <= max(MIN_SIDE, np.ceil(min(sides) * MAX_ASPECT))
    inside = framed.pixels[framed.top : framed.top + height, framed.left : framed.left + width]
    assert np.array_equal(inside[:, :, ::-1], picture)


def test_padding_takes_the_border_colour() -> None:
    """Padding does not draw an edge that could be taken for a letter."""
    framed = frame(np.full((20, 600, 3), (10, 120, 240), np.uint8))
    assert np.unique(framed.pixels.reshape(-1, 3), axis=0).tolist() == [[240, 120, 10]]


def test_boxes_become_fractions_of_the_original() -> None:
    """A box in the padded frame is brought back to the picture, and what lies outside is clipped."""
    framed = frame(np.zeros((50, 600, 3), np.uint8))
    assert framed.top == 25
    box = np.array([[-5, 30], [300, 30], [300, 60], [-5, 60]], np.float32)
    (region,) = regions(framed, [box], ["  two\twords \n"], [1.2])
    assert region.box == pytest.approx((0, 0.1, 0.5, 0.1, 0.5, 0.7, 0, 0.7))
    assert region.text == "two words"
    assert region.score == 1.0


def test_blank_and_degenerate_lines_go() -> None:
    """Lines without text or without a height are no letters."""
    framed = frame(np.zeros((100, 100, 3), np.uint8))
    good = np.array([[10, 10], [60, 10], [60, 30], [10, 30]], np.float32)
    flat = np.array([[10, 10], [60, 10], [60, 11], [10, 11]], np.float32)
    found = regions(framed, [good, good, flat], ["kept", "   ", "flat"], [0.9, 0.9, 0.9])
    assert [region.text for region in found] == ["kept"]
