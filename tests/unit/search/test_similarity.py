"""What a percentage means."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.search.similarity import (
    MAX_WITHOUT_PROOF,
    PICTURE,
    WORDS,
    Curve,
    background_of,
    choose_sample,
    closeness,
    combine,
    descending,
)


def cosines(middle: float, spread: float, number: int = 2000) -> Float32Array:
    """Draw the cosines of a query with pictures that have nothing to do with it."""
    drawn = np.random.default_rng(5).normal(middle, spread, number)
    return np.clip(drawn, -1, 1).astype(np.float32)


@pytest.mark.parametrize(("middle", "spread"), [(0.02, 0.03), (0.2, 0.03), (0.1, 0.08)])
def test_words_mean_the_same_in_every_space(middle: float, spread: float) -> None:
    """A match five spreads above the background reads high, and one within it low, wherever cosines lie."""
    background = background_of(cosines(middle, spread), WORDS)
    high, low = WORDS.percent(
        background.standardise(np.array([middle + 5 * spread, middle + spread], np.float32))
    )
    assert high > 85
    assert low < 15


@pytest.mark.parametrize(("middle", "spread"), [(0.67, 0.15), (0.5, 0.1), (0.1, 0.15)])
def test_pictures_mean_the_same_in_every_space(middle: float, spread: float) -> None:
    """The same picture re-coded reads high, an ordinary one low, in narrow and wide spaces."""
    background = background_of(cosines(middle, spread), PICTURE)
    high, low = PICTURE.percent(background.standardise(np.array([0.995, middle + spread], np.float32)))
    assert high > 85
    assert low < 15


@pytest.mark.parametrize("curve", [WORDS, PICTURE])
def test_hundred_is_never_reached(curve: Curve) -> None:
    """However close, likeness alone stays below 100."""
    background = background_of(cosines(0.1, 0.05), curve)
    assert curve.percent(background.standardise(np.array([1.0], np.float32)))[0] <= MAX_WITHOUT_PROOF < 100


def test_themed_library_does_not_hide_its_theme() -> None:
    """When a third of the library answers the query, the answers still read high."""
    others, answers = cosines(0.1, 0.05, 1400), cosines(0.45, 0.05, 600)
    background = background_of(np.concatenate([others, answers]), WORDS)
    assert WORDS.percent(background.standardise(answers)).mean() > 80
    assert WORDS.percent(background.standardise(others)).mean() < 15


def test_small_library_leans_on_the_prior() -> None:
    """Without a background the prior holds; with few pictures it is half believed."""
    assert background_of(np.array([], np.float32), WORDS) == WORDS.prior
    few = background_of(np.full(16, 0.9, np.float32), WORDS)
    assert WORDS.prior.middle < few.middle < closeness(np.array([0.9]))[0]


def test_background_without_spread() -> None:
    """Identical pictures give no infinite certainty."""
    background = background_of(np.full(5000, 0.3, np.float32), WORDS)
    assert np.isfinite(WORDS.percent(background.standardise(np.array([-1.0, 0.3, 1.0], np.float32)))).all()
    assert background.spread >= WORDS.least_spread


def test_closeness_is_finite_and_rises() -> None:
    """Cosines from end to end, and rounding errors beyond the ends, give rising finite numbers."""
    values = closeness(np.array([-1.1, -1.0, 0.0, 0.5, 0.9, 0.999, 1.0, 1.0001], np.float32))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()


def test_sample_is_stable() -> None:
    """The background's choice depends on the set alone, and a few new pictures hardly change it."""
    ids = np.arange(1, 20_001, dtype=np.int64)
    sample = choose_sample(ids)
    assert len(sample) == 2048
    assert choose_sample(ids[::-1].copy()).tolist() == sample.tolist()
    grown = choose_sample(np.arange(1, 20_201, dtype=np.int64))
    assert len(np.intersect1d(sample, grown)) > 2000
    # Spread over the whole library, not its first folder.
    assert 9000 < np.median(sample) < 11_000


def test_sample_of_a_small_library_is_all_of_it() -> None:
    """A library below the sample's size is its own background."""
    assert choose_sample(np.array([3, 1, 2], np.int64)).tolist() == [1, 2, 3]


def test_descending() -> None:
    """A falling list stays; another one falls afterwards, within the values that it had."""
    falling = np.array([90.0, 50.0, 50.0, 3.0])
    assert descending(falling).tolist() == falling.tolist()
    mended = descending(np.array([90.0, 40.0, 70.0, 3.0]))
    assert mended.tolist() == [90.0, 55.0, 55.0, 3.0]
    assert descending(np.array([])).tolist() == []


def test_combine() -> None:
    """Two signals that agree are surer than either, and never certain."""
    assert combine(60.0, 50.0) == pytest.approx(80.0)
    assert combine(0.0, 42.0) == pytest.approx(42.0)
    assert combine(99.0, 99.0) == MAX_WITHOUT_PROOF
