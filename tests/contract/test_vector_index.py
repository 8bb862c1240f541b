"""What every vector index promises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.errors import EmbeddingError
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.index import VectorIndex
from fakes.grown_index import GrownIndex
from fakes.index import FakeIndex

DIMENSION = 24
Make = Callable[[int], VectorIndex]


@pytest.fixture(
    params=[ExactIndex, GraphIndex, GrownIndex, FakeIndex], ids=["exact", "no graph yet", "graph", "fake"]
)
def make(request: pytest.FixtureRequest) -> Make:
    """Give the constructor of each index in turn."""
    constructor: Make = request.param
    return constructor


def unit_vectors(count: int, dimension: int = DIMENSION, seed: int = 0) -> Float32Array:
    """Draw random unit vectors."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimension))
    unit: Float32Array = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def key_range(count: int, start: int = 1) -> Int64Array:
    """Count keys upwards."""
    return np.arange(start, start + count, dtype=np.int64)


def test_an_empty_index_answers_with_nothing(make: Make) -> None:
    """An index without vectors has length 0 and no matches."""
    index = make(DIMENSION)
    matches = index.search(unit_vectors(1)[0], 5)
    assert (len(index), index.dimension, len(matches.keys), len(matches.similarities)) == (0, DIMENSION, 0, 0)


def test_a_vector_finds_itself_first(make: Make) -> None:
    """The query's own vector comes first, with a cosine of 1 to within float16, and the rest falls off."""
    index, vectors = make(DIMENSION), unit_vectors(300)
    index.put(key_range(300), vectors)
    matches = index.search(vectors[41], 10)
    assert matches.keys[0] == 42
    assert matches.similarities[0] == pytest.approx(1.0, abs=1e-6)
    assert np.all(np.diff(matches.similarities) <= 0)
    assert matches.keys.dtype == np.int64
    assert matches.similarities.dtype == np.float32


def test_fewer_vectors_than_asked_for(make: Make) -> None:
    """A limit above the number of vectors gives all of them, a limit of zero none."""
    index = make(DIMENSION)
    index.put(key_range(3), unit_vectors(3))
    assert len(index.search(unit_vectors(1)[0], 10).keys) == 3
    assert len(index.search(unit_vectors(1)[0], 0).keys) == 0


def test_equal_similarities_are_ordered_by_key(make: Make) -> None:
    """The same vector under several keys comes out by key, whatever the order of put, and at the cut too."""
    index = make(DIMENSION)
    same = np.repeat(unit_vectors(1), 1500, axis=0)
    index.put(np.random.default_rng(3).permutation(key_range(1500)), same)
    assert index.search(same[0], 700).keys.tolist() == list(range(1, 701))


def test_put_replaces(make: Make) -> None:
    """A known key gets the new vector; within one call the last of a key holds."""
    index, vectors = make(DIMENSION), unit_vectors(4)
    index.put(key_range(2), vectors[:2])
    index.put(np.array([2, 2], np.int64), vectors[2:4])
    assert len(index) == 2
    assert index.search(vectors[3], 1).keys.tolist() == [2]
    assert index.search(vectors[1], 1).similarities[0] < 0.99


def test_removed_keys_are_gone(make: Make) -> None:
    """A removed key is found no more, an unknown one is ignored, and a key may come back."""
    index, vectors = make(DIMENSION), unit_vectors(20)
    index.put(key_range(20), vectors)
    index.remove(np.array([7, 999], np.int64))
    assert len(index) == 19
    assert 7 not in index.search(vectors[6], 20).keys
    index.put(np.array([7], np.int64), vectors[6:7])
    assert index.search(vectors[6], 1).keys.tolist() == [7]


def test_the_mask_comes_before_the_ranking(make: Make) -> None:
    """A narrow set of allowed keys fills the page although all of its vectors are far away."""
    index, vectors = make(DIMENSION), unit_vectors(2000)
    index.put(key_range(2000), vectors)
    cosines = vectors @ vectors[0]
    far = np.sort(np.argsort(cosines)[:30] + 1).astype(np.int64)
    matches = index.search(vectors[0], 10, allowed=far)
    assert len(matches.keys) == 10
    assert set(matches.keys.tolist()) <= set(far.tolist())


