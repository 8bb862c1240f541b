"""The thread that gives an index its graph: from its file, by adding what is new, and into its file again."""

from __future__ import annotations

import atexit
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bowerbird_engine.low_priority import give_way
from bowerbird_engine.vectors import graph_file
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.search_costs import SearchCosts


@dataclass(frozen=True, slots=True)
class GraphPolicy:
    """From when on a library has a graph, and how the work on it goes on."""

    large: int = 400_000
    """From so many vectors on the graph is worth its memory and its building; below, the scan takes no longer (ADR 0034)."""
    enough_outside: int = 4096
    """Up to here, comparing what the graph does not hold costs a search about a millisecond."""
    batch: int = 64
    """Added at once: some 20 ms, for which a search that wants the graph waits."""
    threads: int = 1
    """One: who indexes and who searches need the others."""
    checkpoint_rows: int = 200_000
    """What a stop in the middle can lose. Each file holds up the process for up to half a second: usearch keeps the interpreter."""
    patience_s: float = 3.0
    """A start answers first, and a command that searches once has ended before."""
    costs: SearchCosts = field(default_factory=SearchCosts)


USUAL: Final = GraphPolicy()


@dataclass(frozen=True, slots=True)
class GraphState:
    """How many vectors there are, how many of them the graph holds, and whether it is being worked on."""

    vectors: int
    in_graph: int
    working: bool


class GraphKeeper:
    """Tend the graph of one index: `path` is its file, `owner` names what the vectors belong to.

    All of it goes on in a thread of low priority, one batch at a time. Whatever goes wrong means searching without a graph.
    """

    def __init__(self, index: GraphIndex, path: Path, owner: str, policy: GraphPolicy = USUAL) -> None:
        self._index = index
        self._path = path
        self._owner = owner
        self._policy = policy
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._looked = False
        self._kept = False
        self._unsaved = 0
        self._failed = False

    def tend(self) -> None:
        """See to it that the graph is being worked on if it has to be. Costs next to nothing, and waits for nothing."""
        if self._failed or self._working() or self._stop.is_set() or not self._wanting():
            return
        # A program that ends without closing its library must not wait until a graph is built.
        atexit.register(self.close)
        self._thread = threading.Thread(target=self._work, name="bowerbird-graph", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop as soon as the batch under way is done; a file that is not whole yet is left as it was."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            atexit.unregister(self.close)

    def state(self) -> GraphState:
        """Tell how far the graph is."""
        return GraphState(len(self._index), self._index.in_graph, self._working())

    def _working(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _wanting(self) -> bool:
        vectors = len(self._index)
        if vectors < self._policy.large:
            return False
        outside = vectors - self._index.in_graph
        return outside > self._policy.enough_outside * self._looked or not self._index.is_asked

    def _work(self) -> None:
        give_way()
        if not self._looked and self._stop.wait(self._policy.patience_s):
            return
        try:
            self._look()
            self._grow()
        except (MemoryError, RuntimeError):
            self._failed = True
            self._index.drop()

    def _going(self) -> bool:
        return not self._stop.is_set()

    def _look(self) -> None:
        if not self._looked:
            graph = graph_file.load(
                self._path, dimension=self._index.dimension, owner=self._owner, going=self._going
            )
            if graph is not None:
                self._index.take(graph)
                self._kept = True
        self._looked = True
        # A graph of which a third is outdated is slow to search and large, and one of which a tenth is gone answers nothing.
        if self._index.in_graph <= 2 * self._index.outdated or not self._index.is_asked:
            self._index.begin()
            self._kept = False

    def _grow(self) -> None:
        left = len(self._index) - self._index.in_graph
        while left and self._going():
            left = self._index.grow(self._policy.batch, self._policy.threads)
            self._unsaved += self._policy.batch
            if self._unsaved >= self._worth_saving(left):
                self._save()
            # Whoever waits for the graph gets it now.
            self._stop.wait(0.001)

    def _worth_saving(self, left: int) -> int:
        """Tell for how many added vectors the whole file is written again: adding them costs a later start less."""
        if left:
            return self._policy.checkpoint_rows
        return self._policy.checkpoint_rows // 10 if self._kept else 0

    def _save(self) -> None:
        image = self._index.image()
        if image is not None:
            self._kept = graph_file.save(self._path, image, owner=self._owner, going=self._going)
            self._unsaved = 0
