"""The projection that shortens SIFT descriptors: the principal components of RootSIFT, made by `tools/features`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.features.local_features import DIMENSION

_FILE: Final = "projection.npy"
_SIFT: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """The mean [128] of RootSIFT descriptors and the directions [64, 128], orthonormal, in which they differ most."""

    mean: Float32Array
    directions: Float32Array

    def shortened(self, sift: Float32Array) -> Float32Array:
        """Bring SIFT descriptors [N, 128] to [N, 64].

        They are first made RootSIFT (Arandjelović and Zisserman, CVPR 2012): the square roots of the shares, whose
        Euclidean distance is the Hellinger distance of the histograms.
        """
        total = np.maximum(sift.sum(axis=1, keepdims=True), np.float32(1e-6))
        root = np.sqrt(np.maximum(sift, 0) / total)
        shortened: Float32Array = (root - self.mean) @ self.directions.T
        return shortened


@cache
def shipped_projection() -> Projection:
    """Load the projection that is in the package."""
    with resources.files(__name__.rpartition(".")[0]).joinpath(_FILE).open("rb") as file:
        table = np.load(file, allow_pickle=False).astype(np.float32)
    if table.shape != (1 + DIMENSION, _SIFT):
        raise AssertionError("the projection in the package has another shape")
    return Projection(table[0], table[1:])
