"""From cosines to a percentage that means the same for every query and library. Pure.

A cosine says nothing by itself: captions and photos of a good match may meet at 0.3, two unrelated photos at 0.7. So a
query is first compared with a background, a fixed sample of the library; how many spreads a picture stands above its
middle (`z`) is brought to 0..100 by the pack's curve for the kind of query. Every step keeps the order.

What is standardised is not the cosine but its `closeness`, the logarithm of how near it comes to 1: in a space where
all photos meet at 0.7, 0.90 and 0.99 are a few spreads of cosines apart and yet another kind of picture and the same
one. Small cosines, those of words, it leaves nearly as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Background, Curves

Float64Array = npt.NDArray[np.float64]

BACKGROUND_SIZE: Final = 2048
"""Enough that the median of a query's background is known to 3 % of its spread."""

_PRIOR_WEIGHT: Final = 16
"""A library of so many pictures says as much about a query's background as the prior does."""

_ONE_SPREAD_BELOW: Final = 0.15865525393145707
"""The share of a normal distribution that lies more than one standard deviation below its middle."""

_TAIL: Final = 0.01
_LEAST_TAIL: Final = 20
"""The upper tail begins at the last hundredth of the background, and further down while so few pictures lie beyond:
in a small library the very last ones are those that are meant."""

_FIRST_RANK: Final = 90.0
_RANKS: Final = 20.0
_ANY: Final = Background(0.1, 0.1)
_HARDLY_CHANCE: Final = 3.4
"""Spreads that a normal distribution leaves to three in ten thousand."""

_WIDEST_TAIL: Final = 6.0
"""The most that the upper side counts, in spreads of the lower one: a library whose theme answers the query is no background."""

ROUNDING: Final = 1e-3
"""What storing as float16 may change of a cosine: below it, nearer is not closer."""


class Scale(Protocol):
    """What brings likenesses to percentages: a pack's curve, or ranks where it has none."""

    @property
    def prior(self) -> Background:
        """What to assume of a background while a library is too small to tell."""
        ...

    @property
    def lean(self) -> float:
        """How far, 0..1, each query's background is drawn to the prior."""
        ...

    @property
    def tail(self) -> float:
        """How far, 0..1, the spread goes by the upper tail of a background instead of by what lies below its middle."""
        ...

    @property
    def calibrated(self) -> bool:
        """Tell whether percentages are chances and not ranks."""
        ...

    def percent(self, z: Float64Array) -> Float64Array:
        """Bring the standings [N] of a list to percentages that keep its order."""
        ...

    def standing(self, percent: float) -> float:
        """Find the standing that reads a percentage."""
        ...


@dataclass(frozen=True, slots=True)
class Ranks:
    """Percentages of a pack without curves: they tell the place in the list, and nothing about the pictures.

    The first reads 90 %, the 20th about 46, the 50th 26, the 200th 8: 90 / (1 + places above / 20). Equals share a place.
    """

    prior: Background = _ANY
    lean: float = 0.05
    tail: float = 0.5

    @property
    def calibrated(self) -> bool:
        """Tell that they are ranks."""
        return False

    def percent(self, z: Float64Array) -> Float64Array:
        """Give the percentages of places in a list."""
        above = len(z) - np.searchsorted(np.sort(z), z, side="right")
        return np.asarray(_FIRST_RANK / (1.0 + above / _RANKS), np.float64)

    def standing(self, percent: float) -> float:  # noqa: ARG002  a rank says nothing of it
        """Give the spreads from which hardly anything is there by chance."""
        return _HARDLY_CHANCE


@dataclass(frozen=True, slots=True)
class Scales:
    """The scales of one model in a library of some size."""

    words: Scale
    picture: Scale


def scales_of(curves: Curves | None, pictures: int) -> Scales:
    """Choose the scales for a library of so many pictures: the pack's curves, or ranks for a pack without."""
    if curves is None:
        return Scales(Ranks(), Ranks())
    return Scales(curves.words.among(pictures), curves.picture.among(pictures))


def standardise(cosines: Float32Array | Float64Array, background: Background) -> Float64Array:
    """Tell how many spreads each cosine's closeness stands above the middle of a background."""
    return (closeness(cosines) - background.middle) / background.spread


def closeness(cosines: Float32Array | Float64Array) -> Float64Array:
    """Tell how near cosines come to 1, in natural logarithms: 0 at 0, 2.3 at 0.9, 4.5 at 0.99."""
    wide = np.clip(np.asarray(cosines, np.float64), -1.0, 1.0)
    return np.asarray(-np.log(1.0 - wide + ROUNDING), np.float64)


def background_of(cosines: Float32Array, scale: Scale) -> Background:
    """Measure a query's background on its cosines with a sample of the library.

    The middle is the median, so that a library in which up to half of the pictures answer the query does not hide them.
    The spread is a geometric mean of that below the middle and of that in the upper tail, where a heavy tail says that
    many come close without being meant. A small library leans on the prior, and every one a little, as the scale tells.
    """
    if not len(cosines):
        return scale.prior
    ordered, number = np.sort(cosines), len(cosines)
    tail = max(_TAIL, min(_LEAST_TAIL / number, _ONE_SPREAD_BELOW))
    places = (np.array([_ONE_SPREAD_BELOW, 0.5, 1.0 - tail]) * (number - 1)).round().astype(np.int64)
    below, middle, above = closeness(ordered[places]).tolist()
    lower = middle - below
    upper = (above - middle) / NormalDist().inv_cdf(1.0 - tail)
    upper = min(max(upper, lower), _WIDEST_TAIL * lower)
    share = number / (number + _PRIOR_WEIGHT) * (1.0 - scale.lean)
    return Background(
        share * middle + (1.0 - share) * scale.prior.middle,
        share * lower ** (1.0 - scale.tail) * upper**scale.tail + (1.0 - share) * scale.prior.spread,
    )


def choose_sample(content_ids: Int64Array, size: int = BACKGROUND_SIZE) -> Int64Array:
    """Choose which contents make the background, sorted.

    Always the same for the same library, and hardly another choice when pictures come or go.
    """
    if len(content_ids) <= size:
        return np.sort(content_ids)
    # No two ids have the same lot: it is a permutation of all numbers.
    return np.sort(content_ids[np.argpartition(_scrambled(content_ids), size)[:size]])


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
