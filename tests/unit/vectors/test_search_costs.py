"""Which way of searching is chosen, and how many candidates the graph is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.vectors.search_costs import SearchCosts

COSTS = SearchCosts()
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("rows", "allowed", "limit", "pays"),
    [
        (MILLION, MILLION, 256, True),
        (MILLION, MILLION - 100, 256, True),
        (MILLION, MILLION // 2, 256, True),
        (MILLION, MILLION // 10, 256, True),
        (MILLION, MILLION // 100, 256, False),
        (MILLION, 256, 256, False),
        (MILLION, MILLION, 16_384, False),
        (20_000, 20_000, 256, False),
    ],
)
def test_the_cheapest_way_is_chosen(*, rows: int, allowed: int, limit: int, pays: bool) -> None:
    """A page of a large library goes through the graph; few allowed ones, deep lists and small libraries do not."""
    asked = COSTS.candidates(rows, allowed, limit)
    assert COSTS.graph_pays(asked, rows=rows, allowed=allowed, beside=0) == pays


def test_what_stands_beside_the_graph_makes_it_dear() -> None:
    """With a tenth of a million vectors in the graph, comparing the others costs more than the scan."""
    asked = COSTS.candidates(MILLION, MILLION, 256)
    assert COSTS.graph_pays(asked, rows=MILLION, allowed=MILLION, beside=10_000)
    assert not COSTS.graph_pays(asked, rows=MILLION, allowed=MILLION, beside=900_000)


ROWS = st.integers(1, 10**8)


@given(rows=ROWS, share=st.floats(0.0, 1.0), limit=st.integers(1, 10**6), found=st.integers(0, 10**6))
def test_a_search_that_found_too_few_ends(rows: int, share: float, limit: int, found: int) -> None:
    """Each round asks for at least twice as many, so that a few rounds lead to the exact way; never fewer than needed."""
    allowed = int(rows * share)
    asked = COSTS.candidates(rows, allowed, limit)
    assert asked >= max(limit, COSTS.least_candidates)
    assert COSTS.more_candidates(asked, min(found, limit - 1), limit) >= 2 * asked
    assert not COSTS.graph_pays(rows, rows=rows, allowed=allowed, beside=0)


@given(rows=ROWS, limit=st.integers(1, 10**6))
def test_fewer_allowed_never_ask_for_less(rows: int, limit: int) -> None:
    """The narrower the filter, the further the graph has to be asked."""
    asked = [COSTS.candidates(rows, rows // part, limit) for part in (1, 2, 10, 100, 10**9)]
    assert asked == sorted(asked)
