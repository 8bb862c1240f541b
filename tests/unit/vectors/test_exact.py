"""The exact index beyond its contract: memory, snapshots, threads, and figures that depend on nothing else."""

from __future__ import annotations

import threading
import tracemalloc

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors import exact, rows
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.kernels import Float16Array, Float64Array

DIMENSION = 64


def unit_vectors(count: int, dimension: int = DIMENSION, seed: int = 0) -> Float32Array:
    """Draw random unit vectors."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimension))
    unit: Float32Array = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def key_range(count: int, start: int = 1) -> Int64Array:
    """Count keys upwards."""
    return np.arange(start, start + count, dtype=np.int64)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a block hold 32 rows, so that a few hundred rows make many blocks and are compacted."""
    monkeypatch.setattr(rows, "BLOCK_BYTES", 32 * 2 * DIMENSION)


def test_similarities_do_not_depend_on_position_or_company() -> None:
    """A vector has the same similarity to the last bit first and last, alone and among thousands, masked and not."""
    vectors, query = unit_vectors(5000), unit_vectors(1, seed=8)[0]
    alone = ExactIndex(DIMENSION)
    alone.put(key_range(1, 77), vectors[:1])
    expected = alone.search(query, 1).similarities[0]
    for place in (0, 1, 2499, 4998, 4999):
        arranged = np.roll(vectors, place, axis=0)
        index = ExactIndex(DIMENSION)
        index.put(key_range(5000), arranged)
        key = place + 1
        matches = index.search(query, 5000)
        assert matches.similarities[matches.keys == key][0] == expected
        masked = index.search(query, 1, allowed=np.array([key], np.int64))
        assert (masked.keys.tolist(), masked.similarities[0]) == ([key], expected)


def test_the_scan_loses_no_near_tie() -> None:
    """Among vectors closer together than the scan can tell apart, the exact order still comes out."""
    base = unit_vectors(1)[0].astype(np.float64)
    numbers = np.random.default_rng(1)
    crowd = base + 2e-3 * numbers.standard_normal((20_000, DIMENSION))
    crowd = (crowd / np.linalg.norm(crowd, axis=1, keepdims=True)).astype(np.float32)
    index = ExactIndex(DIMENSION)
    index.put(key_range(20_000), crowd)
    stored = crowd.astype(np.float16).astype(np.float64)
    query = base.astype(np.float32).astype(np.float64)
    cosines = (stored @ query) / np.linalg.norm(stored, axis=1) / np.linalg.norm(query)
    expected = np.lexsort((key_range(20_000), -cosines.astype(np.float32)))[:100] + 1
    assert index.search(base.astype(np.float32), 100).keys.tolist() == expected.tolist()


def test_without_the_error_bound_near_ties_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: with the bound taken away, the scan's own order shows."""

    def nothing(_unit: Float64Array, _narrow: Float16Array) -> float:
        return 0.0

    monkeypatch.setattr(exact, "_error_bound", nothing)
    with pytest.raises(AssertionError):
        test_the_scan_loses_no_near_tie()


def test_growing_takes_memory_for_the_vectors_and_little_else() -> None:
    """60,000 vectors put in batches of 64 peak within a quarter above the float16 matrix: nothing is copied whole."""
    count, dimension = 60_000, 128
    batch = unit_vectors(64, dimension)
    index = ExactIndex(dimension)
    tracemalloc.start()
    try:
        for start in range(0, count, 64):
            index.put(key_range(64, start), batch)
        assert len(index) == count + (-count % 64)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    matrix = count * dimension * 2
    assert matrix < peak < 1.25 * matrix + rows.BLOCK_BYTES


def test_a_search_between_puts_copies_no_vectors() -> None:
    """Putting one vector into a large index and searching again allocates in keys and scores, not in vectors."""
    count, dimension = 40_000, 256
    index = ExactIndex.adopt(key_range(count), unit_vectors(count, dimension).astype(np.float16))
    more = unit_vectors(2, dimension, seed=3)
    index.put(key_range(1, count + 1), more[:1])
    index.search(more[0], 10)
    tracemalloc.start()
    try:
        index.put(key_range(1, count + 2), more[1:])
        assert index.search(more[1], 1).keys.tolist() == [count + 2]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 0.25 * count * dimension * 2


@pytest.mark.usefixtures("small_blocks")
def test_many_changes_leave_the_same_index_as_a_fresh_one() -> None:
    """After replacing and removing over many blocks, compaction included, answers equal those of a fresh index."""
    numbers = np.random.default_rng(4)
    index, truth = ExactIndex(DIMENSION), dict[int, Float32Array]()
    pool = unit_vectors(3000)
    for step in range(40):
        keys = numbers.choice(400, 30, replace=False).astype(np.int64)
        vectors = pool[numbers.choice(3000, 30)]
        index.put(keys, vectors)
        truth.update(zip(keys.tolist(), vectors, strict=True))
        gone = numbers.choice(400, 25, replace=False).astype(np.int64)
        index.remove(gone)
        for key in gone.tolist():
            truth.pop(key, None)
        fresh = ExactIndex(DIMENSION)
        fresh.put(np.array(sorted(truth), np.int64), np.array([truth[key] for key in sorted(truth)]))
        query = pool[step]
        got, expected = index.search(query, 50), fresh.search(query, 50)
        assert np.array_equal(got.keys, expected.keys)
        assert np.array_equal(got.similarities, expected.similarities)
        assert len(index) == len(truth)


