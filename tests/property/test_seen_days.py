"""Laws of how much time passed by the days on which the index ran."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.catalog.seen_days import AT_ONCE, counted_back

KEPT = 30

days = st.lists(st.integers(0, 30_000) | st.integers(20_000, 20_100), unique=True, max_size=60).map(
    lambda numbers: sorted(numbers, reverse=True)
)


@given(days, st.integers(1, 10_000))
def test_a_leap_ahead_counts_as_a_week_at_most(seen: list[int], leap: int) -> None:
    """Whatever the clock says, what left within the last 23 days that were counted is not forgotten."""
    if not seen:
        return
    before = counted_back([seen[0] + leap, *seen], KEPT)
    allowed = counted_back(seen, KEPT - AT_ONCE)
    assert before is None or (allowed is not None and before <= allowed)


@given(days)
def test_no_more_days_count_than_have_passed(seen: list[int]) -> None:
    """What is forgotten is at least as old as the calendar says."""
    before = counted_back(seen, KEPT)
    assert before is None or seen[0] - before >= KEPT


@given(st.integers(20_000, 30_000), st.lists(st.integers(1, AT_ONCE), min_size=KEPT, max_size=60))
def test_who_indexes_once_a_week_waits_no_longer(today: int, gaps: list[int]) -> None:
    """Where no gap is longer than a week, it is the first day that is old enough."""
    seen = [today - passed for passed in itertools.accumulate([0, *gaps])]
    assert counted_back(seen, KEPT) == next(day for day in seen if today - day >= KEPT)


def test_the_bounds_themselves() -> None:
    """By days, by weeks, after a leap, and where nothing is known."""
    assert counted_back(range(130, 90, -1), KEPT) == 100
    assert counted_back([130, 101], KEPT) is None
    assert counted_back([135, 128, 121, 114, 107, 100], KEPT) == 100
    assert counted_back([20_786, 20_785, 0], KEPT) is None
    assert counted_back([], KEPT) is None
    assert counted_back([7], 0) == 7
