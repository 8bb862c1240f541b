"""Which way of searching is chosen, and for how many candidates the graph is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.vectors.graph_keeping import USUAL
from bowerbird_engine.vectors.search_costs import SearchCosts

COSTS = SearchCosts()
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("rows", "allowed", "limit", "pays"),
    [
        (MILLION, MILLION, 256, True),
        (MILLION, MILLION - 100, 256, True),
        (MILLION, MILLION // 2, 256, False),
        (MILLION, MILLION // 100, 256, False),
        (MILLION, 256, 256, False),
        (MILLION, MILLION, 1024, False),
        (MILLION, MILLION, 16_384, False),
        (200_000, 200_000, 256, False),
        (0, 0, 10, False),
    ],
)
def test_the_right_way_is_chosen(*, rows: int, allowed: int, limit: int, pays: bool) -> None:
    """A page of a large library goes through the graph; filters, deep lists and smaller libraries do not."""
    assert COSTS.graph_pays(limit, rows=rows, allowed=allowed, beside=0) == pays


def test_the_size_from_which_libraries_have_a_graph_is_one_at_which_it_pays() -> None:
    """Where a graph is built it is asked, with as much beside it as may stand there; where it is not it would not be."""
    large, beside = USUAL.large, USUAL.enough_outside
    assert COSTS.graph_pays(256, rows=large, allowed=large, beside=beside)
    assert not COSTS.graph_pays(256, rows=large // 2, allowed=large // 2, beside=0)


def test_what_stands_beside_the_graph_makes_it_dear() -> None:
    """With a tenth of a million vectors in the graph, comparing the others costs more than the scan."""
    assert COSTS.graph_pays(256, rows=MILLION, allowed=MILLION, beside=10_000)
    assert not COSTS.graph_pays(256, rows=MILLION, allowed=MILLION, beside=900_000)


ROWS = st.integers(1, 10**8)


@given(rows=ROWS, share=st.floats(0.0, 1.0), limit=st.integers(1, 10**6))
def test_a_graph_is_asked_for_enough_and_not_for_most(rows: int, share: float, limit: int) -> None:
    """Never for fewer than needed; and never where it would have to give a fiftieth of all rows."""
    assert COSTS.candidates(limit) >= max(limit, COSTS.least_candidates)
    if COSTS.graph_pays(limit, rows=rows, allowed=int(rows * share), beside=0):
        assert COSTS.candidates(limit) < rows / 50
        assert int(rows * share) >= COSTS.allowed_share * rows


@given(rows=ROWS, allowed=st.integers(0, 10**8))
def test_a_filter_never_costs_more_than_no_filter(rows: int, allowed: int) -> None:
    """Comparing what is allowed costs no more than comparing all."""
    assert COSTS.exactly(rows, min(allowed, rows)) <= COSTS.exactly(rows, rows)
