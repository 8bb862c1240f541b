"""The graph that nominates neighbours: usearch's HNSW over vectors in bytes. What it says is checked by others."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors.kernels import Float16Array
from bowerbird_engine.vectors.native_graph import new_native_graph
from bowerbird_engine.vectors.quantising import Quantiser

UInt64Array = npt.NDArray[np.uint64]

# A search that does not get the graph in this time goes without it.
PATIENCE_S: Final = 0.05
_GOLDEN: Final = 0x9E3779B97F4A7C15


def fingerprints(vectors: Float16Array) -> UInt64Array:
    """Give each vector [N, D] a number that another vector does not have, by the bits that are stored."""
    padded = -vectors.shape[1] % 4
    if padded:
        vectors = np.pad(vectors, ((0, 0), (0, padded)))
    words = np.ascontiguousarray(vectors).view(np.uint64)
    odd = (2 * np.arange(words.shape[1], dtype=np.uint64) + 1) * np.uint64(_GOLDEN)
    numbers: UInt64Array = np.einsum("nd,d->n", words, odd)
    return numbers


@dataclass(frozen=True, slots=True)
class GraphImage:
    """A graph at rest: for each vector in it the key that it nominates and its fingerprint, and usearch's own bytes."""

    quantiser: Quantiser
    keys: Int64Array
    prints: UInt64Array
    data: memoryview


class Graph:
    """Nominate keys whose vectors lie near a query. Safe to use from several threads, one of which may add.

    Nothing is ever taken out: a key whose vector has changed is added again, and nominated from both places. usearch keeps
    one scratch space for each of its own threads, and callers of ours would share it: they take turns.
    """

    def __init__(self, quantiser: Quantiser) -> None:
        self._quantiser = quantiser
        self._native = new_native_graph(len(quantiser.middle))
        self._keys = np.empty(1024, np.int64)
        self._prints = np.empty(1024, np.uint64)
        self._filled = 0
        self._turn = threading.Lock()

    @classmethod
    def restored(cls, image: GraphImage) -> Graph | None:
        """Bring a graph back to life, whose bytes are known to be those that were written; None when it is another's."""
        graph = cls(image.quantiser)
        try:
            graph._native.load(image.data)  # pyright: ignore[reportUnknownMemberType]
        except RuntimeError:
            return None
        if len(graph._native) != len(image.keys) or graph._native.ndim != len(image.quantiser.middle):
            return None
        graph._keys, graph._prints, graph._filled = image.keys, image.prints, len(image.keys)
        return graph

    def __len__(self) -> int:
        """Count the vectors that were added."""
        return self._filled

    @property
    def keys(self) -> Int64Array:
        """The key of each vector, in the order in which they came."""
        return self._keys[: self._filled]

    @property
    def prints(self) -> UInt64Array:
        """The fingerprint of each vector, in the same order."""
        return self._prints[: self._filled]

    def add(self, keys: Int64Array, vectors: Float16Array, threads: int = 1) -> None:
        """Add vectors [N, D]; with one thread on the calling one. Raises RuntimeError when there is no memory left."""
        codes, prints = self._quantiser.encode(vectors), fingerprints(vectors)
        with self._turn:
            end = self._filled + len(keys)
            if end > len(self._keys):
                self._keys = np.resize(self._keys, max(end, 2 * len(self._keys)))
                self._prints = np.resize(self._prints, len(self._keys))
            self._keys[self._filled : end], self._prints[self._filled : end] = keys, prints
            self._native.add(np.arange(self._filled, end, dtype=np.uint64), codes, threads=threads)
            self._filled = end

    def nominate(self, query: Float32Array, count: int) -> Int64Array | None:
        """Name the keys of about `count` vectors near a unit vector [D], sorted; None when the graph is busy."""
        code = self._quantiser.encode(query)
        if not self._turn.acquire(timeout=PATIENCE_S):
            return None
        try:
            places = self._native.search(code, count, threads=1).keys.astype(np.int64)
            return np.unique(self._keys[places])
        finally:
            self._turn.release()

    def image(self) -> GraphImage:
        """Copy the graph as it is, for a file.

        The copy takes as much memory again, and usearch keeps the interpreter while it makes it: at 1,000,000 vectors
        some tenths of a second.
        """
        with self._turn:
            data = self._native.save() or b""  # pyright: ignore[reportUnknownMemberType]
            return GraphImage(self._quantiser, self.keys.copy(), self.prints.copy(), memoryview(data))
