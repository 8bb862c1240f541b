"""One space's vectors in memory, kept in step with the catalogue."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Int64Array, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.vectors import flatfile
from bowerbird_engine.vectors.graph_index import GraphIndex
from bowerbird_engine.vectors.graph_keeping import USUAL, GraphKeeper, GraphPolicy, GraphState
from bowerbird_engine.vectors.kernels import Float16Array

UNKNOWN: Final = -1
"""A generation that no space ever has."""


def cache_file(cache_dir: Path, space: Space) -> Path:
    """Name the file that keeps the vectors of a space for the next start."""
    return cache_dir / "vectors" / f"{space.pack_id}-{space.role}-{space.digest[:16]}.vectors"


def cache_owner(library_id: str, space: Space) -> str:
    """Name what the vectors in a cache file belong to."""
    return f"{library_id}:{space.pack_id}:{space.digest}:{space.role}"


def graph_file_of(vectors_file: Path) -> Path:
    """Name the file that keeps the graph over the vectors of another one."""
    return vectors_file.with_suffix(".graph")


class LiveIndex:
    """Hold the vectors of one space for searching.

    The catalogue is the truth. The cache file is used only when it carries the catalogue's present generation;
    otherwise the vectors are read from the catalogue, which search uses at once, and the file is made again beside it.
    A large library has a graph, loaded or built in the background; until it is there every search is exact.
    """

    def __init__(
        self, catalogue: Catalogue, space: Space, cache_dir: Path, policy: GraphPolicy = USUAL
    ) -> None:
        self._catalogue = catalogue
        self._space = space
        self._owner = cache_owner(catalogue.library_id, space)
        self._path = cache_file(cache_dir, space)
        self._policy = policy
        self._index = GraphIndex(space.dimension, costs=policy.costs)
        self._keeper = self._keeper_of(self._index)
        self._generation: int = UNKNOWN
        self._saved_generation: int = UNKNOWN
        self._change_counter: int | None = None
        self._writer: threading.Thread | None = None

    @property
    def space(self) -> Space:
        """The space of the vectors."""
        return self._space

    def current(self) -> GraphIndex:
        """Return the index as of the catalogue's last commit."""
        # Read before the vectors: a commit in between then shows as a change the next time.
        counter = self._catalogue.change_counter()
        if counter != self._change_counter:
            self._catch_up()
            self._change_counter = counter
            self._keeper.tend()
        return self._index

    def graph_state(self) -> GraphState:
        """Tell how far the graph over the vectors is."""
        return self._keeper.state()

    def save(self) -> None:
        """Bring the cache file up to date in the background; `close` waits for it."""
        self.current()
        if self._generation not in {UNKNOWN, self._saved_generation}:
            self._write()

    def close(self) -> None:
        """Stop building the graph, and wait for a cache file that is being written."""
        self._keeper.close()
        self._wait()

    def _wait(self) -> None:
        if self._writer is not None:
            self._writer.join()
            self._writer = None

    def _catch_up(self) -> None:
        space_id = self._catalogue.vectors.find(self._space)
        if space_id is None:
            return
        generation = self._catalogue.vectors.generation(space_id)
        if generation == self._generation:
            return
        if self._generation == UNKNOWN:
            cached = flatfile.load(self._path, generation, dimension=self._space.dimension, owner=self._owner)
            if cached is not None:
                self._adopt(GraphIndex.adopt(cached.keys, cached.vectors, costs=self._policy.costs))
                self._generation = self._saved_generation = generation
                return
        changes = self._catalogue.vectors.since(space_id, self._generation)
        if changes.full:
            self._adopt(GraphIndex.adopt(changes.keys, changes.vectors, costs=self._policy.costs))
        else:
            self._index.remove(changes.removed)
            self._index.put(changes.keys, changes.vectors.astype("float32"))
        self._generation = changes.generation
        if changes.full:
            self._write()

    def _adopt(self, index: GraphIndex) -> None:
        self._keeper.close()
        self._index, self._keeper = index, self._keeper_of(index)

    def _keeper_of(self, index: GraphIndex) -> GraphKeeper:
        return GraphKeeper(index, graph_file_of(self._path), self._owner, self._policy)

    def _write(self) -> None:
        self._wait()
        self._saved_generation = self._generation
        self._writer = threading.Thread(
            target=_save,
            args=(self._path, self._generation, self._index.frozen(), self._owner),
            name="bowerbird-vector-cache",
        )
        self._writer.start()


def _save(
    path: Path, generation: int, frozen: Callable[[], tuple[Int64Array, Float16Array]], owner: str
) -> None:
    # Put in order here, where no search waits for it.
    with contextlib.suppress(MemoryError):
        flatfile.save(path, generation, *frozen(), owner=owner)
