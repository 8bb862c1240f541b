"""A vector index in plain numpy: a dictionary, and double precision over everything for each query."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors.index import Matches


class FakeIndex:
    """Keep vectors in a dictionary, rounded to float16 as the catalogue stores them."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._vectors: dict[int, npt.NDArray[np.float64]] = {}

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._dimension

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        """Add or replace vectors."""
        if vectors.shape != (len(keys), self._dimension):
            raise EmbeddingError("wrong shape")
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
        if not np.all(np.abs(lengths - 1.0) < 0.01):
            raise EmbeddingError("no unit vectors")
        for key, vector in zip(keys, vectors, strict=True):
            self._vectors[int(key)] = vector.astype(np.float16).astype(np.float64)

    def remove(self, keys: Int64Array) -> None:
        """Forget keys."""
        for key in keys:
            self._vectors.pop(int(key), None)

    def search(self, query: Float32Array, limit: int, allowed: Int64Array | None = None) -> Matches:
        """Compare with every allowed vector and sort."""
        if query.shape != (self._dimension,) or not np.isfinite(query).all() or not query.any():
            raise EmbeddingError("no query vector")
        wide = query.astype(np.float64)
        wide /= np.sqrt(np.sum(wide * wide))
        permitted = None if allowed is None else {int(key) for key in allowed}
        scored: list[tuple[np.float32, int]] = []
        for key, vector in self._vectors.items():
            if permitted is None or key in permitted:
                cosine = np.sum(vector * wide) / np.sqrt(np.sum(vector * vector))
                scored.append((np.float32(np.clip(cosine, -1.0, 1.0)), key))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        best = scored[:limit]
        return Matches(
            np.array([key for _, key in best], np.int64), np.array([score for score, _ in best], np.float32)
        )
