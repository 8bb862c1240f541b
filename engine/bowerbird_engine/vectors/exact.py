"""Exact search: every vector is compared with every query, and the answer depends on nothing but the vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors.index import Matches
from bowerbird_engine.vectors.kernels import (
    Float16Array,
    Float64Array,
    dot_products,
    exact_cosines,
    lengths,
)
from bowerbird_engine.vectors.rows import RowStore, RowView

# The catalogue takes vectors within 1e-2 of unit length; rounding to float16 bends that by less than 5e-4 more.
LENGTH_TOLERANCE = 1.1e-2
# Up to here, computing the allowed rows exactly is cheaper than scanning a library of any size.
FEW_ROWS = 512
# Rows of which a quarter or more is asked for are compared where they lie: fetching one costs four times as much.
CHUNK_ROWS = 4096
DENSE = 4
# With this share asked for, looking for chunks that can be left out gains nothing.
NEARLY_ALL = 0.75
# Rows widened to float64 at once: 8 MiB at 512 dimensions.
RESCORED_AT_ONCE = 2048


class ExactIndex:
    """Keep unit vectors as float16 and find the nearest ones exactly. Safe to use from several threads.

    A search scans all rows with the SIMD kernel, masks them, and computes those that can still be among the best
    again in double precision. The bound on the scan's error is proved, not guessed (see `_error_bound`), so
    positions, batches and the kernel's own rounding never show in the result.
    """

    def __init__(self, dimension: int) -> None:
        if dimension < 1:
            raise ValueError("a vector index needs at least one dimension")
        self._dimension = dimension
        self._store = RowStore(dimension)
        self._lock = threading.Lock()

    @classmethod
    def adopt(cls, keys: Int64Array, vectors: Float16Array) -> ExactIndex:
        """Make an index of float16 vectors [N, D] with sorted, unique keys. The array is taken over, not copied."""
        if vectors.ndim != 2 or len(keys) != len(vectors) or vectors.shape[1] < 1:  # noqa: PLR2004  a matrix
            raise EmbeddingError("The stored vectors do not fit their keys. Rebuild the vector cache.")
        if np.any(keys[1:] <= keys[:-1]):
            raise ValueError("the keys must be sorted and unique")
        index = cls(vectors.shape[1])
        vectors = np.ascontiguousarray(vectors, dtype=np.float16)
        if len(vectors):
            index._store.adopt(np.asarray(keys, np.int64), vectors, _inverse_lengths(vectors))
        return index

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._frozen().keys)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._dimension

    def keys(self) -> Int64Array:
        """Give the sorted keys. Not to be changed."""
        return self._frozen().keys

    def stored(self, keys: Int64Array) -> tuple[Int64Array, Float16Array]:
        """Tell which places of `keys` hold known ones, and copy the vectors of these [N, dimension] as stored."""
        view = self._frozen()
        if not len(view.keys):
            return np.empty(0, np.int64), np.empty((0, self._dimension), np.float16)
        positions = np.searchsorted(view.keys, keys)
        positions[positions == len(view.keys)] = 0
        known = np.flatnonzero(view.keys[positions] == keys)
        return known, view.gather(view.rows_of(positions[known]))

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        """Add vectors [N, dimension], replacing those whose keys are known; of a key given twice the last holds.

        Raises EmbeddingError, and changes nothing, when a vector is not finite or not of unit length.
        """
        if vectors.shape != (len(keys), self._dimension):
            raise EmbeddingError(
                f"Vectors of shape {vectors.shape} were put into an index of dimension {self._dimension}. "
                "They belong to another model: encode the pictures again with this one."
            )
        if not len(keys):
            return
        with np.errstate(over="ignore"):
            narrow = np.ascontiguousarray(vectors, dtype=np.float16)
        inverse = _inverse_lengths(narrow)
        with self._lock:
            self._store.append(np.array(keys, np.int64), narrow, inverse)

    def remove(self, keys: Int64Array) -> None:
        """Forget these keys; unknown ones are ignored."""
        with self._lock:
            self._store.forget(np.asarray(keys, np.int64))

    def search(self, query: Float32Array, limit: int, allowed: Int64Array | None = None) -> Matches:
        """Find the `limit` nearest to a unit vector [dimension] among the allowed keys (sorted; None means all).

        The mask is applied before ranking. The result does not depend on the order in which vectors were put.
        """
        if limit < 0:
            raise ValueError("the limit must not be negative")
        unit = _unit_query(query, self._dimension)
        view = self._frozen()
        positions = _positions(view.keys, allowed)
        if limit and len(positions) > max(FEW_ROWS, limit):
            positions = _possible(view, positions, unit, limit)
        cosines = np.empty(len(positions), np.float64)
        rows = view.rows_of(positions)
        for start in range(0, len(rows), RESCORED_AT_ONCE):
            part = slice(start, start + RESCORED_AT_ONCE)
            cosines[part] = exact_cosines(unit, view.gather(rows[part]))
        similarities = np.clip(cosines, -1.0, 1.0).astype(np.float32)
        keys = view.keys[positions]
        best = np.lexsort((keys, -similarities))[:limit]
        return Matches(keys[best], similarities[best])

    def snapshot(self) -> tuple[Int64Array, Float16Array]:
        """Give the sorted keys and their vectors as stored, for a cache file. Copies only what was not in order."""
        return self.frozen()()

    def frozen(self) -> Callable[[], tuple[Int64Array, Float16Array]]:
        """Freeze what `snapshot` gives now, for a later call from any thread: copying all vectors takes a while."""
        return partial(_in_order, self._frozen(), self._dimension)

    def _frozen(self) -> RowView:
        with self._lock:
            return self._store.view()


def _in_order(view: RowView, dimension: int) -> tuple[Int64Array, Float16Array]:
    if view.rows is None and len(view.blocks) == 1:
        return view.keys, view.blocks[0]
    if not view.blocks:
        return view.keys, np.empty((0, dimension), np.float16)
    return view.keys, view.gather(view.rows_of(np.arange(len(view.keys), dtype=np.int64)))


def _inverse_lengths(vectors: Float16Array) -> Float32Array:
    measured = lengths(vectors)
    if not np.all(np.abs(measured - 1.0) <= LENGTH_TOLERANCE):  # NaN compares false
        raise EmbeddingError(
            "A vector is not finite or not of unit length. The model that made it does not work properly: "
            "install it again or use another one."
        )
    return (1.0 / measured).astype(np.float32)


def _unit_query(query: Float32Array, dimension: int) -> Float64Array:
    wide = np.asarray(query, np.float64)
    if wide.shape != (dimension,):
        raise EmbeddingError(
            f"A query of shape {wide.shape} does not fit the library's vectors of dimension {dimension}. "
            "Search with the model that indexed the library."
        )
    length = float(np.sqrt(np.add.reduce(wide * wide)))
    if not np.isfinite(length) or length == 0.0:
        raise EmbeddingError("The query's vector is zero or not finite. The model does not work properly.")
    return wide / length


def _positions(keys: Int64Array, allowed: Int64Array | None) -> Int64Array:
    """Find which positions of the sorted keys may answer."""
    if allowed is None or (len(allowed) == len(keys) and np.array_equal(allowed, keys)):
        return np.arange(len(keys), dtype=np.int64)
    if not len(keys) or not len(allowed):
        return np.empty(0, np.int64)
    places = np.searchsorted(keys, allowed)
    places[places == len(keys)] = 0
    places = places[keys[places] == allowed]
    # A key that is allowed twice answers once.
    return places if np.all(places[1:] > places[:-1]) else np.unique(places)


def _possible(view: RowView, positions: Int64Array, unit: Float64Array, limit: int) -> Int64Array:
    """Keep the positions that can be among the `limit` best once they are computed exactly."""
    narrow = unit.astype(np.float16)
    rough = _rough(view, view.rows_of(positions), narrow)
    worst_of_best = _nth_largest(rough, limit)
    possible = np.flatnonzero(rough >= worst_of_best - 2.0 * _error_bound(unit, narrow))
    return positions[possible]


def _rough(view: RowView, rows: Int64Array, narrow: Float16Array) -> Float64Array:
    """Compare these rows with a query in single precision, by whole chunks where enough of one is asked for."""
    if len(rows) >= NEARLY_ALL * view.row_count:
        parts = [dot_products(narrow, block) for block in view.blocks]
        every = parts[0] if len(parts) == 1 else np.concatenate(parts)
        every *= view.inverse_lengths
        return every if len(rows) == view.row_count and view.rows is None else every[rows]
    every = np.empty(view.row_count, np.float64)
    rising, cuts = (rows if view.rows is None else np.sort(rows)), view.cuts(CHUNK_ROWS)
    asked = np.diff(np.searchsorted(rising, cuts))
    dense = DENSE * asked >= np.diff(cuts)
    for start, end in zip(cuts[:-1][dense].tolist(), cuts[1:][dense].tolist(), strict=True):
        every[start:end] = dot_products(narrow, view.piece(start, end))
    sparse = rising[~np.repeat(dense, asked)]
    for start in range(0, len(sparse), RESCORED_AT_ONCE):
        part = sparse[start : start + RESCORED_AT_ONCE]
        every[part] = dot_products(narrow, view.gather(part))
    return every[rows] * view.inverse_lengths[rows]


def _nth_largest(values: Float64Array, n: int) -> float:
    # The largest of each of n groups are n values: whatever is below all of them is not among the n largest.
    groups = values[: len(values) // n * n].reshape(-1, n)
    candidates = values[values >= groups.max(axis=0).min()]
    return float(np.partition(candidates, len(candidates) - n)[len(candidates) - n])


def _error_bound(unit: Float64Array, narrow: Float16Array) -> float:
    """Bound how far the scan's value of any row can lie from its exact cosine.

    By Cauchy and Schwarz, rounding the query moves the cosine of no row by more than the length of what rounding
    took away. The kernel's single-precision sum over D terms, and that of the row's length, add at most D units
    of 2^-24 each; the last rounding to float32 half a unit more.
    """
    lost = unit - narrow.astype(np.float64)
    return float(np.sqrt(np.add.reduce(lost * lost))) + (2 * len(unit) + 4) * 2.0**-24
