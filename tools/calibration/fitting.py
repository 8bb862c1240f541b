"""Fit a curve to what was asked: a rising line through the shares of matches, smoothed. Pure but for numpy."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from tools.calibration.asking import Asked

from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, USUAL_SIZE, Background, Curve
from bowerbird_engine.search.similarity import Ranks, Scale, background_of, standardise

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a fit may choose from, and the growth, which it may not.

    The growth is set so that small and large libraries come out evenly: 150 to 5,500 pictures were measured, and the log
    loss hardly tells 0.2 from 0.6. Words ask more often than a picture does for what much of a library shows: the
    background of such a query must not be drawn far to the usual one, and its upper tail is no background.
    """

    leans: tuple[float, ...]
    tails: tuple[float, ...]
    growth: float


WORDS: Final = Choices(leans=(0.25, 0.4), tails=(0.25,), growth=0.3)
PICTURE: Final = Choices(leans=(0.55, 0.7), tails=(0.5, 0.75), growth=0.4)

_POINTS: Final = 16
_BINS, _TOP_BINS = 60, 10
_LEAST, _MOST = 0.002, 0.985
_BEYOND: Final = 2.0
"""So far the curve goes on beyond what was seen, at the rate at which it rose last."""

_SURE_BEYOND: Final = 0.97


def fit(asked: Sequence[Asked], choices: Choices) -> Curve:
    """Find the curve whose percentages are least surprised by the matches (log loss)."""
    usual = [background_of(one.background, Ranks(lean=0.0)) for one in asked]
    prior = Background(
        round(float(np.median([one.middle for one in usual])), 4),
        round(float(np.median([one.spread for one in usual])), 4),
    )
    right = np.concatenate([one.right for one in asked]).astype(np.float64)
    weights = np.concatenate([np.full(len(one.right), one.weight) for one in asked])
    # By so much the points of a curve move up in a larger library, where its growth is 1.
    more = np.concatenate([np.full(len(one.right), math.log(one.pictures / USUAL_SIZE)) for one in asked])
    fitted: list[tuple[float, Curve]] = []
    for lean, tail in itertools.product(choices.leans, choices.tails):
        z = standings(asked, Ranks(prior, lean, tail)) - choices.growth * more
        curve = Curve(rising_line(z, right, weights), choices.growth, prior, lean, tail)
        chance = np.clip(curve.percent(z) / 100.0, _LEAST, MAX_WITHOUT_PROOF / 100.0)
        surprise = -(right * np.log(chance) + (1.0 - right) * np.log(1.0 - chance))
        fitted.append((float(np.average(surprise, weights=weights)), curve))
    return min(fitted, key=lambda one: one[0])[1]


def standings(asked: Sequence[Asked], scale: Scale) -> Float64Array:
    """Standardise every hit as a search does."""
    return np.concatenate([standardise(one.cosines, background_of(one.background, scale)) for one in asked])


def rising_line(
    z: Float64Array, right: Float64Array, weights: Float64Array
) -> tuple[tuple[float, float], ...]:
    """Give the bends, z and percent, of a rising line through the weighted shares of what is right."""
    places, shares = pooled(z, right, weights)
    log_odds = np.log(np.clip(shares, _LEAST, _MOST)) - np.log1p(-np.clip(shares, _LEAST, _MOST))
    fine = _even(places[0], places[-1], 200)
    smooth = _smoothed(np.interp(fine, places, log_odds))
    bends = _even(0, len(fine) - 1, _POINTS).round().astype(np.int64)
    ends, values = fine[bends], smooth[bends]
    slope = max((values[-1] - values[-4]) / (ends[-1] - ends[-4]), 0.0)
    last = min(values[-1] + slope * _BEYOND, max(values[-1], math.log(_SURE_BEYOND / (1.0 - _SURE_BEYOND))))
    ends, values = np.append(ends, ends[-1] + _BEYOND), np.append(values, last)
    percent = np.minimum(100.0 / (1.0 + np.exp(-values)), MAX_WITHOUT_PROOF)
    return tuple(
        (round(place, 3), round(value, 2))
        for place, value in zip(ends.tolist(), percent.tolist(), strict=True)
    )


def pooled(z: Float64Array, right: Float64Array, weights: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Pool neighbours until the shares rise (pool adjacent violators; Ayer et al. 1955); give middles and shares.

    Bins of equal weight come first, the last of them in tenths: there are few sure hits, and they decide the upper end.
    """
    order = np.argsort(z, kind="stable")
    z, right, weights = z[order], right[order], weights[order]
    run = np.cumsum(weights)
    cuts = sorted(set(np.searchsorted(run, _even(0.0, run[-1], _BINS + 1)[1:-1]).tolist()))
    parts = np.split(np.arange(len(z), dtype=np.int64), cuts)
    parts = [part for part in (*parts[:-1], *np.array_split(parts[-1], _TOP_BINS)) if len(part)]
    blocks: list[tuple[float, float, float]] = []
    for part in parts:
        share = float(np.average(right[part], weights=weights[part]))
        block = float(np.average(z[part], weights=weights[part])), share, float(weights[part].sum())
        while blocks and blocks[-1][1] >= block[1]:
            block = _joined(blocks.pop(), block)
        blocks.append(block)
    return np.array([block[0] for block in blocks]), np.array([block[1] for block in blocks])


def _even(start: float, end: float, number: int) -> Float64Array:
    return np.asarray(start + (end - start) * np.arange(number) / (number - 1), np.float64)


def _joined(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    weight = one[2] + other[2]
    place, share = ((one[side] * one[2] + other[side] * other[2]) / weight for side in (0, 1))
    return place, share, weight


def _smoothed(values: Float64Array, width: int = 12) -> Float64Array:
    kernel = np.exp(-0.5 * (np.arange(-width, width + 1) / (width / 2.5)) ** 2)
    padded = np.pad(values, width, mode="edge")
    return np.maximum.accumulate(np.convolve(padded, kernel / kernel.sum(), "valid"))
