"""Laws of regions: where they lie in a picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.imaging.regions import LEAST_SIDE, before_turning, pixel_box, region_size
from bowerbird_engine.imaging.work import RefusalError


@given(
    size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    width=st.floats(0, 1),
    height=st.floats(0, 1),
)
def test_a_box_lies_in_its_picture(
    size: tuple[int, int], x: float, y: float, width: float, height: float
) -> None:
    """Whatever the fractions, no edge leaves the picture, and a size that is told is at least the least."""
    left, top, right, bottom = pixel_box((x, y, width, height), size)
    assert 0 <= left <= right <= size[0]
    assert 0 <= top <= bottom <= size[1]
    try:
        assert min(region_size((x, y, width, height), size)) >= LEAST_SIDE
    except RefusalError:
        assert min(right - left, bottom - top) < LEAST_SIDE


@given(orientation=st.integers(1, 8), region=st.tuples(*[st.floats(0, 0.5)] * 4), width=st.integers(9, 99))
def test_turning_keeps_a_region_inside(
    orientation: int, region: tuple[float, float, float, float], width: int
) -> None:
    """Whichever way a picture is stored, its region is as large there and leaves it nowhere."""
    x, y, across, down = before_turning(region, orientation)
    assert sorted((across, down)) == sorted(region[2:])
    assert min(x, y) >= -1e-12
    assert max(x + across, y + down) <= 1 + 1e-12
    assert before_turning(region, 99) == region