def test_half_of_the_keys_fill_a_page(make: Make) -> None:
    """With every second key allowed the best of these come out, 99 of 100 of them where a graph nominates."""
    index, vectors = make(DIMENSION), unit_vectors(2000)
    index.put(key_range(2000), vectors)
    allowed = key_range(2000)[::2]
    right = 0
    for query in unit_vectors(20, seed=1):
        found = index.search(query, 10, allowed)
        true = allowed[np.argsort(-(vectors[::2] @ query))[:10]]
        assert len(found.keys) == 10
        right += len(np.intersect1d(found.keys, true))
    assert right >= 198


@pytest.fixture
def nominations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many a graph nominates each time."""
    noted: list[int] = []
    nominate = Graph.nominate

    def noting(graph: Graph, query: Float32Array, count: int) -> Int64Array | None:
        nominated = nominate(graph, query, count)
        noted.append(0 if nominated is None else len(nominated))
        return nominated

    monkeypatch.setattr(Graph, "nominate", noting)
    return noted


def test_from_a_thousand_on_answers_are_what_they_were_before(make: Make, nominations: list[int]) -> None:
    """Itself first, exact similarities, twins by key, nothing that is gone or left out: on both sides of the switch."""
    index, vectors = make(DIMENSION), unit_vectors(1500)
    vectors[7] = vectors[3]
    replaced = unit_vectors(1, seed=5)
    for count in (900, 1500):
        index.put(key_range(count), vectors[:count])
        index.put(np.array([20], np.int64), replaced)
        index.remove(np.array([30], np.int64))
        there = np.delete(vectors[:count], 29, axis=0).astype(np.float64)
        there[19] = replaced[0]
        keys = np.delete(key_range(count), 29)
        assert len(index) == count - 1
        assert index.search(vectors[3], 2).keys.tolist() == [4, 8]
        assert index.search(replaced[0], 1).keys.tolist() == [20]
        assert 30 not in index.search(vectors[29], 20).keys
        for allowed in (None, np.setdiff1d(keys, [5, 6])):
            right = 0
            for query in vectors[40:80]:
                found = index.search(query, 10, allowed)
                cosines = there @ query
                cosines[[4, 5]] = -2.0 if allowed is not None else cosines[[4, 5]]
                assert np.allclose(found.similarities, cosines[np.searchsorted(keys, found.keys)], atol=2e-3)
                assert (np.diff(found.similarities) <= 0).all()
                right += len(np.intersect1d(found.keys, keys[np.argsort(-cosines)[:10]]))
            assert right >= 0.985 * 400
        # The control: only the one that has a graph asks it, and only when it is large.
        assert bool(nominations) == (isinstance(index, GrownIndex) and count == 1500)
        assert all(nominations)


def test_no_allowed_key_means_no_match(make: Make) -> None:
    """An empty mask and a mask of unknown keys give nothing; only None means all."""
    index = make(DIMENSION)
    index.put(key_range(5), unit_vectors(5))
    query = unit_vectors(1)[0]
    assert len(index.search(query, 5, allowed=np.empty(0, np.int64)).keys) == 0
    assert len(index.search(query, 5, allowed=np.array([77, 88], np.int64)).keys) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 0.0, 1e30], ids=str)
def test_what_is_no_unit_vector_is_refused(make: Make, bad: float) -> None:
    """A vector that is not finite, zero or too long is refused, and nothing of its batch is put."""
    index, vectors = make(DIMENSION), unit_vectors(3)
    vectors[1] *= bad
    with pytest.raises(EmbeddingError):
        index.put(key_range(3), vectors)
    assert len(index) == 0


@pytest.mark.parametrize("shape", [(3, DIMENSION + 1), (2, DIMENSION), (3,)])
def test_wrong_shapes_are_refused(make: Make, shape: tuple[int, ...]) -> None:
    """Vectors of another dimension, or of another number than the keys, are refused."""
    with pytest.raises(EmbeddingError):
        make(DIMENSION).put(key_range(3), np.full(shape, 0.2, np.float32))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0])
def test_a_query_that_is_no_vector_is_refused(make: Make, bad: float) -> None:
    """A query that is not finite, zero, or of another dimension is refused."""
    index = make(DIMENSION)
    index.put(key_range(5), unit_vectors(5))
    with pytest.raises(EmbeddingError):
        index.search(unit_vectors(1)[0] * np.float32(bad), 5)
    with pytest.raises(EmbeddingError):
        index.search(unit_vectors(1, DIMENSION + 1)[0], 5)
