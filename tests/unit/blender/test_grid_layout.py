"""How results are laid out in a sidebar of any width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.model.grid_layout import LEAST, MOST, UNIT, Pages, ShownPage, grid, rows_of, units


@pytest.mark.parametrize(("width", "columns"), [(120, 1), (280, 2), (560, 5), (1200, 12)])
def test_a_wider_sidebar_has_more_columns(width: int, columns: int) -> None:
    """Thumbnails stay about as large as they are wanted, and their number follows from the room."""
    assert grid(units(width, 1.0), 5.0).columns == columns


def test_the_same_at_every_scale() -> None:
    """A sidebar twice as wide on a screen with twice as many pixels looks the same, with twice as many pixels each."""
    usual, fine = grid(units(280, 1.0), 5.0), grid(units(560, 2.0), 5.0)

    assert usual == fine
    assert fine.pixels(2.0) == pytest.approx(2 * usual.pixels(1.0), abs=1)


@given(st.floats(0, 8000), st.floats(0.5, 4), st.floats(1, 12))
def test_a_grid_fits_into_its_room(width: float, scale: float, wanted: float) -> None:
    """However wide: at least one column, thumbnails neither tiny nor huge, and no more than there is room for."""
    room = units(width, scale)
    made = grid(room, wanted)

    assert made.columns >= 1
    assert LEAST <= made.side <= MOST
    assert made.columns == 1 or made.columns * made.side <= room + 1e-6
    assert made.pixels(scale) >= LEAST * UNIT * scale - 1


def test_rows_hold_all_in_their_order() -> None:
    """The last row may be shorter."""
    assert rows_of((1, 2, 3, 4, 5), 2) == [(1, 2), (3, 4), (5,)]
    assert rows_of((), 3) == []


@given(st.integers(0, 500), st.integers(1, 60), st.integers(-5, 600))
def test_pages_hold_each_result_once(total: int, size: int, page: int) -> None:
    """All pages together are all results; a page that is not there any more is the nearest one."""
    pages, items = Pages(total, size), tuple(range(total))

    assert tuple(item for number in range(pages.count) for item in pages.of(items, number)) == items
    assert 0 <= pages.nearest(page) < pages.count
    assert pages.of(items, page) == pages.of(items, pages.nearest(page))


def test_other_results_begin_with_their_first_page() -> None:
    """The page that was opened belongs to the results in which it was opened."""
    shown = ShownPage(3, ("mug", 90.0))

    assert shown.in_(("mug", 90.0)) == 3
    assert shown.in_(("mug", 80.0)) == 0
    assert ShownPage().in_(None) == 0
