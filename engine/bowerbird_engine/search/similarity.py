"""From cosines to a percentage that means the same for every query and library. Pure.

A cosine says nothing by itself: captions and photos of a good match may meet at 0.3, two unrelated photos at 0.7. So a
query is first compared with a background, a fixed sample of the library; how many spreads a picture stands above its
middle (`z`) is brought to 0..100 by one curve per kind of query. Every step keeps the order.

What is standardised is not the cosine but its `closeness`, the logarithm of how near it comes to 1: in a space where
all photos meet at 0.7, 0.90 and 0.99 are a few spreads of cosines apart and yet another kind of picture and the same
one. Small cosines, those of words, it leaves nearly as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array

Float64Array = npt.NDArray[np.float64]

BACKGROUND_SIZE: Final = 2048
"""Enough that the median of a query's background is known to 3 % of its spread."""

MAX_WITHOUT_PROOF: Final = 99.0
"""The most that a likeness earns: 100 is kept for the same content."""

_PRIOR_WEIGHT: Final = 16
"""A library of so many pictures says as much about a query's background as the prior does."""

_ONE_SPREAD_BELOW: Final = 0.15865525393145707
"""The share of a normal distribution that lies more than one standard deviation below its middle."""

ROUNDING: Final = 1e-3
"""What storing as float16 may change of a cosine: below it, nearer is not closer."""


@dataclass(frozen=True, slots=True)
class Background:
    """What closeness a query has with pictures that have nothing to do with it."""

    middle: float
    spread: float

    def standardise(self, cosines: Float32Array | Float64Array) -> Float64Array:
        """Tell how many spreads each cosine's closeness stands above the middle."""
        return (closeness(cosines) - self.middle) / self.spread


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over `z`.

    `middle` is where it reads 50 %, `width` how fast it turns. `prior` is what to assume of the background while a
    library is too small to tell; below `least_spread` a background is so narrow that it tells of an odd query and not
    of a certain match.
    """

    middle: float
    width: float
    prior: Background
    least_spread: float

    def percent(self, z: Float64Array) -> Float64Array:
        """Bring standardised cosines to percentages, at most `MAX_WITHOUT_PROOF`."""
        steps = np.clip((z - self.middle) / self.width, -50.0, 50.0)
        return MAX_WITHOUT_PROOF / (1.0 + np.exp(-steps))


# Set by the captions of 500 held-out photos, and 200 of them mirrored and cropped, among 3,322 held-out pictures with the
# starter pack: of unrelated pictures nine in ten stay under 10 %; by its own caption a photo reads 71 % (the median), by
# a crop of half of it 83 %, by its mirrored copy 99 %. Curves fitted per pack are to replace them.
WORDS: Final = Curve(middle=3.4, width=0.65, prior=Background(-0.13, 0.08), least_spread=0.02)
PICTURE: Final = Curve(middle=3.4, width=0.9, prior=Background(0.9, 0.45), least_spread=0.3)


def closeness(cosines: Float32Array | Float64Array) -> Float64Array:
    """Tell how near cosines come to 1, in natural logarithms: 0 at 0, 2.3 at 0.9, 4.5 at 0.99."""
    wide = np.clip(np.asarray(cosines, np.float64), -1.0, 1.0)
    return np.asarray(-np.log(1.0 - wide + ROUNDING), np.float64)


def background_of(cosines: Float32Array, curve: Curve) -> Background:
    """Measure a query's background on its cosines with a sample of the library.

    The middle is the median and the spread is taken from below it, so that a library in which up to half of the
    pictures answer the query does not hide them. A small library leans on the prior.
    """
    if not len(cosines):
        return curve.prior
    ordered = np.sort(cosines)
    places = (np.array([_ONE_SPREAD_BELOW, 0.5]) * (len(ordered) - 1)).round().astype(np.int64)
    below, middle = closeness(ordered[places])
    share = len(cosines) / (len(cosines) + _PRIOR_WEIGHT)
    blended = share * float(middle) + (1.0 - share) * curve.prior.middle
    spread = share * float(middle - below) + (1.0 - share) * curve.prior.spread
    return Background(blended, max(spread, curve.least_spread))


def choose_sample(content_ids: Int64Array, size: int = BACKGROUND_SIZE) -> Int64Array:
    """Choose which contents make the background, sorted.

    Always the same for the same library, and hardly another choice when pictures come or go.
    """
    if len(content_ids) <= size:
        return np.sort(content_ids)
    lots = _scrambled(content_ids)
    order = np.lexsort((content_ids, lots))
    return np.sort(content_ids[order[:size]])


def descending(percent: Float64Array) -> Float64Array:
    """Make percentages fall along a list whose order several signals decided, changing each as little as possible.

    Each value moves to the middle between the lowest above it and the highest below it; a list that falls already
    stays as it is.
    """
    lowest_above = np.minimum.accumulate(percent)
    highest_below = np.maximum.accumulate(percent[::-1])[::-1]
    return (lowest_above + highest_below) / 2.0


def combine(one: float, other: float) -> float:
    """Join the percentages of two signals that agree on a picture: each leaves its part of the doubt."""
    doubt = (1.0 - one / 100.0) * (1.0 - other / 100.0)
    return min(MAX_WITHOUT_PROOF, 100.0 * (1.0 - doubt))


def _scrambled(values: Int64Array) -> npt.NDArray[np.uint64]:
    # The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring ids, often one folder, fall far apart.
    mixed = values.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
