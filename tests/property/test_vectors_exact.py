"""Laws of exact search: it equals brute force, and no history of the index shows in its answers."""

from __future__ import annotations

from dataclasses import dataclass
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors import exact, rows
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.index import Matches
from fakes.index import FakeIndex

SEEDS = st.integers(0, 2**32 - 1)


def unit_vectors(numbers: np.random.Generator, count: int, dimension: int, clusters: int) -> Float32Array:
    """Draw unit vectors around a few centres, some of them twins, so that ties and near-ties are common."""
    centres = numbers.standard_normal((clusters, dimension))
    spread = numbers.choice([0.0, 1e-4, 0.3])
    drawn = centres[numbers.integers(0, clusters, count)] + spread * numbers.standard_normal(
        (count, dimension)
    )
    lengths = np.linalg.norm(drawn, axis=1, keepdims=True)
    unit: Float32Array = (drawn / lengths).astype(np.float32)
    return unit


def distinct_keys(numbers: np.random.Generator, count: int) -> Int64Array:
    """Draw keys that are not in order and have gaps."""
    return numbers.choice(count * 5 + 1, count, replace=False).astype(np.int64)


def same(left: Matches, right: Matches) -> bool:
    """Compare to the last bit."""
    return np.array_equal(left.keys, right.keys) and np.array_equal(left.similarities, right.similarities)


@dataclass(frozen=True, slots=True)
class Case:
    """A library, a query and a mask, drawn from a seed."""

    seed: int
    count: int
    dimension: int
    clusters: int
    limit: int
    share: float | None
    """The share of keys that are allowed; None for no mask."""
    few: int
    """Below how many allowed rows the scan is left out."""
    chunk: int
    """How many rows are compared or left out together."""
    together: bool
    """Whether the allowed rows lie together, as those of a folder do, or anywhere."""


CASES = st.builds(
    Case,
    seed=SEEDS,
    count=st.integers(0, 400),
    dimension=st.integers(1, 70),
    clusters=st.integers(1, 12),
    limit=st.integers(0, 60),
    share=st.sampled_from([None, 0.0, 0.1, 0.9, 1.0]),
    few=st.sampled_from([0, 512]),
    chunk=st.sampled_from([1, 7, 64, 4096]),
    together=st.booleans(),
)


@settings(max_examples=150)
@given(case=CASES)
def test_exact_search_is_brute_force(case: Case) -> None:
    """With and without a mask, with and without the scan, keys and similarities are those of plain numpy."""
    numbers = np.random.default_rng(case.seed)
    vectors = unit_vectors(numbers, case.count, case.dimension, case.clusters)
    keys = distinct_keys(numbers, case.count)
    allowed = None if case.share is None else np.sort(keys[numbers.random(case.count) < case.share])
    if case.share is not None and case.together:
        allowed = np.sort(keys)[: int(case.share * case.count)]
    query = unit_vectors(numbers, 1, case.dimension, 1)[0]
    truth = FakeIndex(case.dimension)
    truth.put(keys, vectors)
    with (
        mock.patch.object(exact, "FEW_ROWS", case.few),
        mock.patch.object(exact, "CHUNK_ROWS", case.chunk),
        mock.patch.object(rows, "BLOCK_BYTES", 2 * case.dimension * 37),
    ):
        index = ExactIndex(case.dimension)
        index.put(keys, vectors)
        got = index.search(query, case.limit, allowed)
    expected = truth.search(query, case.limit, allowed)
    assert np.array_equal(got.similarities, expected.similarities)
    assert np.array_equal(got.keys, expected.keys)


@settings(max_examples=50)
@given(seed=SEEDS, count=st.integers(1, 300), block_rows=st.integers(1, 64), batches=st.integers(1, 12))
def test_no_history_shows(seed: int, count: int, block_rows: int, batches: int) -> None:
    """Order of put, batches, removing and adding again, replacing, blocks, adopting: the answer is the same."""
    numbers = np.random.default_rng(seed)
    dimension = 16
    vectors, keys = unit_vectors(numbers, count, dimension, 6), distinct_keys(numbers, count)
    query = unit_vectors(numbers, 1, dimension, 1)[0]
    plain = ExactIndex(dimension)
    plain.put(keys, vectors)
    with (
        mock.patch.object(rows, "BLOCK_BYTES", block_rows * dimension * 2),
        mock.patch.object(exact, "FEW_ROWS", 0),
    ):
        lived = ExactIndex(dimension)
        order = numbers.permutation(count)
        lived.put(keys[order[: count // 3]], np.roll(vectors, 1, axis=0)[order[: count // 3]])
        for part in np.array_split(order, batches):
            lived.put(keys[part], vectors[part])
            lived.search(query, 3)
        gone = order[: count // 2]
        lived.remove(keys[gone])
        assert len(lived) == count - len(gone)
        lived.put(keys[gone], vectors[gone])
        assert len(lived) == count
        assert same(lived.search(query, 25), plain.search(query, 25))
        assert same(ExactIndex.adopt(*lived.snapshot()).search(query, 25), plain.search(query, 25))


@settings(max_examples=60)
@given(seed=SEEDS, count=st.integers(1, 300), limit=st.integers(1, 40))
def test_a_longer_list_starts_with_the_shorter(seed: int, count: int, limit: int) -> None:
    """Asking for more never changes what came before: pages fit together."""
    numbers = np.random.default_rng(seed)
    index = ExactIndex(12)
    index.put(distinct_keys(numbers, count), unit_vectors(numbers, count, 12, 4))
    query = unit_vectors(numbers, 1, 12, 1)[0]
    with mock.patch.object(exact, "FEW_ROWS", 0):
        short, long = index.search(query, limit), index.search(query, 2 * limit)
    assert np.array_equal(long.keys[:limit], short.keys)
    assert np.array_equal(long.similarities[:limit], short.similarities)
    assert np.all(np.diff(long.similarities) <= 0)


@settings(max_examples=60)
@given(seed=SEEDS, count=st.integers(1, 300))
def test_a_mask_keeps_the_order_of_the_whole(seed: int, count: int) -> None:
    """The masked list is the whole list without the others, similarities included."""
    numbers = np.random.default_rng(seed)
    keys = distinct_keys(numbers, count)
    index = ExactIndex(12)
    index.put(keys, unit_vectors(numbers, count, 12, 4))
    query = unit_vectors(numbers, 1, 12, 1)[0]
    allowed = np.sort(keys[numbers.random(count) < 0.5])
    whole = index.search(query, count)
    kept = np.isin(whole.keys, allowed)
    with mock.patch.object(exact, "FEW_ROWS", 0):
        masked = index.search(query, 20, allowed)
    assert np.array_equal(masked.keys, whole.keys[kept][:20])
    assert np.array_equal(masked.similarities, whole.similarities[kept][:20])
