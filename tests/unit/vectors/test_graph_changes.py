"""The graph index while vectors change: before, while and after they are added, and graphs of other times."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.vectors.graph import Graph
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.kernels import Float16Array
from fakes.grown_index import READY_FOR_THE_GRAPH, grow_whole
from unit.vectors.test_graph_index import COUNT, cone, grown, key_range, mean_recall, restored


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