def test_dead_rows_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store whose rows are replaced over and over keeps at most a quarter of dead ones, and one block."""
    monkeypatch.setattr(rows, "BLOCK_BYTES", 32 * 2 * DIMENSION)
    store = rows.RowStore(DIMENSION)
    vectors = unit_vectors(200).astype(np.float16)
    for _ in range(20):
        store.append(key_range(200), vectors, np.ones(200, np.float32))
        assert store.view().row_count <= 200 / 0.75 + 32
    view = store.view()
    assert np.array_equal(view.gather(view.rows_of(np.arange(200))), vectors)


@pytest.mark.usefixtures("small_blocks")
def test_a_snapshot_is_what_adopt_takes() -> None:
    """Keys and vectors of a snapshot, in key order, make an index that answers alike."""
    vectors = unit_vectors(300)
    index = ExactIndex(DIMENSION)
    index.put(np.random.default_rng(0).permutation(key_range(300)), vectors)
    index.remove(key_range(40, 100))
    keys, stored = index.snapshot()
    assert np.all(np.diff(keys) > 0)
    again = ExactIndex.adopt(keys, stored)
    got, expected = again.search(vectors[0], 20), index.search(vectors[0], 20)
    assert np.array_equal(got.keys, expected.keys)
    assert np.array_equal(got.similarities, expected.similarities)
    empty = ExactIndex(DIMENSION).snapshot()
    assert (len(empty[0]), empty[1].shape) == (0, (0, DIMENSION))
    assert len(ExactIndex.adopt(*empty)) == 0


def test_what_was_frozen_stays_as_it_was() -> None:
    """Whatever is put, replaced and removed until somebody asks for it, the compaction that this ends in included."""
    index = ExactIndex.adopt(key_range(300), unit_vectors(300).astype(np.float16))
    index.put(key_range(20, 290), unit_vectors(20, seed=3))
    keys, stored = (part.copy() for part in index.snapshot())
    frozen = index.frozen()
    index.put(key_range(200), unit_vectors(200, seed=4))
    index.remove(key_range(155, 150))
    assert not np.array_equal(index.snapshot()[0], keys)
    later = frozen()
    assert np.array_equal(later[0], keys)
    assert np.array_equal(later[1], stored)


def test_adopting_copies_nothing_and_changes_nothing() -> None:
    """The adopted array is used as it is, and later changes of the index do not write into it."""
    vectors = unit_vectors(100).astype(np.float16)
    before = vectors.copy()
    index = ExactIndex.adopt(key_range(100), vectors)
    assert np.shares_memory(index.snapshot()[1], vectors)
    index.put(key_range(50), unit_vectors(50, seed=9))
    index.remove(key_range(10, 60))
    assert len(index) == 90
    assert np.array_equal(vectors, before)


def test_read_only_arrays_can_be_adopted() -> None:
    """Vectors that lie in the bytes of a database row or a file are adopted, searched and replaced as any."""
    vectors = unit_vectors(1000)
    stored = np.frombuffer(vectors.astype(np.float16).tobytes(), np.float16).reshape(1000, DIMENSION)
    assert not stored.flags.writeable
    index = ExactIndex.adopt(key_range(1000), stored)
    index.put(key_range(1), vectors[6:7])
    assert index.search(vectors[6], 2).keys.tolist() == [1, 7]


def test_adopting_nonsense_is_refused() -> None:
    """Keys out of order, keys that do not fit, and vectors that are none are refused."""
    good = unit_vectors(3).astype(np.float16)
    with pytest.raises(ValueError, match="sorted"):
        ExactIndex.adopt(np.array([1, 3, 2], np.int64), good)
    with pytest.raises(ValueError, match="sorted"):
        ExactIndex.adopt(np.array([1, 2, 2], np.int64), good)
    with pytest.raises(EmbeddingError):
        ExactIndex.adopt(key_range(2), good)
    bad: Float16Array = good.copy()
    bad[1, 5] = np.nan
    with pytest.raises(EmbeddingError):
        ExactIndex.adopt(key_range(3), bad)


def test_a_negative_limit_is_a_mistake() -> None:
    """A limit below zero or an index without dimensions is the caller's mistake, said at once."""
    with pytest.raises(ValueError, match="limit"):
        ExactIndex(4).search(np.array([1, 0, 0, 0], np.float32), -1)
    with pytest.raises(ValueError, match="dimension"):
        ExactIndex(0)


def test_the_length_of_the_query_does_not_matter() -> None:
    """Similarities are cosines: twice the query gives the same answer."""
    index, vectors = ExactIndex(DIMENSION), unit_vectors(2000)
    index.put(key_range(2000), vectors)
    once, twice = index.search(vectors[3], 30), index.search(vectors[3] * 2, 30)
    assert np.array_equal(once.keys, twice.keys)
    assert np.array_equal(once.similarities, twice.similarities)


@pytest.mark.usefixtures("small_blocks")
def test_searches_go_on_while_others_write() -> None:
    """Four searching threads always see whole batches while a fifth puts and removes, and nobody fails."""
    vectors = unit_vectors(640)
    index = ExactIndex(DIMENSION)
    index.put(key_range(64, 0), vectors[:64])
    stop, problems = threading.Event(), list[str]()

    def look() -> None:
        while not stop.is_set():
            matches = index.search(vectors[5], 1000)
            if len(matches.keys) % 64 or len(set(matches.keys.tolist())) != len(matches.keys):
                problems.append(f"{len(matches.keys)} matches")
            if matches.keys[0] != 5 or matches.similarities[0] < 0.999:
                problems.append(f"best {matches.keys[0]} at {matches.similarities[0]}")

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        for start in range(64, 640, 64):
            index.put(key_range(64, start), vectors[start : start + 64])
        for start in range(64, 640, 64):
            index.remove(key_range(64, start))
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
