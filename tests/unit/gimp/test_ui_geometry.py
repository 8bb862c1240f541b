"""Where the pictures of the window lie, and how the keyboard goes from one to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_for_gimp.ui.geometry import Laid, fit, lay_out, rendition

SIZES = st.lists(
    st.tuples(st.none() | st.integers(0, 20_000), st.none() | st.integers(0, 20_000)), max_size=60
)
GAP, BELOW, CAPTION = 14, 4, 50


def _laid(sizes: list[tuple[int | None, int | None]], width: int = 380, target: int = 150) -> Laid:
    return lay_out(sizes, width=width, target=target, gap=GAP, below=BELOW, caption=CAPTION, least=90)


@given(SIZES, st.integers(280, 3000))
def test_no_two_pictures_lie_on_each_other_and_none_outside(
    sizes: list[tuple[int | None, int | None]], width: int
) -> None:
    """Whatever sizes the hub tells, each picture has a place of its own, inside of the width."""
    laid = _laid(sizes, width)

    assert len(laid.spots) == len(sizes)
    for before, after in zip(laid.spots, laid.spots[1:], strict=False):
        if before.row == after.row:
            assert after.left >= before.left + before.width + GAP - 1
        else:
            assert after.top >= before.top + before.height + CAPTION + BELOW
    assert all(spot.left >= 0 and spot.left + spot.width <= width + 1 for spot in laid.spots)
    assert laid.height == max((spot.top + spot.height + CAPTION for spot in laid.spots), default=0)


@given(SIZES.filter(bool), st.integers(0, 4000), st.integers(1, 900))
def test_what_is_seen_is_what_lies_there(
    sizes: list[tuple[int | None, int | None]], top: int, page: int
) -> None:
    """`between` gives exactly the rows that reach into the part that is seen."""
    laid = _laid(sizes)

    seen = set(laid.between(top, top + page))

    for index, spot in enumerate(laid.spots):
        reaches = spot.top <= top + page and spot.top + spot.height + CAPTION >= top
        # Pictures of one row share a height, so a row is seen as a whole.
        assert (index in seen) == reaches


def test_rows_fill_the_width_and_the_last_one_is_not_blown_up() -> None:
    """A full row ends at the right edge; a single picture at the end keeps the usual height."""
    laid = _laid([(4, 3)] * 5)

    for row, _start in enumerate(laid.starts[:-1]):
        last = max((spot for spot in laid.spots if spot.row == row), key=lambda spot: spot.left)
        assert 380 - 3 <= last.left + last.width <= 380
    assert laid.spots[-1].height == 150


def test_narrow_windows_show_few_pictures_in_a_row() -> None:
    """Tall pictures do not crowd: their places are never narrower than is needed for their captions."""
    laid = _laid([(1, 3)] * 12, width=280, target=100)

    assert max(sum(spot.row == row for spot in laid.spots) for row in range(len(laid.starts))) == 3
    # Control: a wide window holds more of them.
    assert sum(spot.row == 0 for spot in _laid([(1, 3)] * 12, width=1200, target=100).spots) > 6


@given(SIZES.filter(bool), st.data())
def test_up_and_down_end_in_the_row_that_is_meant(
    sizes: list[tuple[int | None, int | None]], data: st.DataObject
) -> None:
    """So many rows below, or in the first or last row, and there at the nearest place."""
    laid = _laid(sizes)
    index = data.draw(st.integers(0, len(sizes) - 1))
    rows = data.draw(st.integers(-5, 5))

    to = laid.moved(index, rows=rows)

    wanted = min(max(laid.spots[index].row + rows, 0), len(laid.starts) - 1)
    assert laid.spots[to].row == wanted
    middle = laid.spots[index].left + laid.spots[index].width / 2
    if wanted != laid.spots[index].row:
        distances = {
            each: abs(spot.left + spot.width / 2 - middle)
            for each, spot in enumerate(laid.spots)
            if spot.row == wanted
        }
        assert distances[to] == min(distances.values())
    else:
        assert to == index


@pytest.mark.parametrize(
    ("side", "size"), [(80, 160), (177, 160), (178, 320), (300, 320), (400, 640), (5000, 640)]
)
def test_thumbnails_are_as_large_as_is_sharp(side: float, size: int) -> None:
    """The smallest that is nearly as large as its place, and the largest where none is."""
    assert rendition(side) == size


@given(st.integers(0, 9000), st.integers(0, 9000), st.integers(1, 900), st.integers(1, 900))
def test_a_picture_fits_its_room(width: int, height: int, room_width: int, room_height: int) -> None:
    """It is at least one pixel, and touches the room on one side without going over it."""
    wide, high = fit(width, height, room_width, room_height)

    assert 1 <= wide <= room_width
    assert 1 <= high <= room_height
    if width > 20 and height > 20 and 0.1 < width / height < 10:
        assert wide == room_width or high == room_height
