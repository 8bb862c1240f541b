"""Vectors in one byte for each number, for the graph: small and quick to compare, and near enough to nominate.

Pictures of one model lie in a narrow cone, so that most of each vector is the middle that all of them share. What is left
without it uses the bytes well. Distances of what is left rank as cosines do, because taking away the same from two vectors
leaves the distance between them as it was, and between unit vectors |a - b|^2 = 2 - 2 cos.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.vectors.kernels import Float16Array

Int8Array = npt.NDArray[np.int8]

# Beyond this quantile numbers are cut off. A few large ones would otherwise leave the others two or three steps.
KEPT = 0.9999
LARGEST = 127.0
# Enough to know a middle and a quantile by.
SAMPLE_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Quantiser:
    """Take away the `middle` [D] and multiply by `scale`."""

    middle: Float32Array
    scale: float

    @classmethod
    def fitted(cls, vectors: Float16Array) -> Quantiser:
        """Fit to vectors [N, D], of which some are looked at."""
        step = max(1, len(vectors) // SAMPLE_ROWS)
        sample = vectors[::step].astype(np.float32)
        middle: Float32Array = sample.mean(axis=0, dtype=np.float64).astype(np.float32)
        spread = float(np.quantile(np.abs(sample - middle), KEPT))
        return cls(middle, LARGEST / spread if spread > 0.0 else 1.0)

    def encode(self, vectors: Float16Array | Float32Array) -> Int8Array:
        """Turn vectors [..., D] into bytes of the same shape."""
        centred = (vectors.astype(np.float32) - self.middle) * np.float32(self.scale)
        codes: Int8Array = np.clip(np.rint(centred), -LARGEST, LARGEST).astype(np.int8)
        return codes
