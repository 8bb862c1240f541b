"""What a percentage means."""

from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Curve
from bowerbird_engine.encoding.packs import starter_pack
from bowerbird_engine.search.similarity import (
    Ranks,
    background_of,
    choose_sample,
    closeness,
    combine,
    descending,
    scales_of,
    standardise,
)

CURVES = starter_pack().description.curves
assert CURVES is not None
WORDS, PICTURE = CURVES.words, CURVES.picture


def cosines(middle: float, spread: float, number: int = 2000) -> Float32Array:
    """Draw the cosines of a query with pictures that have nothing to do with it."""
    drawn = np.random.default_rng(5).normal(middle, spread, number)
    return np.clip(drawn, -1, 1).astype(np.float32)


@pytest.mark.parametrize(("middle", "spread"), [(-0.1, 0.07), (-0.06, 0.09), (0.0, 0.11)])
def test_words_mean_the_same_for_every_query(middle: float, spread: float) -> None:
    """A match seven spreads above the background reads high, and one within it low, wherever a query's cosines lie."""
    background = background_of(cosines(middle, spread), WORDS)
    far, within = standardise(np.array([middle + 7 * spread, middle + spread], np.float32), background)
    high, low = WORDS.percent(np.array([far, within]))
    assert high > 75
    assert low < 5


@pytest.mark.parametrize(("middle", "spread"), [(0.0, 0.2), (0.15, 0.25), (0.3, 0.2)])
def test_pictures_mean_the_same_for_every_query(middle: float, spread: float) -> None:
    """The same picture re-coded reads high, an ordinary one low, whether much or little is alike."""
    background = background_of(cosines(middle, spread), PICTURE)
    high, low = PICTURE.percent(standardise(np.array([0.995, middle + spread / 2], np.float32), background))
    assert high > 90
    assert low < 5


def test_a_heavy_tail_widens_the_spread() -> None:
    """Where many come close without being meant, the same cosine reads less; a tail of half the library counts to a limit."""
    plain = cosines(0.0, 0.1)
    heavy = np.concatenate([plain[:1900], cosines(0.5, 0.05, 100)])
    at = np.array([0.6], np.float32)
    light, wide = (standardise(at, background_of(sample, WORDS))[0] for sample in (plain, heavy))
    assert light > wide > 0
    beyond = np.concatenate([plain[:1000], cosines(0.97, 0.005, 900)])
    lower = background_of(plain, WORDS).spread
    assert background_of(beyond, WORDS).spread < 5 * lower


@pytest.mark.parametrize("curve", [WORDS, PICTURE])
def test_hundred_is_never_reached(curve: Curve) -> None:
    """However close, likeness alone stays below 100."""
    background = background_of(cosines(0.1, 0.05), curve)
    assert curve.percent(standardise(np.array([1.0], np.float32), background))[0] <= MAX_WITHOUT_PROOF < 100


def test_themed_library_does_not_hide_its_theme() -> None:
    """When a third of the library answers the query, the answers still read high."""
    others, answers = cosines(0.1, 0.05, 1400), cosines(0.45, 0.05, 600)
    background = background_of(np.concatenate([others, answers]), WORDS)
    high = WORDS.percent(standardise(answers, background)).mean()
    low = WORDS.percent(standardise(others, background)).mean()
    assert high > 35
    assert low < 5


def test_small_library_leans_on_the_prior() -> None:
    """Without a background the prior holds; with few pictures it is believed more than with many."""
    assert background_of(np.array([], np.float32), WORDS) == WORDS.prior
    few, many = (background_of(np.full(number, 0.9, np.float32), WORDS) for number in (16, 2048))
    assert WORDS.prior.middle < few.middle < many.middle < closeness(np.array([0.9]))[0]


def test_background_without_spread() -> None:
    """Identical pictures give no infinite certainty."""
    background = background_of(np.full(5000, 0.3, np.float32), WORDS)
    assert background.spread > 0
    percent = WORDS.percent(standardise(np.array([-1.0, 0.3, 1.0], np.float32), background))
    assert np.isfinite(percent).all()


def test_a_larger_library_asks_for_more() -> None:
    """The same standing reads less among more pictures, and as written among a thousand."""
    z = np.array([5.0])
    read = [WORDS.among(size).percent(z)[0] for size in (100, 1000, 100_000)]
    assert read[0] > read[1] == WORDS.percent(z)[0] > read[2]


def test_a_standing_is_found_by_its_percentage() -> None:
    """What reads 50 % is found, and the ends where nothing reads so much or so little."""
    assert WORDS.percent(np.array([WORDS.standing(50.0)]))[0] == pytest.approx(50.0)
    assert WORDS.standing(0.0) == WORDS.points[0][0]
    assert WORDS.standing(99.5) == WORDS.points[-1][0]


def test_without_curves_percentages_are_ranks() -> None:
    """They depend on the places alone, fall along the list, and equals share one."""
    scales = scales_of(None, 1000)
    assert not scales.words.calibrated
    assert not scales.picture.calibrated
    ranked = scales.words.percent(np.array([9.0, 2.0, 1.0, 1.0, -3.0]))
    assert ranked.tolist() == scales.picture.percent(np.array([0.5, 0.4, 0.3, 0.3, 0.1])).tolist()
    assert ranked[0] == 90.0
    assert ranked[2] == ranked[3]
    assert (np.diff(ranked) <= 0).all()
    assert Ranks().percent(-np.arange(200.0))[[20, 199]] == pytest.approx([45.0, 90 / 10.95])
    assert CURVES is not None
    assert scales_of(CURVES, 1000).words.calibrated


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
