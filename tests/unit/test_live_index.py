from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import (
    ContentHash,
    Float32Array,
    Int64Array,
    ScanDelta,
    Space,
    Volume,
    WalkedFile,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import ContentFacts
from bowerbird_engine.search.live_index import LiveIndex
from bowerbird_engine.vectors import graph_file
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph, GraphImage
from bowerbird_engine.vectors.graph_keeping import GraphKeeper, GraphPolicy, GraphState
from bowerbird_engine.vectors.index import VectorIndex
from bowerbird_engine.vectors.kernels import Float16Array
from fakes.grown_index import READY_FOR_THE_GRAPH

SPACE = Space("tiny", "digest-of-the-tiny-pack", 8)


class Writer:
    """The owner of a catalogue with one root, into which contents with vectors are put."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue.open(path)
        volume = Volume("volume", "disk", path.parent)
        self.root_id = self.catalogue.roots.add(volume, b"pictures", path.parent / "pictures").id
        self.space_id = self.catalogue.vectors.space(SPACE)

    def put(self, numbers: range) -> Int64Array:
        """Index one content for each number; its vector leans towards the axis of that number."""
        with self.catalogue.transaction():
            added = tuple(WalkedFile(b"%d.jpg" % n, n + 1, n, n + 1) for n in numbers)
            self.catalogue.files.apply(self.root_id, ScanDelta(added=added))
            keys = [
                self.catalogue.files.record(
                    file.id, ContentFacts(ContentHash(file.path.rjust(32, b"0")), 64, 64, "image/jpeg", 10)
                ).content_id
                for file in self.catalogue.files.pending([self.root_id], 10_000)
            ]
            vectors = np.full((len(keys), SPACE.dimension), 0.1, np.float32)
            vectors[np.arange(len(keys)), np.array(list(numbers)) % SPACE.dimension] = 1.0
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            self.catalogue.vectors.put(self.space_id, np.array(keys, np.int64), vectors)
        return np.array(keys, np.int64)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Open what the indexing process writes to."""
    owner = Writer(tmp_path / "catalogue.sqlite")
    yield owner
    owner.catalogue.close()


@pytest.fixture
def reader(writer: Writer) -> Iterator[Catalogue]:
    """Open what the searching process reads."""
    with Catalogue.open(writer.catalogue.path, read_only=True) as catalogue:
        yield catalogue


def _keys(index: LiveIndex) -> list[int]:
    return sorted(index.current().snapshot()[0].tolist())


def _cache(tmp_path: Path) -> Path:
    return next((tmp_path / "cache" / "vectors").iterdir())


def test_a_commit_of_another_connection_is_seen(writer: Writer, reader: Catalogue, tmp_path: Path) -> None:
    """A search process follows what an indexing process adds, without being restarted."""
    live = LiveIndex(reader, SPACE, tmp_path / "cache")
    first = writer.put(range(3))
    assert _keys(live) == first.tolist()

    second = writer.put(range(3, 5))

    assert _keys(live) == [*first.tolist(), *second.tolist()]
    live.close()


def test_the_cache_file_gives_what_the_catalogue_gives(
    writer: Writer, reader: Catalogue, tmp_path: Path
) -> None:
    """A start from the cache file finds the same vectors as a start from the catalogue."""
    writer.put(range(20))
    from_catalogue = LiveIndex(reader, SPACE, tmp_path / "cache")
    keys, vectors = from_catalogue.current().snapshot()
    from_catalogue.close()

    from_file = LiveIndex(reader, SPACE, tmp_path / "cache")

    again = from_file.current().snapshot()
    assert np.array_equal(again[0], keys)
    assert np.array_equal(again[1], vectors)


def test_a_damaged_cache_is_made_again_while_search_answers(
    writer: Writer, reader: Catalogue, tmp_path: Path
) -> None:
    """A flipped bit in the cache file is noticed, the catalogue answers, and the file is whole afterwards."""
    keys = writer.put(range(20))
    first = LiveIndex(reader, SPACE, tmp_path / "cache")
    first.current()
    first.close()
    sound = _cache(tmp_path).read_bytes()
    damaged = bytearray(sound)
    damaged[-5] ^= 0x10
    _cache(tmp_path).write_bytes(damaged)

    second = LiveIndex(reader, SPACE, tmp_path / "cache")

    assert _keys(second) == keys.tolist()
    second.close()
    assert _cache(tmp_path).read_bytes() == sound


def test_a_cache_of_another_library_is_not_used(
    writer: Writer, reader: Catalogue, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two libraries count their generations alike; the file of one says nothing about the other."""
    writer.put(range(4))
    mine = LiveIndex(reader, SPACE, tmp_path / "cache")
    mine.current()
    mine.close()
    other_writer = Writer(tmp_path_factory.mktemp("other") / "catalogue.sqlite")
    others = other_writer.put(range(2))

    other = LiveIndex(other_writer.catalogue, SPACE, tmp_path / "cache")

    assert _keys(other) == others.tolist()
    other.close()
    other_writer.catalogue.close()


def test_a_library_without_vectors_is_empty(reader: Catalogue, tmp_path: Path) -> None:
    """Before the first index there is nothing to find, and nothing to write."""
    live = LiveIndex(reader, Space("never", "seen", 4), tmp_path / "cache")

    assert len(live.current()) == 0
    live.save()
    live.close()
    assert not (tmp_path / "cache").exists()


def test_a_removed_folder_leaves_the_index(writer: Writer, reader: Catalogue, tmp_path: Path) -> None:
    """What the catalogue forgets is forgotten here too."""
    writer.put(range(6))
    live = LiveIndex(reader, SPACE, tmp_path / "cache")
    live.current()

    writer.catalogue.roots.remove(writer.root_id)

    assert _keys(live) == []
    live.close()


QUICK = GraphPolicy(
    large=1000, batch=100, checkpoint_rows=300, enough_outside=50, patience_s=0.0, costs=READY_FOR_THE_GRAPH
)


def _scatter(writer: Writer, keys: Int64Array, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((len(keys), SPACE.dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    writer.catalogue.vectors.put(writer.space_id, keys, vectors.astype(np.float32))


def _settled(live: LiveIndex) -> GraphState:
    """Wait until nothing works on the graph."""
    live.current()
    while live.graph_state().working:
        time.sleep(0.01)
    return live.graph_state()


def _answers(index: VectorIndex, allowed: Int64Array | None = None) -> list[list[int]]:
    queries = np.random.default_rng(77).standard_normal((25, SPACE.dimension)).astype(np.float32)
    return [index.search(query, 10, allowed).keys.tolist() for query in queries]


def _alike(answers: list[list[int]], truth: list[list[int]]) -> float:
    return sum(len(set(a) & set(t)) for a, t in zip(answers, truth, strict=True)) / sum(map(len, truth))


def test_a_thousand_pictures_bring_the_graph_and_the_same_answers(
    writer: Writer, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below 1,000 all is exact; above, the graph answers the same, before and after more changes, without another start."""
    asked: list[int] = []
    nominate = Graph.nominate

    def noted(graph: Graph, query: Float32Array, count: int) -> Int64Array | None:
        asked.append(count)
        return nominate(graph, query, count)

    monkeypatch.setattr(Graph, "nominate", noted)
    keys = writer.put(range(900))
    _scatter(writer, keys, 1)
    live = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
    assert _settled(live) == GraphState(900, 0, working=False)
    before = _answers(live.current())
    assert asked == []

    more = writer.put(range(900, 1300))
    _scatter(writer, more, 2)
    assert _settled(live) == GraphState(1300, 1300, working=False)
    after = _answers(live.current())
    truth = ExactIndex.adopt(*live.current().snapshot())
    assert len(asked) == 25
    assert _alike(after, _answers(truth)) >= 0.99
    # Who was there before still stands in the same order, with the new ones between.
    assert _alike(_answers(live.current(), keys), before) >= 0.99

    _scatter(writer, keys[:30], 3)
    assert live.current().in_graph == 1270
    assert _alike(_answers(live.current()), _answers(ExactIndex.adopt(*live.current().snapshot()))) >= 0.99
    _scatter(writer, keys[:300], 4)
    assert _settled(live).in_graph == 1300
    live.close()


def test_the_graph_of_the_last_start_is_used_again(
    writer: Writer, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start takes the file; of what changed meanwhile only that is added, and a damaged file is made again."""
    keys = writer.put(range(1200))
    _scatter(writer, keys, 1)
    first = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
    _settled(first)
    truth = _answers(first.current())
    first.close()
    added: list[int] = []
    add = Graph.add

    def noted(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        added.append(len(keys))
        add(graph, keys, vectors, threads)

    monkeypatch.setattr(Graph, "add", noted)

    def start() -> float:
        added.clear()
        live = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
        live.current()
        assert _alike(_answers(live.current()), truth) >= 0.99
        assert _settled(live).in_graph == 1200
        same = _alike(_answers(live.current()), truth)
        live.close()
        return same

    assert start() >= 0.99
    assert added == []
    _scatter(writer, keys[:1], 9)
    assert start() >= 0.99
    assert sum(added) == 1
    file = next((tmp_path / "cache" / "vectors").glob("*.graph"))
    sound = file.read_bytes()
    for damaged in (sound[:-1], sound[:200] + b"?" + sound[201:], b""):
        file.write_bytes(damaged)
        assert start() >= 0.99
        assert sum(added) == 1200
    file.unlink()
    assert start() >= 0.99
    assert sum(added) == 1200


@pytest.mark.parametrize(("changed", "outdated"), [(350, 350), (450, 0)])
def test_a_graph_of_which_much_has_changed_is_made_anew(
    writer: Writer, reader: Catalogue, tmp_path: Path, changed: int, outdated: int
) -> None:
    """Places that hold nothing any more make it slow and large: up to a third of them is borne, the control."""
    keys = writer.put(range(1200))
    for seed, count in ((1, 1200), (2, changed)):
        _scatter(writer, keys[:count], seed)
        live = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
        assert _settled(live).in_graph == 1200
        assert live.current().outdated == (outdated if seed == 2 else 0)
        live.close()


def test_a_few_more_pictures_write_no_whole_file(
    writer: Writer, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is quickly added again is kept for later: the file is written once there is enough of it."""
    keys = writer.put(range(1200))
    _scatter(writer, keys, 1)
    saved: list[int] = []
    save = graph_file.save

    def noted(path: Path, image: GraphImage, *, owner: str, going: Callable[[], bool]) -> bool:
        saved.append(len(image.keys))
        return save(path, image, owner=owner, going=going)

    monkeypatch.setattr(graph_file, "save", noted)
    live = LiveIndex(reader, SPACE, tmp_path / "cache", replace(QUICK, checkpoint_rows=2000))
    assert _settled(live).in_graph == 1200
    assert saved == [1200]
    _scatter(writer, keys[:60], 2)
    assert _settled(live).in_graph == 1200
    assert saved == [1200]
    _scatter(writer, keys[60:160], 3)
    assert _settled(live).in_graph == 1200
    assert saved == [1200, 1360]
    live.close()


def test_a_stop_in_the_middle_loses_a_part_at_most(
    writer: Writer, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped soon after 700 of 3,000, the next start goes on from the last file and adds the others alone."""
    _scatter(writer, writer.put(range(3000)), 1)
    live = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
    added: list[int] = []
    add, close, closing = Graph.add, GraphKeeper.close, threading.Event()
    stopper = threading.Thread(target=live.close)

    def told(keeper: GraphKeeper) -> None:
        closing.set()
        close(keeper)

    def stopped_after_700(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        add(graph, keys, vectors, threads)
        added.append(len(keys))
        if sum(added) == 700:
            stopper.start()
            closing.wait()

    with monkeypatch.context() as patched:
        patched.setattr(Graph, "add", stopped_after_700)
        patched.setattr(GraphKeeper, "close", told)
        _settled(live)
        stopper.join()
    done = sum(added)
    assert 700 <= done < 3000

    def noted(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        added.append(len(keys))
        add(graph, keys, vectors, threads)

    monkeypatch.setattr(Graph, "add", noted)
    again = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
    assert _settled(again).in_graph == 3000
    again.close()
    assert sum(added) - done == 3000 - done // 300 * 300


def test_a_graph_that_cannot_be_built_leaves_search_exact(
    writer: Writer, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where memory for the graph ends, its part of that is given back; all is exact, and it is not tried again and again."""
    _scatter(writer, writer.put(range(1200)), 1)
    tried: list[int] = []
    add = Graph.add

    def fails(graph: Graph, keys: Int64Array, vectors: Float16Array, threads: int) -> None:
        tried.append(len(keys))
        if len(tried) == 3:
            raise RuntimeError("Out of memory!")
        add(graph, keys, vectors, threads)

    monkeypatch.setattr(Graph, "add", fails)
    live = LiveIndex(reader, SPACE, tmp_path / "cache", QUICK)
    assert _settled(live) == GraphState(1200, 0, working=False)
    assert _answers(live.current()) == _answers(ExactIndex.adopt(*live.current().snapshot()))
    _settled(live)
    assert len(tried) == 3
    live.close()
