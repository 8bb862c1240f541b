"""The signal of meaning and looks: cosines from the index, standardised against the library's own background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array, Space
from bowerbird_engine.catalog.vectors import VectorTable
from bowerbird_engine.search.similarity import (
    ROUNDING,
    Float64Array,
    Scale,
    background_of,
    choose_sample,
    standardise,
)
from bowerbird_engine.vectors.index import VectorIndex
from bowerbird_engine.vectors.kernels import Float16Array, dot_products


class LikenessFact(NamedTuple):
    """How one content compares with a query; `share_below` of the library compares less."""

    percent: float
    share_below: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """A list of contents by falling likeness to one query, with cosines, percentages and the sorted background.

    Without `calibrated` the percentages are ranks. `order` is what the list goes by where that is not the cosine.
    """

    keys: Int64Array
    cosines: Float32Array
    percent: Float64Array
    background: Float32Array
    complete: bool
    calibrated: bool = True
    order: Float64Array | None = None

    @property
    def leading(self) -> Float32Array | Float64Array:
        """What the list falls by."""
        return self.cosines if self.order is None else self.order

    def facts(self, keys: Sequence[int]) -> dict[int, LikenessFact]:
        """Look up these contents; those that are not in the list are left out."""
        place_of = dict(zip(self.keys.tolist(), range(len(self.keys)), strict=True))
        known = [key for key in keys if key in place_of]
        places = np.array([place_of[key] for key in known], np.int64)
        cosines = self.cosines[places]
        facts = map(
            LikenessFact,
            self.percent[places].tolist(),
            self._shares_below(cosines).tolist(),
        )
        return dict(zip(known, facts, strict=True))

    def _shares_below(self, cosines: Float32Array) -> Float64Array:
        """Tell which share of the background lies clearly below each cosine.

        At the most all but one: in a small library the picture itself belongs to the background.
        """
        number = len(self.background)
        if not number:
            return np.zeros(len(cosines), np.float64)
        below = np.searchsorted(self.background, cosines - np.float32(ROUNDING))
        return np.minimum(below, number - 1) / number


class BackgroundSample:
    """The vectors of the background, read once and then only as far as the sample changes."""

    def __init__(self, vectors: VectorTable, space: Space) -> None:
        self._vectors = vectors
        self._space = space
        self._of: Int64Array | None = None
        self._known: dict[int, Float16Array] = {}
        self._matrix = np.empty((0, space.dimension), np.float16)

    def matrix(self, live: Int64Array) -> Float16Array:
        """Give the vectors [N, dimension] of the sample of these contents. The same array object is read only once."""
        if self._of is live:
            return self._matrix
        space_id = self._vectors.find(self._space)
        known: dict[int, Float16Array] = {}
        if space_id is not None:
            for content_id in choose_sample(live).tolist():
                vector = self._known.get(content_id)
                if vector is None and (stored := self._vectors.get(space_id, content_id)) is not None:
                    vector = stored.astype(np.float16)
                if vector is not None:
                    known[content_id] = vector
        self._of, self._known = live, known
        self._matrix = np.array(list(known.values()), np.float16).reshape(len(known), self._space.dimension)
        return self._matrix


def nearest(
    index: VectorIndex,
    query: Float32Array,
    depth: int,
    allowed: Int64Array,
    *,
    background: Float16Array,
    scale: Scale,
) -> Likeness:
    """List the `depth` contents that are nearest to a query among the allowed ones.

    `background` holds the vectors [N, dimension] that the query is standardised against, as they are stored.
    """
    ordered = _ordered_cosines(query, background)
    matches = index.search(query, depth, allowed)
    percent = scale.percent(standardise(matches.similarities, background_of(ordered, scale)))
    complete = len(allowed) <= depth
    return Likeness(
        matches.keys, matches.similarities, percent, ordered, complete, calibrated=scale.calibrated
    )


def standing(
    index: VectorIndex, query: Float32Array, keys: Int64Array, *, background: Float16Array, scale: Scale
) -> Float64Array:
    """Tell how many spreads each of these contents stands above the middle of the background; NaN without a vector.

    A few hundred are compared by themselves, without going through all vectors.
    """
    order = np.argsort(keys)
    matches = index.search(query, len(keys), keys[order])
    z = np.full(len(keys), np.nan)
    places = order[np.searchsorted(keys, matches.keys, sorter=order)]
    z[places] = standardise(matches.similarities, background_of(_ordered_cosines(query, background), scale))
    return z


def _ordered_cosines(query: Float32Array, background: Float16Array) -> Float32Array:
    # Rounding the query moves no cosine by half as much as storing the vectors did, and with 2,048 vectors of 512
    # numbers the kernel takes 0.09 ms where numpy takes 0.20. Not a product by BLAS: its threads would cost more than
    # they save, and its sums depend on their number.
    return np.sort(dot_products(query.astype(np.float16), background).astype(np.float32))
