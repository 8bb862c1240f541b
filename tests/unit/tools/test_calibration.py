"""The fitting of curves, on matches whose chances are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.calibration.asking import HITS, Asked, Library, Questions, ask
from tools.calibration.fitting import PICTURE, fit, pooled, rising_line
from tools.calibration.questions import matching, stems

from bowerbird_engine.search.similarity import background_of, standardise


def test_neighbours_that_fall_are_pooled() -> None:
    """Of 1, 3 and 2 hits in four the last two become one step of five in eight."""
    z = np.repeat([0.0, 1.0, 2.0], 4)
    right = np.array([1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0], np.float64)
    _, shares = pooled(z, right, np.ones(12))
    assert (np.diff(shares) > 0).all()
    assert shares[-1] == pytest.approx(5 / 8)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0.3, 3), st.floats(2, 6))
def test_a_line_finds_the_chances_that_were_drawn(seed: int, width: float, middle: float) -> None:
    """Matches drawn from a curve give back a curve that rises and is near it where there were many."""
    draw = np.random.default_rng(seed)
    z = 10 * draw.random(6000)
    chance = 1 / (1 + np.exp(-(z - middle) / width))
    right = (draw.random(len(z)) < chance).astype(np.float64)
    bends = np.array(rising_line(z, right, np.ones(len(z))))
    places, percent = bends[:, 0], bends[:, 1]
    assert (np.diff(places) > 0).all()
    assert (np.diff(percent) >= 0).all()
    at = 1 + np.arange(30) * 8 / 29
    truth = 100 / (1 + np.exp(-(at - middle) / width))
    assert np.abs(np.interp(at, places, percent) - truth).mean() < 6


def _queries(pictures: int, number: int, seed: int) -> list[Asked]:
    """Make queries with one match each, which stands out in a background of others."""
    draw = np.random.default_rng(seed)
    made: list[Asked] = []
    for _ in range(number):
        others = draw.normal(0.1, 0.1, pictures).astype(np.float32)
        near = np.sort(others)[::-1][: HITS - 1]
        cosines = np.append(np.float32(draw.normal(0.6, 0.1)), near)
        order = np.argsort(-cosines)
        right = (order == 0).astype(np.bool_)
        made.append(Asked("x", pictures, np.sort(others)[:2048], cosines[order], right, 1 / number, 0))
    return made


def test_a_curve_is_calibrated_in_libraries_of_another_size() -> None:
    """Fitted among 200 and 2,000 pictures, it holds among 1,000: its mean percentage is the share of matches."""
    curve = fit([*_queries(200, 60, 1), *_queries(2000, 60, 2)], PICTURE)
    told: list[float] = []
    right: list[bool] = []
    for one in _queries(1000, 100, 3):
        scale = curve.among(one.pictures)
        told += scale.percent(standardise(one.cosines, background_of(one.background, scale))).tolist()
        right += one.right.tolist()
    assert np.mean(told) / 100 == pytest.approx(np.mean(right), abs=0.01)
    assert np.mean([t for t, r in zip(told, right, strict=True) if r]) > 60
    # The control: taken for a library of another size, it says something else.
    small = curve.among(3)
    one = _queries(1000, 1, 4)[0]
    z = standardise(one.cosines, background_of(one.background, small))
    assert curve.growth == 0 or (small.percent(z) > curve.among(10**6).percent(z)).any()


def test_matching_goes_by_words_without_their_endings() -> None:
    """Dogs that run are a running dog; half of the words is enough where half is asked."""
    told = [stems("Two dogs run over the grass ."), stems("A dog sleeps ."), frozenset[str]()]
    assert matching([stems("a running dog"), stems("dog on grass")], told, 0.5).tolist() == [
        [True, True, False],
        [True, True, False],
    ]
    assert matching([stems("dog on grass"), frozenset()], told, 1.0).tolist() == [
        [True, False, False],
        [False, False, False],
    ]


def test_a_query_never_finds_itself() -> None:
    """An item that asks is left out of its own list, and is in that of another query."""
    vectors = np.eye(4, dtype=np.float32)
    library = Library("all", np.arange(4, dtype=np.int64))
    right = np.eye(4, dtype=np.bool_)
    own = np.array([0, 1], np.int64)
    with_itself = list(ask(library, vectors, Questions("x", vectors[:2], right[:2])))
    without = list(ask(library, vectors, Questions("x", vectors[:2], right[:2], left_out=own)))
    assert [one.right.sum() for one in with_itself] == [1, 1]
    assert [one.right.sum() for one in without] == [0, 0]
    assert [len(one.cosines) for one in without] == [3, 3]
