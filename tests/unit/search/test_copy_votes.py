from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.features.consistency import Consistent
from bowerbird_engine.features.postings import Votes
from bowerbird_engine.search.copy_votes import MOST, Copies, candidates, copies_of, joined, percent_of
from bowerbird_engine.search.semantic import Likeness

EVERYTHING = np.arange(1, 1000, dtype=np.int64)


def votes_of(weights: dict[int, float]) -> Votes:
    """Make votes of these weights."""
    keys = sorted(weights)
    values = np.array([weights[key] for key in keys], np.float32)
    return Votes(np.array(keys, np.int64), values, np.ones(len(keys), np.int64))


def likeness_of(percent: dict[int, float], *, complete: bool = True) -> Likeness:
    """Make a falling list."""
    keys = sorted(percent, key=lambda key: (-percent[key], key))
    values = np.array([percent[key] for key in keys], np.float64)
    return Likeness(
        np.array(keys, np.int64),
        (values / 100).astype(np.float32),
        values,
        np.array([0.1], np.float32),
        complete=complete,
    )


def nearest_of(percent: dict[int, float], depth: int) -> Likeness:
    """Give the first of a list, as a search to that depth does."""
    whole = likeness_of(percent)
    return Likeness(
        whole.keys[:depth],
        whole.cosines[:depth],
        whole.percent[:depth],
        whole.background,
        complete=depth >= len(whole.keys),
    )


def copies(weights: dict[int, float]) -> Copies:
    """Choose copies by the weights of votes that agree, one for each ten."""
    keys = sorted(weights)
    return copies_of(
        np.array(keys, np.int64), [Consistent(weights[key], int(weights[key] // 10)) for key in keys]
    )


def keys_of(array: Int64Array) -> list[int]:
    """Give keys as numbers."""
    return [int(key) for key in array]


def test_more_votes_read_more_and_none_read_nothing() -> None:
    """What different pictures give each other reads little, what copies give reads much."""
    percent = percent_of(np.array([0.0, 6.0, 15.0, 25.0, 500.0]))
    assert np.all(np.diff(percent) > 0)
    assert percent[0] < 1e-9
    assert percent[1] < 2
    assert percent[2] == pytest.approx(49.5)
    assert 90 < percent[3] < percent[4] <= 99


def test_only_what_is_allowed_is_a_candidate_and_few_of_it() -> None:
    """Those with most votes are looked at; what is outside the folders that were asked for is left out."""
    votes = votes_of({3: 50.0, 4: 500.0, 5: 60.0})
    assert keys_of(candidates(votes, np.array([3, 5, 6], np.int64))) == [3, 5]
    many = votes_of({key: float(key) for key in range(1, 200)})
    assert keys_of(candidates(many, EVERYTHING)) == list(range(200 - MOST, 200))


def test_copies_come_by_their_votes() -> None:
    """Each with the number of its details where these are worth telling; too few bring up nothing."""
    found = copies({3: 50.0, 5: 60.0, 6: 3.0, 7: 11.0})
    assert keys_of(found.keys) == [5, 3, 7]
    assert found.details == {5: 6, 3: 5}


def test_a_copy_that_looks_different_comes_up() -> None:
    """A picture at the end of the list, or beyond it, or without a vector stands before what only looks alike."""
    percent = {1: 80.0, 2: 60.0, 3: 10.0}
    voted = copies({3: 200.0, 77: 150.0})
    known, together = joined(likeness_of(percent), nearest_of({3: 10.0}, 1), voted)
    assert keys_of(together.keys) == [3, 77, 1, 2]
    assert keys_of(known.keys) == [1, 2, 3]
    assert together.percent[0] > together.percent[1] > 95
    _, without = joined(likeness_of(percent), nearest_of({}, 0), copies({}))
    assert keys_of(without.keys) == [1, 2, 3]


def test_few_votes_leave_the_order() -> None:
    """A detail or two that pictures share by chance bring nothing up."""
    _, together = joined(likeness_of({1: 80.0, 2: 60.0}), nearest_of({2: 60.0}, 1), copies({2: 11.0}))
    assert keys_of(together.keys) == [1, 2]


percents = st.dictionaries(
    st.integers(1, 30),
    st.floats(0, 99).map(lambda value: round(value, 1)),
    min_size=2,
    max_size=20,
)


@given(percents, st.dictionaries(st.integers(1, 40), st.floats(0, 200), max_size=10), st.integers(1, 20))
def test_a_deeper_list_goes_on_where_the_other_ends(
    percent: dict[int, float], weights: dict[int, float], depth: int
) -> None:
    """However deep the list goes: its beginning is the same, it falls, nothing is there twice, and none is missing."""
    distinct = {key: value + key / 1000 for key, value in percent.items()}
    found = copies({key: weight for key, weight in weights.items() if key in distinct})
    voted = likeness_of({key: distinct[key] for key in keys_of(found.keys)})
    _, shallow = joined(nearest_of(distinct, depth), voted, found)
    _, deep = joined(likeness_of(distinct), voted, found)
    assert keys_of(deep.keys)[: len(shallow.keys)] == keys_of(shallow.keys)
    assert len(shallow.keys) >= min(depth, len(distinct))
    assert sorted(keys_of(deep.keys)) == sorted(distinct)
    assert np.all(np.diff(deep.percent) <= 0)
