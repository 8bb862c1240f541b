"""The graph index beyond its contract: changes while it grows, graphs of other times, filters, and what it costs not."""

from __future__ import annotations

import platform
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph, GraphImage, fingerprints
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.quantising import Quantiser
from bowerbird_engine.vectors.search_costs import SearchCosts
from fakes.grown_index import READY_FOR_THE_GRAPH, grow_whole

DIMENSION, COUNT = 48, 3000


def cone(count: int, seed: int = 0, *, clusters: int = 40) -> Float32Array:
    """Draw unit vectors in clusters within one narrow cone; those of a cluster lie one after the other."""
    numbers = np.random.default_rng(seed)
    middle = np.random.default_rng(99).standard_normal(DIMENSION)
    centres = np.random.default_rng(98).standard_normal((clusters, DIMENSION))
    labels = np.sort(numbers.integers(0, clusters, count))
    drawn = middle + 0.4 * centres[labels] + 0.5 * numbers.standard_normal((count, DIMENSION))
    unit: Float32Array = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def key_range(count: int, start: int = 1) -> Int64Array:
    """Count keys upwards."""
    return np.arange(start, start + count, dtype=np.int64)


def grown(count: int = COUNT) -> GraphIndex:
    """Give an index with a whole graph."""
    index = GraphIndex.adopt(key_range(count), cone(count).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    index.begin()
    grow_whole(index)
    return index


def exact_of(index: GraphIndex) -> ExactIndex:
    """Give the same vectors without a graph."""
    return ExactIndex.adopt(*index.snapshot())


def mean_recall(
    index: GraphIndex, queries: Float32Array, allowed: Int64Array | None = None, limit: int = 10
) -> float:
    """Tell which share of the true ones is found, having checked that what is found is exact and in order."""
    truth = exact_of(index)
    shares: list[float] = []
    for query in queries:
        found, true = index.search(query, limit, allowed), truth.search(query, limit, allowed)
        again = truth.search(query, len(found.keys), np.sort(found.keys))
        assert np.array_equal(again.keys, found.keys)
        assert np.array_equal(again.similarities, found.similarities)
        assert len(found.keys) == len(true.keys)
        shares.append(len(np.intersect1d(found.keys, true.keys)) / max(1, len(true.keys)))
    return float(np.mean(shares))


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note what the graph is asked for."""
    noted: list[int] = []
    real = Graph.nominate

    def noting(graph: Graph, query: Float32Array, count: int) -> Int64Array | None:
        noted.append(count)
        return real(graph, query, count)

    monkeypatch.setattr(Graph, "nominate", noting)
    return noted


def test_the_graph_finds_what_is_near(asked_for: list[int]) -> None:
    """Over 100 questions at least 99 of 100 true neighbours come out, and each question did go through the graph."""
    index = grown()
    assert mean_recall(index, cone(100, seed=5)) >= 0.99
    assert len(asked_for) == 100


def test_a_graph_of_other_vectors_is_not_believed() -> None:
    """One that was built of the same vectors under other keys stands outside, and every answer is right."""
    index, mixed = mixed_up()
    index.take(restored(mixed))
    assert index.in_graph < COUNT // 100
    assert mean_recall(index, cone(30, seed=5)) >= 0.99


def test_a_graph_that_is_believed_wrongly_finds_little() -> None:
    """The control: with the fingerprints of the right vectors the same graph is believed, and the recall shows it."""
    index, mixed = mixed_up()
    index.take(restored(replace(mixed, prints=fingerprints(index.snapshot()[1]))))
    assert index.in_graph == COUNT
    assert mean_recall(index, cone(30, seed=5)) < 0.5


def mixed_up() -> tuple[GraphIndex, GraphImage]:
    """Give an index, and a graph of its vectors under the keys of others."""
    index = GraphIndex.adopt(key_range(COUNT), cone(COUNT).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    mixed = np.random.default_rng(0).permutation(cone(COUNT)).astype(np.float16)
    graph = Graph(Quantiser.fitted(mixed))
    graph.add(key_range(COUNT), mixed)
    return index, graph.image()


def restored(image: GraphImage) -> Graph:
    """Bring a graph back to life."""
    graph = Graph.restored(image)
    assert graph is not None
    return graph


@pytest.mark.parametrize("share", [0.95, 0.5, 0.1, 0.01])
def test_filters_starve_no_page(share: float) -> None:
    """Random ones, whole clusters, and those furthest from the question: the page is full and right."""
    index, numbers = grown(), np.random.default_rng(1)
    keys, number = key_range(COUNT), int(COUNT * share)
    queries = cone(20, seed=6)
    at_random = np.sort(numbers.choice(keys, number, replace=False))
    assert mean_recall(index, queries, at_random) >= 0.98
    assert mean_recall(index, queries, keys[:number]) >= 0.98
    for query in queries:
        far = np.sort(np.argsort(cone(COUNT) @ query)[:number] + 1).astype(np.int64)
        assert mean_recall(index, query[np.newaxis], far) >= 0.98


def recall_beside_the_nearest(costs: SearchCosts) -> float:
    """Ask 50 questions with all allowed but the 52 nearest."""
    index = GraphIndex.adopt(key_range(COUNT), cone(COUNT).astype(np.float16), costs=costs)
    index.begin()
    grow_whole(index)
    queries = cone(50, seed=6)
    far = [np.sort(np.argsort(cone(COUNT) @ query)[: COUNT - 52] + 1).astype(np.int64) for query in queries]
    pairs = zip(queries, far, strict=True)
    return float(np.mean([mean_recall(index, query[np.newaxis], allowed) for query, allowed in pairs]))


def test_what_a_filter_takes_from_the_neighbours_is_made_good(asked_for: list[int]) -> None:
    """Nearly all are allowed, but not those near the question: the graph is asked, not enough, and all are compared."""
    assert recall_beside_the_nearest(READY_FOR_THE_GRAPH) == 1.0
    assert len(asked_for) == 50


def test_without_this_neighbours_would_be_lost() -> None:
    """The control: where the few allowed ones at the end of a graph's list are trusted, true neighbours are missing."""
    assert recall_beside_the_nearest(replace(READY_FOR_THE_GRAPH, allowed_share=0.0)) < 0.99


def test_nearly_all_allowed_is_no_filter(asked_for: list[int]) -> None:
    """The contents of a library that are here, which every search allows, ask the graph for no more than no filter does."""
    index, query = grown(), cone(1, seed=7)[0]
    free = index.search(query, 10)
    hinted = index.search(query, 10, np.setdiff1d(key_range(COUNT + 50), [1500, 1501]))
    assert asked_for[1] == asked_for[0]
    assert np.array_equal(hinted.keys, free.keys) or {1500, 1501} & set(free.keys.tolist())


def test_what_stands_outside_is_filtered_too(asked_for: list[int]) -> None:
    """The nearest of all are new, not in the graph yet, and not allowed: they are not given, and the page is full."""
    index, query = grown(), cone(1, seed=7)[0]
    near = key_range(5, COUNT + 1)
    index.put(near, np.repeat(query[np.newaxis], len(near), axis=0))
    assert index.search(query, 5).keys.tolist() == near.tolist()
    found = index.search(query, 10, np.concatenate([key_range(COUNT), near[-1:]]))
    assert found.keys[0] == near[-1]
    assert not np.isin(found.keys, near[:-1]).any()
    assert len(found.keys) == 10
    assert len(asked_for) == 2


def test_pools_and_deep_lists_are_exact(asked_for: list[int]) -> None:
    """A pool that is put in order, and a list of half the library, are compared whole, without the graph."""
    index = grown()
    truth, query = exact_of(index), cone(1, seed=8)[0]
    pool = np.sort(np.random.default_rng(2).choice(key_range(COUNT), 200, replace=False))
    for limit, allowed in ((len(pool), pool), (COUNT // 2, None), (COUNT, key_range(COUNT))):
        got, expected = index.search(query, limit, allowed), truth.search(query, limit, allowed)
        assert np.array_equal(got.keys, expected.keys)
    assert asked_for == []


def test_a_graph_that_is_busy_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that does not get the graph in time is answered exactly."""
    index = grown()
    truth = exact_of(index)

    def busy(_graph: Graph, _query: Float32Array, _count: int) -> None:
        return None

    monkeypatch.setattr(Graph, "nominate", busy)
    for query in cone(10, seed=16):
        assert np.array_equal(index.search(query, 10).keys, truth.search(query, 10).keys)


def test_without_a_graph_all_is_exact() -> None:
    """Before a graph is begun, after it was dropped, and in an empty index, nothing goes through it."""
    index = grown(400)
    index.drop()
    assert (index.in_graph, index.outdated, index.image()) == (0, 0, None)
    assert mean_recall(index, cone(5, seed=17)) == 1.0
    empty = GraphIndex(DIMENSION)
    empty.begin()
    assert empty.grow(10) == 0
    assert len(empty.search(cone(1)[0], 5).keys) == 0
    with pytest.raises(EmbeddingError):
        grown(400).search(np.full(DIMENSION, np.nan, np.float32), 5)


def test_fingerprints_tell_every_bit() -> None:
    """Two equal vectors have the same number; changing any one bit changes it, in any dimension."""
    for dimension in (1, 3, 48, 50):
        vector = (
            cone(1)[:, :dimension].astype(np.float16)
            if dimension <= DIMENSION
            else np.ones((1, 50), np.float16)
        )
        number = fingerprints(vector)[0]
        assert fingerprints(np.repeat(vector, 3, axis=0)).tolist() == [number] * 3
        for place in range(dimension):
            for bit in range(16):
                other = vector.copy()
                other.view(np.uint16)[0, place] ^= np.uint16(1 << bit)
                assert fingerprints(other)[0] != number


def test_the_middle_is_taken_away_before_rounding() -> None:
    """In a narrow cone bytes rank far better without what all vectors share: the reason for the quantiser."""
    vectors = cone(2000)
    ours, plain = (
        Quantiser.fitted(vectors.astype(np.float16)),
        Quantiser(np.zeros(DIMENSION, np.float32), 20.0),
    )
    queries = cone(30, seed=18)

    def recall(quantiser: Quantiser) -> float:
        codes = quantiser.encode(vectors).astype(np.int64)
        shares: list[float] = []
        for query in queries:
            true = np.argsort(-(vectors @ query))[:10]
            near = np.argsort(np.sum((codes - quantiser.encode(query)) ** 2, axis=1), kind="stable")[:10]
            shares.append(len(np.intersect1d(true, near)) / 10)
        return float(np.mean(shares))

    assert recall(ours) > 0.9
    assert recall(plain) < recall(ours) - 0.1


BOTH = """
from bowerbird_engine.vectors.native_graph import new_native_graph
new_native_graph(8)
import onnxruntime
print("both")
"""


def test_the_graph_and_the_model_runtime_live_in_one_process() -> None:
    """The runtime for C++ that usearch brings along and the system's agree, whichever of the two is needed first."""
    done = subprocess.run([sys.executable, "-c", BOTH], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "both"), done.stderr


@pytest.mark.skipif((sys.platform, platform.machine()) != ("linux", "x86_64"), reason="seen there")
def test_unprepared_they_end_the_process() -> None:
    """The control: where no system shows this any more, usearch was mended and the preparation can go."""
    bare = BOTH.replace(
        "from bowerbird_engine.vectors.native_graph import new_native_graph", "import usearch.index"
    )
    bare = bare.replace("new_native_graph(8)", "")
    ended = subprocess.run([sys.executable, "-c", bare], capture_output=True, check=False).returncode
    if ended == 0:
        pytest.skip("this system's C++ runtime and usearch's own agree")
    assert ended < 0
