"""Laws of the graph index: what it gives is exact, in order and enough, whatever its history; only recall is a matter of degree."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors.exact import ExactIndex
from bowerbird_engine.vectors.graph import Graph
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.search_costs import SearchCosts

DIMENSION = 24
SEEDS = st.integers(0, 2**32 - 1)
# However few are asked for, the graph is cheaper: as much as possible rests on it.
ALWAYS = SearchCosts(candidate=0.0, least_candidates=1, margin=1.0)


def unit_vectors(numbers: np.random.Generator, count: int) -> Float32Array:
    """Draw unit vectors around a few centres, with twins among them."""
    centres = numbers.standard_normal((6, DIMENSION))
    drawn = centres[numbers.integers(0, 6, count)] + numbers.choice(
        [0.0, 0.3], (count, 1)
    ) * numbers.standard_normal((count, DIMENSION))
    unit: Float32Array = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def lived(numbers: np.random.Generator, steps: list[str]) -> tuple[GraphIndex, ExactIndex]:
    """Let an index and its exact likeness go through the same changes, while the graph goes through its own."""
    index, truth = GraphIndex(DIMENSION, costs=ALWAYS), ExactIndex(DIMENSION)
    kept = None
    for step in steps:
        keys = numbers.choice(400, 60, replace=False).astype(np.int64)
        if step == "put":
            vectors = unit_vectors(numbers, 60)
            index.put(keys, vectors)
            truth.put(keys, vectors)
        elif step == "remove":
            index.remove(keys[:20])
            truth.remove(keys[:20])
        elif step == "begin":
            index.begin()
        elif step == "grow":
            index.grow(50)
        elif step == "keep":
            kept = index.image() or kept
        elif kept is not None and (graph := Graph.restored(kept)) is not None:
            index.take(graph)
    return index, truth


STEPS = st.lists(
    st.sampled_from(["put", "put", "remove", "begin", "grow", "grow", "keep", "take"]), max_size=14
)


@settings(max_examples=80)
@given(seed=SEEDS, steps=STEPS, limit=st.integers(0, 40), share=st.sampled_from([None, 0.0, 0.2, 0.9, 1.0]))
def test_what_is_given_is_exact_and_enough(
    seed: int, steps: list[str], limit: int, share: float | None
) -> None:
    """As many as there are and were asked for, allowed ones, with the similarities of the exact index and in its order."""
    numbers = np.random.default_rng(seed)
    index, truth = lived(numbers, ["put", *steps])
    query = unit_vectors(numbers, 1)[0]
    every = np.arange(420, dtype=np.int64)
    allowed: Int64Array | None = None if share is None else every[numbers.random(420) < share]
    found, best = index.search(query, limit, allowed), truth.search(query, limit, allowed)
    assert len(index) == len(truth)
    assert len(found.keys) == len(best.keys)
    again = truth.search(query, limit, np.sort(found.keys))
    assert np.array_equal(found.keys, again.keys)
    assert np.array_equal(found.similarities, again.similarities)
    assert allowed is None or np.isin(found.keys, allowed).all()


@settings(max_examples=40)
@given(seed=SEEDS, steps=STEPS)
def test_the_graph_and_what_stands_outside_are_all(seed: int, steps: list[str]) -> None:
    """After growing to the end all is in the graph, and what it lacks is never negative."""
    index, truth = lived(np.random.default_rng(seed), ["put", *steps])
    assert 0 <= index.in_graph <= len(index)
    assert index.outdated >= 0
    if index.image() is None:
        index.begin()
    while index.grow(50):
        pass
    assert index.in_graph == len(truth)
    assert np.array_equal(index.snapshot()[0], truth.snapshot()[0])
    assert np.array_equal(index.snapshot()[1], truth.snapshot()[1])


@settings(max_examples=40)
@given(seed=SEEDS)
def test_a_longer_list_begins_nearly_like_the_shorter(seed: int) -> None:
    """Asking for more finds no fewer of the same: nearly all of the shorter list is at the beginning of the longer one."""
    numbers = np.random.default_rng(seed)
    index = GraphIndex(DIMENSION, costs=SearchCosts(candidate=0.0, least_candidates=64, margin=2.0))
    index.put(np.arange(400, dtype=np.int64), unit_vectors(numbers, 400))
    index.begin()
    while index.grow(100):
        pass
    query = unit_vectors(numbers, 1)[0]
    short, long = index.search(query, 10), index.search(query, 40)
    # Twins at the end of a list may change places with each other, which changes no similarity.
    assert np.sum(long.similarities[:10] == short.similarities) >= 9
