"""The laws of avoiding: nothing is lost or added, each keeps its percentage, and how deep a list goes changes no page."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.search.avoiding import Unwanted, behind, split_in_two
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.query import Clue, Weights
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.reasons import FAINT
from bowerbird_engine.search.results import Likenesses, Ranking

CLUE = Clue("words", "", Weights(words=1.0), words="mug")
SURELY = 3.4
SPREADS = st.one_of(st.floats(-6, 9), st.just(float("nan")))


def a_ranking(percent: list[float], *, complete: bool = True) -> Ranking:
    """Make a list with these percentages, whose contents are numbered in no order."""
    keys = np.array([1 + (place * 7919) % 100_003 for place in range(len(percent))], np.int64)
    falling = np.array(sorted(percent, reverse=True), np.float64)
    return Ranking(
        CLUE, keys, falling, Evidence({}, {}), Likenesses(), frozenset(), itself=False, complete=complete
    )


@st.composite
def lists(draw: st.DrawFn) -> tuple[Ranking, list[Unwanted]]:
    """Draw a list and up to three things to avoid in it."""
    number = draw(st.integers(0, 40))
    ranking = a_ranking(draw(st.lists(st.floats(0, 100), min_size=number, max_size=number)))
    return ranking, [
        Unwanted(
            text, np.array(draw(st.lists(SPREADS, min_size=number, max_size=number)), np.float64), SURELY
        )
        for text in ("blue", "a dog", "people")[: draw(st.integers(1, 3))]
    ]


@given(lists())
def test_nothing_is_lost_or_changed(drawn: tuple[Ranking, list[Unwanted]]) -> None:
    """The list holds the same contents with the same percentages, and marks only those that stand out, by what they look like most."""
    ranking, unwanted = drawn
    result = behind(ranking, unwanted)
    before = dict(zip(ranking.keys.tolist(), ranking.percent.tolist(), strict=True))
    assert dict(zip(result.keys.tolist(), result.percent.tolist(), strict=True)) == before
    assert len(result.keys) == len(ranking.keys)
    assert result.complete
    of = {thing.text: dict(zip(ranking.keys.tolist(), thing.z.tolist(), strict=True)) for thing in unwanted}
    for key, text in result.avoided.items():
        assert of[text][key] >= 1
    for key in before:
        most = max((z[key] for z in of.values() if z[key] >= SURELY), default=None)
        if most is not None:
            assert of[result.avoided[key]][key] == most


@given(lists())
def test_both_parts_keep_their_order(drawn: tuple[Ranking, list[Unwanted]]) -> None:
    """What answers and is not to be avoided, then what is, then what does not answer: each in the order it had."""
    ranking, unwanted = drawn
    result = behind(ranking, unwanted)
    answers = ranking.keys[ranking.percent >= FAINT].tolist()
    rest = ranking.keys[ranking.percent < FAINT].tolist()
    wanted = [key for key in answers if key not in result.avoided]
    assert result.keys.tolist() == [*wanted, *(key for key in answers if key in result.avoided), *rest]


@given(lists())
def test_doing_it_once_more_changes_nothing(drawn: tuple[Ranking, list[Unwanted]]) -> None:
    """Naming the things in another order, or one of them twice, gives the same list."""
    ranking, unwanted = drawn
    result = behind(ranking, unwanted)
    again = behind(ranking, [*unwanted[::-1], unwanted[0]])
    assert again.keys.tolist() == result.keys.tolist()
    assert again.avoided.keys() == result.avoided.keys()


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.floats(0, 100), st.integers(0, 900))
def test_depth_changes_no_page(seed: int, lowest: float, more: int) -> None:
    """A list that was followed less far is the beginning of the one that was followed further."""
    random = np.random.default_rng(seed)
    number = FUSED_DEPTH + more
    percent = sorted(random.uniform(lowest, 100, number).tolist(), reverse=True)
    # Further down they look less like it, so that the rest of the list would part them elsewhere.
    z = random.normal(0.5, 1.5, number) + np.linspace(2, -3, number)
    whole = behind(a_ranking(percent), [Unwanted("blue", z, SURELY)])
    for depth in (FUSED_DEPTH, FUSED_DEPTH + more // 2):
        cut = a_ranking(percent[:depth], complete=depth == number)
        part = behind(cut, [Unwanted("blue", z[:depth], SURELY)])
        assert part.keys.tolist() == whole.keys[: len(part.keys)].tolist()
        # Shorter only where pictures to avoid had to wait for the end of those that answer.
        assert len(part.keys) == depth or not part.complete


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=60))
def test_a_split_lies_between(values: list[float]) -> None:
    """Two groups are told apart where there are two values, and then neither is empty."""
    array = np.array(values, np.float64)
    split = split_in_two(array)
    if min(values) == max(values):
        assert split == -np.inf
    else:
        assert min(values) <= split <= max(values)


@given(st.integers(2, 30), st.integers(2, 30), st.floats(-50, 50))
def test_a_split_finds_two_heaps(low: int, high: int, at: float) -> None:
    """Two heaps that lie apart are parted between them, however unequal they are."""
    heaps = np.concatenate([at + np.linspace(0, 0.5, low), at + 10 + np.linspace(0, 0.5, high)])
    assert at + 0.5 < split_in_two(heaps) < at + 10
