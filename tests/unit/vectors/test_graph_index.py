"""The graph index beyond its contract: changes while it grows, graphs of other times, filters, and what it costs not."""

from __future__ import annotations

import platform
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph, GraphImage, fingerprints
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.kernels import Float16Array
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


def test_changes_are_seen_at_once() -> None:
    """What is put, replaced and removed after the graph was built is found, found elsewhere, and gone."""
    index = grown()
    strange = -cone(2, seed=9)
    index.put(np.array([COUNT + 7, 5], np.int64), strange)
    index.remove(np.array([6, 999_999], np.int64))
    assert index.search(strange[0], 1).keys.tolist() == [COUNT + 7]
    assert index.search(strange[1], 1).keys.tolist() == [5]
    assert 6 not in index.search(cone(COUNT)[5], 20).keys
    assert 5 not in index.search(cone(COUNT)[4], 20).keys
    assert (index.in_graph, index.outdated) == (COUNT - 2, 2)
    grow_whole(index)
    assert (len(index), index.in_graph, index.outdated) == (COUNT, COUNT, 2)
    assert mean_recall(index, cone(50, seed=10)) >= 0.99
    assert index.search(strange[1], 1).keys.tolist() == [5]


def test_what_changes_while_it_is_added_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vector that is replaced or removed between being read and being in the graph is not taken for what was added."""
    index = GraphIndex.adopt(key_range(500), cone(500).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    index.begin()
    real, other, first = Graph.add, -cone(1, seed=11), list[int]()

    def meanwhile(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        real(graph, keys, vectors, threads)
        monkeypatch.setattr(Graph, "add", real)
        index.put(keys[:1], other)
        index.remove(keys[1:2])
        first.append(int(keys[0]))

    monkeypatch.setattr(Graph, "add", meanwhile)
    assert index.grow(100) == 401
    assert (len(index), index.in_graph) == (499, 98)
    assert index.search(other[0], 1).keys.tolist() == first
    grow_whole(index)
    assert index.in_graph == 499
    assert index.search(other[0], 1).keys.tolist() == first


@pytest.mark.parametrize("happens", ["put", "remove"])
def test_one_change_while_others_are_added_leaves_none_of_the_rest_out(
    monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    """Whichever it is: what was not added stays outside, where every search meets it."""
    index = GraphIndex.adopt(key_range(500), cone(500).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    index.begin()
    real = Graph.add

    def meanwhile(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        real(graph, keys, vectors, threads)
        if happens == "put":
            index.put(keys[:1], -cone(1, seed=11))
        else:
            index.remove(keys[:1])

    monkeypatch.setattr(Graph, "add", meanwhile)
    left = index.grow(100)
    assert (left, index.in_graph) == ((401, 99) if happens == "put" else (400, 99))
    monkeypatch.setattr(Graph, "add", real)
    grow_whole(index)
    assert index.in_graph == len(index)
    assert mean_recall(index, cone(20, seed=12)) >= 0.98


def test_neighbours_by_key_are_not_added_one_after_the_other() -> None:
    """What comes first into a graph, and what of a file's graph was outside, comes from all over the library."""
    index = GraphIndex.adopt(key_range(COUNT), cone(COUNT).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    index.begin()
    index.grow(100)
    begun = index.image()
    assert begun is not None
    index.take(restored(begun))
    index.grow(100)
    grown_on = index.image()
    assert grown_on is not None
    for keys in (grown_on.keys[:100], grown_on.keys[100:]):
        assert len(keys) == 100
        assert keys.max() - keys.min() > COUNT // 2
        assert np.abs(np.diff(keys)).mean() > COUNT // 10


def test_a_graph_of_another_time_is_brought_up_to_date() -> None:
    """Of an older graph exactly what has changed since is added, and of one of no use nothing is believed."""
    old = grown()
    image = old.image()
    assert image is not None
    later = GraphIndex.adopt(*old.snapshot(), costs=READY_FOR_THE_GRAPH)
    later.put(key_range(40, COUNT + 1), cone(40, seed=12))
    later.put(key_range(10, 100), cone(10, seed=13))
    later.remove(key_range(30, 200))
    later.take(restored(image))
    assert (len(later), later.in_graph) == (COUNT + 10, COUNT - 40)
    assert later.outdated == 40
    assert mean_recall(later, cone(30, seed=14)) >= 0.99
    grow_whole(later)
    assert later.in_graph == len(later)


def test_searches_go_on_while_the_graph_grows() -> None:
    """Four threads search, one changes and one grows: every answer is whole, and at the end all is in the graph."""
    index = GraphIndex.adopt(key_range(2000), cone(2000).astype(np.float16), costs=READY_FOR_THE_GRAPH)
    index.begin()
    done, failures = threading.Event(), list[BaseException]()
    queries = cone(64, seed=15)

    def search() -> None:
        try:
            number = 0
            while not done.is_set():
                number += 1
                found = index.search(queries[number % 64], 20)
                assert len(found.keys) == 20
                assert np.all(np.diff(found.similarities) <= 0)
        except BaseException as error:  # noqa: BLE001  told to the test
            failures.append(error)

    def change() -> None:
        try:
            for turn in range(20):
                index.put(key_range(5, 3000 + 5 * turn), cone(5, seed=100 + turn))
                index.remove(key_range(2, 10 + 2 * turn))
        except BaseException as error:  # noqa: BLE001  told to the test
            failures.append(error)

    threads = [*(threading.Thread(target=search) for _ in range(4)), threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    while index.grow(32):
        pass
    threads[-1].join()
    grow_whole(index)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (len(index), index.in_graph) == (2060, 2060)
    assert mean_recall(index, queries) >= 0.98


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
    """The control: where this passes no more, usearch was mended and the preparation can go."""
    bare = BOTH.replace(
        "from bowerbird_engine.vectors.native_graph import new_native_graph", "import usearch.index"
    )
    bare = bare.replace("new_native_graph(8)", "")
    assert subprocess.run([sys.executable, "-c", bare], capture_output=True, check=False).returncode < 0
