"""Laws of the geometry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.imaging.fitting import crop_box, side_within

SIDES = st.integers(1, 70_000)


@given(width=SIDES, height=SIDES, side=st.integers(1, 1024))
def test_the_crop_lies_inside_and_is_square(width: int, height: int, side: int) -> None:
    """The part cut out lies inside the picture, spans the short side and is a square but for rounding."""
    left, top, right, bottom = crop_box((width, height), side)
    assert left >= 0
    assert top >= 0
    assert left < right <= width
    assert top < bottom <= height
    short = min(width, height)
    assert (
        min(right - left, bottom - top) >= short * 0.999 or max(right - left, bottom - top) >= short * 0.999
    )
    # The long side is rounded down to whole pixels before the crop, which stretches it by less than one of them.
    assert abs((right - left) - (bottom - top)) <= short / side + 1e-6 * max(width, height)


@given(width=SIDES, height=SIDES, side=st.integers(1, 1024))
def test_the_crop_is_the_centre(width: int, height: int, side: int) -> None:
    """What is left and right of the crop differs by one pixel of the result at most; so above and below."""
    left, top, right, bottom = crop_box((width, height), side)
    pixel = max(width, height) / max(1, int(side * max(width, height) / min(width, height))) + 1e-6 * max(
        width, height
    )
    assert abs(left - (width - right)) <= pixel
    assert abs(top - (height - bottom)) <= pixel


@given(width=SIDES, height=SIDES, longest=st.integers(1, 4096))
def test_a_bounded_size_keeps_its_shape(width: int, height: int, longest: int) -> None:
    """The result fits, never grows, never vanishes, and keeps the aspect to within rounding."""
    new_width, new_height = side_within((width, height), longest)
    assert 1 <= new_width <= min(width, longest)
    assert 1 <= new_height <= min(height, longest)
    scale = max(new_width, new_height) / max(width, height)
    assert abs(new_width - width * scale) <= 1
    assert abs(new_height - height * scale) <= 1
