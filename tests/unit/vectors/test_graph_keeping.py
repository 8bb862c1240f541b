"""When a graph that is kept is of no use any more."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.graph_keeping import GraphKeeper, GraphPolicy
from fakes.grown_index import READY_FOR_THE_GRAPH

DIMENSION = 32
QUICK = GraphPolicy(large=1000, batch=100, enough_outside=50, patience_s=0.0, costs=READY_FOR_THE_GRAPH)


@pytest.mark.parametrize(("gone", "anew"), [(60, False), (150, True)], ids=["a few", "more than a tenth"])
def test_a_graph_that_would_not_be_asked_any_more_is_built_anew(
    tmp_path: Path, gone: int, *, anew: bool
) -> None:
    """Of what the graph names too much is gone after a large removal: searches would be exact and slow for good."""
    drawn = np.random.default_rng(5).standard_normal((1300, DIMENSION))
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16)
    keys = np.arange(1, 1301, dtype=np.int64)
    index = GraphIndex.adopt(keys, vectors, costs=QUICK.costs)
    keeper = GraphKeeper(index, tmp_path / "space.graph", "me", QUICK)

    def settle() -> None:
        keeper.tend()
        while keeper.state().working:
            time.sleep(0.01)

    settle()
    assert (index.in_graph, index.outdated) == (1300, 0)
    index.remove(keys[::8][:gone])
    settle()
    assert (index.in_graph, index.outdated) == (1300 - gone, 0 if anew else gone)
    keeper.close()
