"""Search for large libraries: a graph nominates, and the exact index decides."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph, GraphImage, fingerprints
from bowerbird_engine.vectors.index import Matches
from bowerbird_engine.vectors.kernels import Float16Array
from bowerbird_engine.vectors.quantising import SAMPLE_ROWS, Quantiser
from bowerbird_engine.vectors.search_costs import SearchCosts

_MEASURED = SearchCosts()
# Vectors that are compared by fingerprints at once: 32 MiB at 512 dimensions.
COMPARED_AT_ONCE = 32_768


class GraphIndex:
    """Keep unit vectors as ExactIndex does, with a graph beside them. Safe to use from several threads.

    Similarities are exact and ties break by key; only whether a neighbour is found at all rests on the graph, and where
    a filter leaves out more than a few of what it nominates, or it would cost more, the exact index answers alone. What the graph does
    not hold, or holds as it was before, stands `outside` and is compared in every search. Without a graph all is exact.
    """

    def __init__(self, dimension: int, *, costs: SearchCosts = _MEASURED) -> None:
        self._exact = ExactIndex(dimension)
        self._costs = costs
        self._graph: Graph | None = None
        self._outside = np.empty(0, np.int64)
        self._touched: list[Int64Array] | None = None
        self._lock = threading.Lock()

    @classmethod
    def adopt(cls, keys: Int64Array, vectors: Float16Array, *, costs: SearchCosts = _MEASURED) -> GraphIndex:
        """Make an index of float16 vectors [N, D] with sorted, unique keys. The array is taken over, not copied."""
        index = cls(vectors.shape[1], costs=costs)
        index._exact = ExactIndex.adopt(keys, vectors)
        return index

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._exact)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._exact.dimension

    @property
    def exact(self) -> ExactIndex:
        """The same vectors for who needs every neighbour, in step with this index."""
        return self._exact

    @property
    def in_graph(self) -> int:
        """Count the vectors that the graph holds as they are now."""
        with self._lock:
            return 0 if self._graph is None else len(self._exact) - len(self._outside)

    @property
    def outdated(self) -> int:
        """Count the places in the graph whose vectors have changed or gone since."""
        with self._lock:
            return 0 if self._graph is None else len(self._graph) - (len(self._exact) - len(self._outside))

    @property
    def is_asked(self) -> bool:
        """Tell whether what the graph names is still nearly all there: where too much is gone, it is never asked."""
        with self._lock:
            graph, keys = self._graph, self._exact.keys()
        if graph is None or self._costs.is_nearly_all(len(graph) - self.outdated, len(graph)):
            return True
        # A vector that only changed is nominated from both places.
        named = _each_once(graph.keys)
        return self._costs.is_nearly_all(len(_among(named, keys)), len(named))

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        """Add vectors [N, dimension], replacing those whose keys are known; of a key given twice the last holds.

        Raises EmbeddingError, and changes nothing, when a vector is not finite or not of unit length.
        """
        self._exact.put(keys, vectors)
        with self._lock:
            if self._graph is not None:
                more = _without(_each_once(keys), self._outside)
                self._outside = np.concatenate([self._outside, more])
            self._note(keys)

    def remove(self, keys: Int64Array) -> None:
        """Forget these keys; unknown ones are ignored."""
        self._exact.remove(keys)
        with self._lock:
            self._outside = _without(self._outside, keys)
            self._note(keys)

    def search(self, query: Float32Array, limit: int, allowed: Int64Array | None = None) -> Matches:
        """Find the `limit` nearest to a unit vector [dimension] among the allowed keys (sorted; None means all)."""
        candidates = self._candidates(query, limit, allowed)
        return self._exact.search(query, limit, allowed if candidates is None else candidates)

    def keys(self) -> Int64Array:
        """Give the sorted keys. Not to be changed."""
        return self._exact.keys()

    def snapshot(self) -> tuple[Int64Array, Float16Array]:
        """Give the sorted keys and their vectors as stored, for a cache file. Copies only what was not in order."""
        return self._exact.snapshot()

    def frozen(self) -> Callable[[], tuple[Int64Array, Float16Array]]:
        """Freeze what `snapshot` gives now, for a later call from any thread."""
        return self._exact.frozen()

    # The graph, for the one thread that tends it

    def begin(self) -> None:
        """Start with an empty graph, in the place of one that there was."""
        keys = self._exact.keys()
        sample = keys[:: max(1, len(keys) // SAMPLE_ROWS)]
        graph = Graph(Quantiser.fitted(self._exact.stored(sample)[1])) if len(keys) else None
        with self._lock:
            self._graph, self._outside = graph, _mixed(self._exact.keys())

    def take(self, graph: Graph) -> None:
        """Take a graph of any time over: what it holds of the vectors of now is used, the rest stands outside."""
        with self._lock:
            self._touched = []
        held = [np.empty(0, np.int64)]
        for start in range(0, len(graph), COMPARED_AT_ONCE):
            part = slice(start, start + COMPARED_AT_ONCE)
            known, vectors = self._exact.stored(graph.keys[part])
            same = fingerprints(vectors) == graph.prints[part][known]
            held.append(graph.keys[part][known[same]])
        with self._lock:
            sure = _without(np.concatenate(held), self._noted())
            self._graph, self._outside = graph, _mixed(_without(self._exact.keys(), sure))

    def grow(self, count: int, threads: int = 1) -> int:
        """Add up to `count` of the vectors outside to the graph, and tell how many are left. Searches go on beside it."""
        with self._lock:
            graph, keys = self._graph, self._outside[:count]
            if graph is None or not len(keys):
                return 0
            known, vectors = self._exact.stored(keys)
            self._touched = []
        graph.add(keys[known], vectors, threads)
        with self._lock:
            # What was put or removed meanwhile is not what was added.
            touched = self._noted()
            if graph is self._graph and not len(touched):
                self._outside = self._outside[len(keys) :]
            elif graph is self._graph:
                self._outside = _without(self._outside, _without(keys, touched))
            return len(self._outside)

    def drop(self) -> None:
        """Go on without a graph."""
        with self._lock:
            self._graph, self._touched, self._outside = None, None, np.empty(0, np.int64)

    def image(self) -> GraphImage | None:
        """Copy the graph for a file."""
        graph = self._graph
        return None if graph is None else graph.image()

    def _note(self, keys: Int64Array) -> None:
        if self._touched is not None:
            self._touched.append(np.array(keys, np.int64))

    def _noted(self) -> Int64Array:
        touched, self._touched = self._touched, None
        return np.concatenate(touched) if touched else np.empty(0, np.int64)

    def _candidates(self, query: Float32Array, limit: int, allowed: Int64Array | None) -> Int64Array | None:
        """Give keys that hold the best of those allowed; None where comparing all that are allowed is the way."""
        with self._lock:
            graph, outside, keys = self._graph, self._outside, self._exact.keys()
        if graph is None or limit < 1 or not np.isfinite(query).all() or query.shape != (self.dimension,):
            return None
        costs, may_answer = self._costs, len(keys) if allowed is None else min(len(allowed), len(keys))
        if not costs.graph_pays(limit, rows=len(keys), allowed=may_answer, beside=len(outside)):
            return None
        length = np.float32(np.linalg.norm(query))
        nominated = graph.nominate(query / length if length > 0.0 else query, costs.candidates(limit))
        if nominated is None:
            return None
        fit = _among(_among(nominated, keys), keys if allowed is None else allowed)
        if len(fit) < limit or not costs.is_nearly_all(len(fit), len(nominated)):
            return None
        candidates: Int64Array = np.union1d(fit, outside if allowed is None else _among(outside, allowed))
        return candidates


def _mixed(keys: Int64Array) -> Int64Array:
    """Put keys into an order of chance, the same every time.

    The pictures of a folder come one after the other and look alike; added so, clusters are left with too few ways between
    them, which no search finds: of the words' ten best at 200,000 vectors 0.5 % for good.
    """
    return np.random.default_rng(0).permutation(keys)


def _each_once(keys: Int64Array) -> Int64Array:
    """Sort keys and give each once. Numpy's set functions take 0.4 s for 450,000 where they make them unique by themselves."""
    ordered = np.sort(keys)
    return ordered[np.append(ordered[1:] != ordered[:-1], True)] if len(ordered) else ordered


def _without(keys: Int64Array, others: Int64Array) -> Int64Array:
    return keys[~np.isin(keys, others)]


def _among(keys: Int64Array, others: Int64Array) -> Int64Array:
    """Keep the keys that are among others, which are sorted."""
    if not len(others):
        return keys[:0]
    places = np.searchsorted(others, keys)
    places[places == len(others)] = 0
    kept: Int64Array = keys[others[places] == keys]
    return kept
