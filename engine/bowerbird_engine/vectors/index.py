"""The protocol behind which every vector index stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bowerbird_engine.assets import Float32Array, Int64Array


@dataclass(frozen=True, slots=True)
class Matches:
    """The best keys of a query, best first; equal similarities are ordered by key. Similarities are cosines."""

    keys: Int64Array
    similarities: Float32Array


class VectorIndex(Protocol):
    """Find the nearest of many unit vectors, each named by a unique integer key."""

    def __len__(self) -> int:
        """Count the vectors."""
        ...

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        ...

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        """Add vectors [N, dimension], replacing those whose keys are known."""
        ...

    def remove(self, keys: Int64Array) -> None:
        """Forget these keys; unknown ones are ignored."""
        ...

    def search(self, query: Float32Array, limit: int, allowed: Int64Array | None = None) -> Matches:
        """Find the `limit` nearest to a unit vector [dimension] among the allowed keys (sorted; None means all).

        The mask is applied before ranking. The result does not depend on the order in which vectors were put.
        """
        ...
