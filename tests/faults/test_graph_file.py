"""Whatever happens to a graph's file, loading it gives the saved graph or None, and usearch never sees a wrong byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from usearch.index import Index

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.vectors import graph_file, native_graph
from bowerbird_engine.vectors.graph import Graph, GraphImage
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.kernels import Float16Array
from bowerbird_engine.vectors.quantising import Quantiser
from fakes.grown_index import READY_FOR_THE_GRAPH, grow_whole

COUNT, DIMENSION = 400, 32
KEYS = np.arange(COUNT, dtype=np.int64) + 1


def vectors_of(count: int = COUNT, dimension: int = DIMENSION, seed: int = 0) -> Float16Array:
    """Draw unit vectors."""
    drawn = np.random.default_rng(seed).standard_normal((count, dimension))
    unit: Float16Array = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16)
    return unit


def image_of(vectors: Float16Array) -> GraphImage:
    """Build a graph and copy it."""
    graph = Graph(Quantiser.fitted(vectors))
    graph.add(np.arange(len(vectors), dtype=np.int64) + 1, vectors)
    return graph.image()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a good file."""
    file = tmp_path / "space.graph"
    assert graph_file.save(file, image_of(vectors_of()), owner="me")
    return file


def load(path: Path) -> Graph | None:
    """Load as the owner does."""
    return graph_file.load(path, dimension=DIMENSION, owner="me")


@pytest.fixture
def never_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test fail if anything reaches usearch's loader."""

    def trusted(_image: GraphImage) -> None:
        pytest.fail("a file that is not whole was trusted")

    monkeypatch.setattr(Graph, "restored", trusted)


def test_a_file_gives_back_the_graph(path: Path) -> None:
    """The graph from the file nominates what the one that was saved nominates, and goes on growing."""
    graph, first = load(path), Graph.restored(image_of(vectors_of()))
    assert graph is not None
    assert first is not None
    for query in vectors_of(20, seed=1).astype(np.float32):
        ours, theirs = graph.nominate(query, 30), first.nominate(query, 30)
        assert ours is not None
        assert theirs is not None
        assert np.array_equal(ours, theirs)
    graph.add(KEYS + COUNT, vectors_of(seed=2))
    assert len(graph) == 2 * COUNT


@pytest.mark.usefixtures("never_restored")
def test_every_flipped_bit_is_noticed(path: Path) -> None:
    """1,000 random bits and every bit of the header, flipped one at a time: None, before usearch sees any of it."""
    data = path.read_bytes()
    bits = np.random.default_rng(1).choice(len(data) * 8, 1000, replace=False).tolist()
    with path.open("r+b", buffering=0) as file:
        for bit in [*range(graph_file.HEADER.size * 8), *bits]:
            place, good = bit // 8, data[bit // 8]
            for byte in (good ^ 1 << (bit % 8), good):
                file.seek(place)
                file.write(bytes([byte]))
                if byte != good:
                    assert load(path) is None, f"bit {bit}"
    assert path.read_bytes() == data


def test_the_loader_alone_takes_a_flipped_bit() -> None:
    """The control: without the checksum usearch takes a graph with a wrong byte for a good one."""
    image = image_of(vectors_of())
    data = bytearray(image.data)
    data[8 + 5] ^= 0x40
    assert Graph.restored(GraphImage(image.quantiser, image.keys, image.prints, memoryview(data))) is not None


@pytest.mark.usefixtures("never_restored")
def test_every_cut_surplus_and_zeroed_tail_is_noticed(path: Path) -> None:
    """A file cut at 1,000 places, with a tail of zeros, or that goes on after its end, is no file."""
    data = path.read_bytes()
    for length in (1, 64, 4096, len(data) - graph_file.HEADER.size, len(data)):
        path.write_bytes(data[:-length] + bytes(length))
        assert data[-length:].count(0) == length or load(path) is None, f"{length} zeros"
    for surplus in (b"\0", data, bytes(4096)):
        path.write_bytes(data + surplus)
        assert load(path) is None
    path.write_bytes(data)
    cuts = np.random.default_rng(2).choice(len(data), 1000, replace=False).tolist()
    edges = [0, 1, graph_file.HEADER.size - 1, graph_file.HEADER.size, len(data) - 1]
    for cut in sorted({*edges, *cuts}, reverse=True):
        os.truncate(path, cut)
        assert load(path) is None, f"cut at {cut}"


