"""Laws of what a scan may drop by itself, and what waits for a yes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.scanning.losses import FEWEST, MOST_OF_A_SCAN, Loss, asked_about


@st.composite
def losses(draw: st.DrawFn) -> Loss:
    """Make up what one root lost, often near the bounds."""
    known = draw(st.integers(0, 300) | st.integers(0, 20_000))
    return Loss(draw(st.integers(0, known)), known, draw(st.integers(0, 300) | st.integers(0, 2000)))


scans = st.dictionaries(st.integers(1, 5), losses(), max_size=5)


@given(scans)
def test_what_goes_unasked_is_never_more_than_a_fifth_of_a_root_nor_than_1000(scan: dict[int, Loss]) -> None:
    """However losses fall into roots, what is dropped without a yes within a day stays within both bounds."""
    asked = asked_about(scan)
    dropped = {root: loss for root, loss in scan.items() if root not in asked and loss.gone}
    assert sum(loss.gone + loss.lately for loss in dropped.values()) <= MOST_OF_A_SCAN
    for loss in dropped.values():
        lost = loss.gone + loss.lately
        assert lost < FEWEST or 5 * lost <= loss.known + loss.lately


@given(scans)
def test_nothing_is_asked_where_nothing_is_gone(scan: dict[int, Loss]) -> None:
    """A root that lost nothing now has nothing to ask about, whatever it lost before."""
    assert all(scan[root].gone for root in asked_about(scan))


@given(scans, st.integers(1, 5), st.integers(1, 50))
def test_a_larger_loss_is_asked_about_where_a_smaller_one_is(
    scan: dict[int, Loss], root: int, more: int
) -> None:
    """Losing more of the same pictures never ends a question."""
    loss = scan.get(root)
    if loss is None or loss.gone + more > loss.known:
        return
    larger = scan | {root: replace(loss, gone=loss.gone + more)}
    assert asked_about(scan) <= asked_about(larger)


@given(st.integers(100, 4000), st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_a_folder_that_is_emptied_bit_by_bit_is_asked_about_in_time(known: int, bits: list[int]) -> None:
    """Scans that see a folder go in pieces drop no more than one that sees it gone at once."""
    left, dropped = known, 0
    for bit in bits:
        gone = min(bit, left)
        if gone and not asked_about({1: Loss(gone, left, dropped)}):
            dropped += gone
        left -= gone
    assert dropped < FEWEST or 5 * dropped <= known
    assert dropped <= MOST_OF_A_SCAN


NOTHING = frozenset[int]()


@pytest.mark.parametrize(
    ("scan", "asked"),
    [
        ({1: Loss(20, 100)}, NOTHING),
        ({1: Loss(21, 100)}, {1}),
        ({1: Loss(19, 19)}, NOTHING),
        ({1: Loss(20, 20)}, {1}),
        ({1: Loss(1000, 10_000)}, NOTHING),
        ({1: Loss(1001, 10_000)}, {1}),
        ({1: Loss(600, 10_000), 2: Loss(401, 10_000), 3: Loss(0, 5)}, {1, 2}),
        ({1: Loss(30, 100), 2: Loss(30, 1000)}, {1}),
        ({1: Loss(1, 81, lately=20)}, {1}),
        ({1: Loss(1, 9000, lately=1000)}, {1}),
    ],
)
def test_the_bounds_themselves(scan: dict[int, Loss], asked: set[int]) -> None:
    """Just at a bound nothing is asked, and just above it everything that it concerns."""
    assert asked_about(scan) == asked
