"""A graph index that has its graph whole after every change, however few vectors it holds."""

from __future__ import annotations

from typing import Final

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.search_costs import SearchCosts

READY_FOR_THE_GRAPH: Final = SearchCosts(candidate=150.0, least_candidates=64)
"""Costs by which the graph pays as soon as it is asked for less than half of the vectors."""


def grow_whole(index: GraphIndex) -> None:
    """Add everything to the graph."""
    while index.grow(256):
        pass


class GrownIndex(GraphIndex):
    """Build the graph at `large` vectors, and keep it whole from then on."""

    def __init__(self, dimension: int, *, large: int = 1000) -> None:
        super().__init__(dimension, costs=READY_FOR_THE_GRAPH)
        self._from = large
        self._begun = False

    def put(self, keys: Int64Array, vectors: Float32Array) -> None:
        """Add or replace vectors, in the graph too."""
        super().put(keys, vectors)
        if len(self) >= self._from:
            if not self._begun:
                self.begin()
                self._begun = True
            grow_whole(self)
