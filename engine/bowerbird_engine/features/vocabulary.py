"""The vocabulary of visual words: which of a fixed number of looks a point has, and how it differs from that.

Trained by `tools/features/train_vocabulary.py`; the file holds the middles of groups of descriptors and nothing of any
picture. All that decides is computed in whole numbers, which are exact in float32 too: every machine gives the same words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.features.local_features import DIMENSION, Int8Array, Uint16Array

Uint64Array = npt.NDArray[np.uint64]

GROUPS: Final = 128
WORDS: Final = GROUPS * GROUPS
"""Words stand in groups of neighbours, so that a point is compared with the middles of the groups first."""

_GROUPS_SEARCHED: Final = 3
_FILE: Final = "vocabulary.npy"
_VERSION: Final = 2
"""Of the words and signatures that are made with the file: grows when they are made in another way."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words [WORDS, 64] in the units of local features; `identity` names what makes words and signatures what they are."""

    words: Int8Array
    identity: str

    @cached_property
    def _middles(self) -> Float32Array:
        groups = self.words.reshape(GROUPS, GROUPS, DIMENSION).astype(np.float64)
        return np.asarray(np.rint(groups.mean(axis=1)), np.float32)

    @cached_property
    def _members(self) -> Float32Array:
        return self.words.reshape(GROUPS, GROUPS, DIMENSION).astype(np.float32)

    def nearest(self, descriptors: Int8Array, number: int = 1) -> Uint16Array:
        """Find the nearest words [N, number] of descriptors [N, 64], the nearest first; nearly always the true ones."""
        points = descriptors.astype(np.float32)
        if not len(points):
            return np.empty((0, number), np.uint16)
        groups = _least(_distances(points, self._middles), _GROUPS_SEARCHED)
        asked = np.argsort(groups, axis=None, kind="stable")
        starts = np.searchsorted(groups.ravel()[asked], np.arange(GROUPS + 1))
        distances = np.empty((len(points) * _GROUPS_SEARCHED, GROUPS), np.float32)
        for group in range(GROUPS):
            places = asked[starts[group] : starts[group + 1]]
            if len(places):
                distances[places] = _distances(points[places // _GROUPS_SEARCHED], self._members[group])
        distances = distances.reshape(len(points), _GROUPS_SEARCHED * GROUPS)
        best = _least(distances, number)
        chosen = np.take_along_axis(groups, best // GROUPS, axis=1)
        return np.asarray(chosen * GROUPS + best % GROUPS, np.uint16)

    def signatures(self, descriptors: Int8Array, words: Uint16Array) -> Uint64Array:
        """Tell on which side of its word each descriptor lies in 64 directions (Jégou, Douze, Schmid, ECCV 2008)."""
        rest = descriptors.astype(np.int16) - self.words[words]
        sides = rest.astype(np.float32) @ _directions() > 0
        return np.packbits(sides, axis=1).view(">u8").reshape(-1).astype(np.uint64)


@cache
def shipped_vocabulary() -> Vocabulary:
    """Load the vocabulary that is in the package."""
    data = resources.files(__name__.rpartition(".")[0]).joinpath(_FILE).read_bytes()
    with resources.files(__name__.rpartition(".")[0]).joinpath(_FILE).open("rb") as file:
        words = np.load(file, allow_pickle=False)
    if words.shape != (WORDS, DIMENSION) or words.dtype != np.int8:
        raise AssertionError("the vocabulary in the package has another shape")
    return Vocabulary(words, f"visual-words-{_VERSION}-{hashlib.sha256(data).hexdigest()[:16]}")


def _distances(points: Float32Array, middles: Float32Array) -> Float32Array:
    """Order middles by their squared distance to each point, of which the point's own part is left out."""
    squares = np.einsum("ij,ij->i", middles, middles)
    distances: Float32Array = squares - 2 * (points @ middles.T)
    return distances


def _least(values: Float32Array, number: int) -> Int64Array:
    """Find the places of the least values of each row, the least first; it changes them."""
    rows = np.arange(len(values))
    places = np.empty((len(values), number), np.int64)
    for rank in range(number):
        places[:, rank] = values.argmin(axis=1)
        values[rows, places[:, rank]] = np.inf
    return places


@cache
def _directions() -> Float32Array:
    """Give the columns of a Hadamard matrix with rows of changing sign: orthogonal, and of ones alone."""
    matrix = np.ones((1, 1), np.float32)
    while len(matrix) < DIMENSION:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    # Without the signs the first direction would be the plain sum, which tells of little but the first dimensions.
    signs = np.where(np.random.RandomState(64).randint(0, 2, DIMENSION) > 0, 1, -1)
    return np.asarray(matrix * signs[:, None], np.float32)
