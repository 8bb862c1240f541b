"""How the evaluation of the starter pack judges rankings: hand-worked cases, and laws that no ranking may break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.starter.evaluation.ranking import (
    average_precision,
    best_first,
    first_right,
    precision_at,
    ranks,
    recall,
    within,
)


def _scores(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def _right(marks: str) -> np.ndarray:
    """Read marks like "+-+": what is right."""
    return np.array([mark == "+" for mark in marks])


@st.composite
def judged(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw a ranking, ties among it, with something right and something wrong."""
    marks = draw(
        st.lists(st.booleans(), min_size=2, max_size=40).filter(lambda marks: 0 < sum(marks) < len(marks))
    )
    scores = draw(st.lists(st.integers(-6, 6), min_size=len(marks), max_size=len(marks)))
    return np.array(scores, np.float32), np.array(marks)


def test_average_precision_of_a_case_worked_by_hand() -> None:
    """Right at places 1, 3 and 6: the mean of 1/1, 2/3 and 3/6."""
    scores = _scores(0.9, 0.1, 0.7, 0.8, 0.4, 0.5)
    right = _right("++--" + "-+")
    assert list(best_first(scores, right)) == [True, False, False, True, False, True]
    assert average_precision(scores, right) == pytest.approx((1 / 1 + 2 / 4 + 3 / 6) / 3)


def test_nothing_right_is_worth_nothing() -> None:
    """A query without an answer is no success."""
    assert average_precision(_scores(1, 2), _right("--")) == 0
    assert precision_at(_scores(1, 2), _right("--"), 5) == 0
    assert first_right(_scores(1, 2), _right("--")) == 0


def test_equal_scores_count_against_the_pack() -> None:
    """A pack that gives every picture the same score has found nothing."""
    assert average_precision(_scores(1, 1, 1, 1), _right("+---")) == pytest.approx(1 / 4)
    assert list(ranks(np.ones((2, 5), np.float32), np.array([0, 4]))) == [4, 4]


@given(judged())
def test_average_precision_keeps_between_the_worst_order_and_one(case: tuple[np.ndarray, np.ndarray]) -> None:
    """The worst order has all right ones last, the best first."""
    scores, right = case
    worst = average_precision(-right.astype(np.float32), right)
    assert worst - 1e-9 <= average_precision(scores, right) <= 1
    assert average_precision(right.astype(np.float32), right) == 1


@given(judged(), st.integers(0, 2**32 - 1))
def test_average_precision_knows_no_order_but_that_of_the_scores(
    case: tuple[np.ndarray, np.ndarray], seed: int
) -> None:
    """Neither the order in which pictures are given nor the scale of the scores matters."""
    scores, right = case
    shuffled = np.random.default_rng(seed).permutation(len(scores))
    plain = average_precision(scores, right)
    assert average_precision(scores[shuffled], right[shuffled]) == pytest.approx(plain)
    assert average_precision(scores * 3 + 7, right) == pytest.approx(plain)


@given(judged())
def test_one_more_wrong_one_never_helps(case: tuple[np.ndarray, np.ndarray]) -> None:
    """Below all others it changes nothing, above them it hurts."""
    scores, right = case
    plain = average_precision(scores, right)
    more = np.append(right, False)
    assert average_precision(np.append(scores, scores.min() - 1), more) == pytest.approx(plain)
    assert average_precision(np.append(scores, scores.max() + 1), more) < plain


@given(judged())
def test_lifting_what_is_right_never_hurts(case: tuple[np.ndarray, np.ndarray]) -> None:
    """A better score for a right one is a better ranking."""
    scores, right = case
    lifted = scores.copy()
    lifted[np.flatnonzero(right)[0]] += 5
    assert average_precision(lifted, right) >= average_precision(scores, right) - 1e-9


def test_recall_counts_from_the_first_place() -> None:
    """Rank 0 is the first place; a tie with a stranger is not found."""
    scores = np.array([[0.9, 0.1, 0.2], [0.5, 0.4, 0.5], [0.3, 0.3, 0.1]], np.float32)
    found = ranks(scores, np.array([0, 1, 0]))
    assert list(found) == [0, 2, 1]
    assert recall(found, (1, 2, 3)) == {"R@1": 33.3, "R@2": 66.7, "R@3": 100.0}


@given(judged())
def test_recall_grows_with_its_limit(case: tuple[np.ndarray, np.ndarray]) -> None:
    """Whoever stands among the first five stands among the first ten."""
    scores, _ = case
    told = recall(ranks(np.stack([scores, -scores]), np.array([0, 1])), (1, 5, 10, len(scores)))
    values = [told[key] for key in ("R@1", "R@5", "R@10")]
    assert values == sorted(values)
    assert told[f"R@{len(scores)}"] == 100


def test_precision_is_of_what_can_be_reached() -> None:
    """Two right ones, both first: all of what five places can hold of them."""
    scores, right = _scores(5, 4, 3, 2, 1, 0), _right("++----")
    assert precision_at(scores, right, 5) == 1
    assert precision_at(-scores, right, 5) == 0
    assert first_right(-scores, right) == 5


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_mix_has_no_more_positives_than_allowed(positives: int, negatives: int) -> None:
    """The prevalence lies between 5 and 20 % wherever the numbers allow it."""
    kept, left = within(positives, negatives)
    assert kept <= positives
    assert left <= negatives
    if kept > 0:
        assert 0.05 - 1e-9 <= kept / (kept + left) <= 0.25
    if left == negatives:
        assert kept / (kept + left) <= 0.2
