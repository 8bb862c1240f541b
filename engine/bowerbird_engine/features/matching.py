"""Which points of two pictures look alike and nothing else does. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.features.local_features import Int8Array, LocalFeatures

RATIO: Final = 0.9
"""Lowe's test (IJCV 2004, 0.8 there): the nearest must be this much nearer than the second nearest. Looser than his, because
the geometry that follows also asks for the size and the direction of each point."""

_LEAST: Final = 2
"""There must be a second nearest."""


def matched(first: LocalFeatures, second: LocalFeatures, *, ratio: float = RATIO) -> Int64Array:
    """Pair points [M, 2] that are each other's nearest, and clearly so: the index in `first` and that in `second`."""
    if min(len(first), len(second)) < _LEAST:
        return np.zeros((0, 2), np.int64)
    squares = _squared_distances(first.descriptors, second.descriptors)
    nearest = squares.argmin(axis=1)
    rows = np.arange(len(first))
    best = squares[rows, nearest]
    back = squares.argmin(axis=0)
    squares[rows, nearest] = np.inf
    next_best = squares.min(axis=1)
    good = (back[nearest] == rows) & (best < ratio * ratio * next_best)
    return np.stack([rows[good], nearest[good]], axis=1)


def _squared_distances(first: Int8Array, second: Int8Array) -> Float32Array:
    one, other = first.astype(np.float32), second.astype(np.float32)
    squares = (
        np.einsum("ij,ij->i", one, one)[:, None] + np.einsum("ij,ij->i", other, other) - 2 * (one @ other.T)
    )
    return np.asarray(np.maximum(squares, 0), np.float32)
