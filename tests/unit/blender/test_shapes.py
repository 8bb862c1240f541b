"""Proportions."""

from __future__ import annotations

import pytest

from bowerbird.model.shapes import is_equirectangular, plane_size


@pytest.mark.parametrize(
    ("size", "is_one"),
    [((4096, 2048), True), ((8000, 4001), True), ((2000, 1000), True), ((1920, 1080), False), ((1000, 2000), False),
     ((2100, 1000), False), ((100, 0), False), ((0, 0), False)],
)  # fmt: skip
def test_panoramas_are_twice_as_wide_as_high(size: tuple[int, int], is_one: bool) -> None:
    """Pictures of two to one are panoramas, off by some pixels too; others are none."""
    assert is_equirectangular(*size) is is_one


def test_planes_have_the_proportions_of_their_picture() -> None:
    """A plane is one unit high, and as wide as its picture says; of what has no size it is a square."""
    assert plane_size(60, 40) == (1.5, 1.0)
    assert plane_size(40, 80, high=2.0) == (1.0, 2.0)
    assert plane_size(0, 40) == (1.0, 1.0)
