from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.features.consistency import Consistent
from bowerbird_engine.features.postings import Votes
from bowerbird_engine.search.copy_votes import (
    MOST,
    Copies,
    candidates,
    copies_of,
    joined,
    of_each,
    percent_of,
)
from bowerbird_engine.search.refining import POOL, agreed, pool_of, refined
from bowerbird_engine.search.semantic import Likeness
from bowerbird_engine.search.similarity import Ranks, Scale
from fakes.encoders import FAKE_CURVES

SCALE = FAKE_CURVES.picture
EVERYTHING = np.arange(1, 1000, dtype=np.int64)


def votes_of(weights: dict[int, float]) -> Votes:
    """Make votes of these weights."""
    keys = sorted(weights)
    values = np.array([weights[key] for key in keys], np.float32)
    return Votes(np.array(keys, np.int64), values)


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
    known, together = joined(likeness_of(percent), nearest_of({3: 10.0}, 1), voted, SCALE)
    assert keys_of(together.keys) == [3, 77, 1, 2]
    assert keys_of(known.keys) == [1, 2, 3]
    assert together.percent[0] > together.percent[1] > 95
    _, without = joined(likeness_of(percent), nearest_of({}, 0), copies({}), SCALE)
    assert keys_of(without.keys) == [1, 2, 3]


def test_few_votes_leave_the_order() -> None:
    """A detail or two that pictures share by chance bring nothing up."""
    _, together = joined(likeness_of({1: 80.0, 2: 60.0}), nearest_of({2: 60.0}, 1), copies({2: 11.0}), SCALE)
    assert keys_of(together.keys) == [1, 2]


def test_copies_of_several_pictures_count_for_the_surest() -> None:
    """Each once, with the details that it shares with the picture of which it is most surely a copy."""
    both = of_each([copies({3: 50.0, 5: 16.0}), copies({5: 60.0, 4: 12.0}), copies({})])
    assert keys_of(both.keys) == [5, 3, 4]
    assert both.details == {5: 6, 3: 5}
    assert both.percent.tolist() == sorted(both.percent, reverse=True)
    alone = copies({3: 50.0})
    assert of_each([alone]) is alone


def test_a_copy_of_one_of_several_pictures_comes_up() -> None:
    """The others keep to how they stand to each picture, which is not the order of their percentages."""
    listed = agreed(likeness_of({1: 80.0, 2: 60.0, 3: 10.0}), [np.array([1.0, 2.0, 0.5])], [1.0])
    assert keys_of(listed.keys) == [2, 1, 3]
    _, together = joined(listed, nearest_of({3: 10.0}, 1), copies({3: 200.0}), SCALE)
    assert keys_of(together.keys) == [3, 2, 1]
    _, faint = joined(listed, nearest_of({3: 10.0}, 1), copies({3: 11.0}), SCALE)
    assert keys_of(faint.keys) == [2, 1, 3]


@pytest.mark.parametrize("scale", [SCALE, Ranks()])
@pytest.mark.parametrize("seed", range(5))
def test_words_beside_a_picture_keep_its_copy_first_until_they_outweigh_it(seed: int, scale: Scale) -> None:
    """A copy that looks like nothing belongs to the pool; without its votes it does not, and stays where it was."""
    random = np.random.default_rng(seed)
    number = 400
    percent = dict(zip(range(1, number + 1), np.linspace(30, 0, number).tolist(), strict=True))
    listed = likeness_of(percent)
    _, together = joined(listed, nearest_of({number: 0.0}, 1), copies({number: 200.0}), scale)
    pool = pool_of(together, 10_000, {number})
    assert number in pool
    assert number not in pool_of(listed, 10_000)
    assert len(pool) == POOL
    described = likeness_of({key: float(random.uniform(0, 60)) for key in keys_of(pool) if key != number})
    described = likeness_of(
        dict(zip(keys_of(described.keys), described.percent.tolist(), strict=True)) | {number: 20.0}
    )
    assert keys_of(refined(together, described, (), weight=0.5).keys)[0] == number
    by_words = refined(together, described, (), weight=1.0)
    assert keys_of(by_words.keys)[0] == keys_of(described.keys)[0] != number
    assert keys_of(refined(together, described, (), weight=0.0).keys) == keys_of(together.keys)


percents = st.dictionaries(
    st.integers(1, 30),
    st.floats(0, 99).map(lambda value: round(value, 1)),
    min_size=2,
    max_size=20,
)


@given(percents, st.dictionaries(st.integers(1, 40), st.floats(0, 200), max_size=10), st.integers(1, 20))
@example(dict.fromkeys(range(1, 8), 0.0), {1: 10.0, 2: 10.0}, 6)  # the last of the list is a copy itself
def test_a_deeper_list_goes_on_where_the_other_ends(
    percent: dict[int, float], weights: dict[int, float], depth: int
) -> None:
    """However deep the list goes: its beginning is the same, it falls, nothing is there twice, and none is missing."""
    distinct = {key: value + key / 1000 for key, value in percent.items()}
    found = copies({key: weight for key, weight in weights.items() if key in distinct})
    voted = likeness_of({key: distinct[key] for key in keys_of(found.keys)})
    _, shallow = joined(nearest_of(distinct, depth), voted, found, SCALE)
    _, deep = joined(likeness_of(distinct), voted, found, SCALE)
    assert keys_of(deep.keys)[: len(shallow.keys)] == keys_of(shallow.keys)
    assert len(shallow.keys) >= min(depth, len(distinct))
    assert sorted(keys_of(deep.keys)) == sorted(distinct)
    assert np.all(np.diff(deep.percent) <= 0)