@pytest.mark.usefixtures("never_restored")
def test_what_is_not_ours_is_none(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another library's, another dimension's, another version's, a missing file, an empty one, a folder, and a pipe."""
    assert graph_file.load(path, dimension=DIMENSION, owner="you") is None
    assert graph_file.load(path, dimension=DIMENSION + 1, owner="me") is None
    places = [tmp_path / name for name in ("missing", "empty", "folder", "pipe")]
    places[1].touch()
    places[2].mkdir()
    if sys.platform != "win32":
        os.mkfifo(places[3])
        places.append(Path("/dev/zero"))
    for place in [*places, path / "below"]:
        assert load(place) is None, place
    monkeypatch.setattr(graph_file, "written_by", lambda: "usearch 1.0, l2sq i8")
    assert load(path) is None


@pytest.mark.usefixtures("never_restored")
def test_a_count_beyond_the_file_asks_for_no_memory(path: Path) -> None:
    """A header that promises billions of vectors is refused by the file's size, before memory is taken."""
    data = path.read_bytes()
    for count, size in [(2**60, 0), (2**31, 2**40), (COUNT, 2**62), (0, 0)]:
        header = graph_file.HEADER.pack(graph_file.MAGIC, DIMENSION, count, size, 1.0, bytes(32))
        path.write_bytes(header + data[len(header) :])
        assert load(path) is None


def test_a_graph_of_another_kind_under_the_right_seal_is_none(tmp_path: Path) -> None:
    """Bytes that are whole but not a graph of these keys and this dimension are refused, not believed."""
    image = image_of(vectors_of())
    other = Index(ndim=DIMENSION + 8, metric="l2sq", dtype="i8", enable_key_lookups=False)
    other.add(np.arange(COUNT), np.ones((COUNT, DIMENSION + 8), np.int8), threads=1)
    foreign = other.save() or b""  # pyright: ignore[reportUnknownMemberType]
    for data in (
        foreign,
        b"",
        b"no graph" * 100,
        bytes(image.data)[:-30],
        image_of(vectors_of(100)).data,
    ):
        file = tmp_path / "space.graph"
        graph_file.save(
            file, GraphImage(image.quantiser, image.keys, image.prints, memoryview(data)), owner="me"
        )
        assert load(file) is None


def test_a_graph_of_other_vectors_is_made_anew(path: Path) -> None:
    """The file of an older generation is taken for what still holds, and answers are those of brute force."""
    index = GraphIndex.adopt(KEYS, vectors_of(), costs=READY_FOR_THE_GRAPH)
    index.put(KEYS[:100], vectors_of(100, seed=5).astype(np.float32))
    graph = load(path)
    assert graph is not None
    index.take(graph)
    assert index.in_graph == COUNT - 100
    grow_whole(index)
    stored = index.snapshot()[1].astype(np.float64)
    for query in vectors_of(30, seed=6).astype(np.float32):
        cosines = stored @ query / np.linalg.norm(stored, axis=1)
        assert index.search(query, 5).keys.tolist() == (np.argsort(-cosines)[:5] + 1).tolist()


def test_a_disk_that_takes_no_file_is_no_failure(path: Path) -> None:
    """Where the folder is a file, saving tells that it did not work, and nothing else happens."""
    assert not graph_file.save(path / "below" / "space.graph", image_of(vectors_of(10)), owner="me")


def test_whoever_wants_it_to_end_is_heard(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to end at any piece, saving leaves the older file and nothing beside it, and loading gives nothing."""
    monkeypatch.setattr(graph_file, "PIECE_BYTES", 4096)
    before, more = path.read_bytes(), image_of(vectors_of(500, seed=9))
    asked: list[int] = []

    def ends_at(number: int) -> Callable[[], bool]:
        asked.clear()

        def going() -> bool:
            asked.append(number)
            return len(asked) < number

        return going

    # Each piece is asked for twice: to be summed up, and to be written.
    for number in (1, 2, 9, 30):
        assert not graph_file.save(path, more, owner="me", going=ends_at(number))
        assert [file.name for file in path.parent.iterdir()] == [path.name]
        assert path.read_bytes() == before
    assert graph_file.load(path, dimension=DIMENSION, owner="me", going=ends_at(3)) is None
    assert graph_file.save(path, more, owner="me", going=ends_at(1000))
    assert len(asked) > 30
    assert len(load(path) or ()) == 500


WRITER = """
import sys
from pathlib import Path
import numpy as np
from bowerbird_engine.vectors import graph_file
from bowerbird_engine.vectors.graph import Graph
from bowerbird_engine.vectors.quantising import Quantiser
path = Path(sys.argv[1])
vectors = np.eye(32, dtype=np.float16)
graph = Graph(Quantiser.fitted(vectors))
while True:
    graph.add(np.arange(32, dtype=np.int64), vectors)
    graph_file.save(path, graph.image(), owner="me")
    print("saved", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """Killed eight times while it replaces the file over and over, a writer always leaves one that is whole."""
    path = tmp_path / "space.graph"
    numbers = np.random.default_rng(3)
    for _ in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        # It has saved at least once, and is killed somewhere in the next times.
        assert writer.stdout.readline() == b"saved\n"
        time.sleep(float(numbers.uniform(0.0, 0.1)))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert graph_file.load(path, dimension=32, owner="me") is not None


BUILDER = """
import sys
import time
from pathlib import Path
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.graph_keeping import GraphKeeper, GraphPolicy
from faults.test_graph_file import many
index = GraphIndex.adopt(*many())
policy = GraphPolicy(large=0, patience_s=0.0, batch=20, checkpoint_rows=500)
keeper = GraphKeeper(index, Path(sys.argv[1]), "me", policy)
keeper.tend()
while keeper.state().working and index.in_graph < int(sys.argv[2]):
    time.sleep(0.001)
print("far enough", flush=True)
sys.stdin.read()
"""

TESTS = Path(__file__).parents[1]


def many() -> tuple[Int64Array, Float16Array]:
    """Give a library that takes a while."""
    return np.arange(6000, dtype=np.int64) + 1, vectors_of(6000)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_build_that_is_killed_goes_on_from_its_last_file(tmp_path: Path) -> None:
    """Killed twice on the way, the graph has at least what the last file held each time, and is completed in the end."""
    path, held = tmp_path / "space.graph", 0
    for mark in (1100, 2700):
        with subprocess.Popen(
            [sys.executable, "-c", BUILDER, path, str(mark)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        ) as builder:
            assert builder.stdout is not None
            told = builder.stdout.readline()
            builder.send_signal(signal.SIGKILL)
        assert told == b"far enough\n"
        index, graph = GraphIndex.adopt(*many()), load(path)
        assert graph is not None
        index.take(graph)
        assert index.in_graph >= max(held, mark // 500 * 500 - 500)
        held = index.in_graph
    grow_whole(index)
    assert (index.in_graph, index.outdated) == (6000, 0)


def test_the_name_of_the_maker_is_part_of_the_seal(path: Path) -> None:
    """A copy of the good file loads; the version of usearch that is installed is the one that the seal holds."""
    copy = path.with_name("copy.graph")
    shutil.copy(path, copy)
    assert load(copy) is not None
    assert native_graph.written_by().startswith("usearch 2.")
