"""Like this, but: what a picture and words, or directions, make of the pool that the picture built. Pure.

The pool is what is closest to the picture and its copies, so that all of it still looks like the picture; the words re-order
it and reach no further. Each side is standardised within the pool first, so that neither drowns the other. With a weight of 0
the order is that of the picture, with 1 that of the words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.catalog.membership import places_of
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Float64Array
from bowerbird_engine.search.semantic import Likeness

POOL: Final = 200
"""How many of the closest pictures the words may re-order in a search by picture and words: all of them still look
like the picture in a library of thousands, and no more than a person would page through."""

_POOL_SHARE: Final = 4
"""In a small library the pool is a quarter of it, else the words would re-order everything."""

_SMALLEST_POOL: Final = 12

_LOGISTIC: Final = 1.702
"""With this factor the logistic curve lies within 1 % of the normal distribution's."""


@dataclass(frozen=True, slots=True)
class Along:
    """How far the contents of a pool lie along one direction, in spreads of the pool beyond the target."""

    name: str
    keys: Int64Array
    spreads: Float64Array
    ahead: Mapping[int, float]

    @property
    def percent(self) -> Float64Array:
        """How surely each lies further that way than the target: 50 at the same place."""
        return MAX_WITHOUT_PROOF / (1.0 + np.exp(-_LOGISTIC * self.spreads))


def pool_of(by_picture: Likeness, total: int, copies: Collection[int] = ()) -> Int64Array:
    """Choose the contents that words may re-order in a search by picture and words among `total` pictures, sorted.

    `copies` of the picture belong to it wherever they stand.
    """
    closest = by_picture.keys[: min(POOL, max(_SMALLEST_POOL, total // _POOL_SHARE))]
    return np.union1d(closest, np.intersect1d(by_picture.keys, np.array(sorted(copies), np.int64)))


def along(name: str, keys: Int64Array, cosines: Float32Array, target: float) -> Along:
    """Compare a pool, by its cosines with a direction, with that of the target."""
    wide = cosines.astype(np.float64)
    spread = float(wide.std())
    ahead = (wide - target) / spread if spread > 0 else np.zeros_like(wide)
    spreads = np.clip(ahead, -30.0, 30.0)
    return Along(name, keys, spreads, dict(zip(keys.tolist(), spreads.tolist(), strict=True)))


def refined(
    by_picture: Likeness, by_words: Likeness | None, ways: Sequence[Along], *, weight: float
) -> Likeness:
    """Let words and directions re-order the pool that a picture built; `weight` (0..1) is their say together.

    All of them list the same pool, each in an order of its own.
    """
    pool = np.sort(by_words.keys if by_words is not None else ways[0].keys)
    place = places_of(pool, by_picture.keys)
    asked = [_within(by_words.cosines[places_of(pool, by_words.keys)])] if by_words is not None else []
    percents = [by_words.percent[places_of(pool, by_words.keys)]] if by_words is not None else []
    for way in ways:
        there = places_of(pool, way.keys)
        asked.append(_within(way.spreads[there]))
        percents.append(way.percent[there])
    text = _within(np.sum(asked, axis=0)) if len(asked) > 1 else asked[0]
    blend = (1.0 - weight) * _within(by_picture.leading[place]) + weight * text
    best = np.lexsort((place, -blend))
    both = (1.0 - weight) * by_picture.percent[place] + weight * np.mean(percents, axis=0)
    beyond = np.ones(len(by_picture.keys), np.bool_)
    beyond[place] = False
    # What was not compared with the words is taken not to match them.
    return replace(
        by_picture,
        keys=np.concatenate([pool[best], by_picture.keys[beyond]]),
        cosines=np.concatenate([by_picture.cosines[place][best], by_picture.cosines[beyond]]),
        percent=np.concatenate([both[best], (1.0 - weight) * by_picture.percent[beyond]]),
        calibrated=by_picture.calibrated and (by_words is None or by_words.calibrated),
        order=None,
    )


def agreed(together: Likeness, standings: Sequence[Float64Array], weights: Sequence[float]) -> Likeness:
    """Put the head of a list by several pictures into the order of how it stands to each of them, by their weights.

    `standings` tell for each picture how many spreads the first contents of the list stand above its background. What is
    close to one of the pictures counts for more so than by its cosine with their mean: that hardly tells it from what is
    half as close to each.
    """
    head = len(standings[0])
    score = np.average(np.asarray(standings), axis=0, weights=np.asarray(weights))
    keys = together.keys[:head]
    best = np.lexsort((keys, -score))
    order = np.concatenate([score[best], np.full(len(together.keys) - head, score.min() - 1.0)])
    places = np.concatenate([best, np.arange(head, len(together.keys))])
    return replace(
        together,
        keys=together.keys[places],
        cosines=together.cosines[places],
        percent=together.percent[places],
        order=order,
    )


def _within(values: Float32Array | Float64Array) -> Float64Array:
    wide = np.asarray(values, np.float64)
    spread = float(wide.std())
    return (wide - wide.mean()) / spread if spread > 0 else np.zeros_like(wide)
