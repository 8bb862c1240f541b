"""One space's vectors in memory, kept in step with the catalogue."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.vectors import flatfile
from bowerbird_engine.vectors.exact import ExactIndex

UNKNOWN: Final = -1
"""A generation that no space ever has."""


def cache_file(cache_dir: Path, space: Space) -> Path:
    """Name the file that keeps the vectors of a space for the next start."""
    return cache_dir / "vectors" / f"{space.pack_id}-{space.role}-{space.digest[:16]}.vectors"


def cache_owner(library_id: str, space: Space) -> str:
    """Name what the vectors in a cache file belong to."""
    return f"{library_id}:{space.pack_id}:{space.digest}:{space.role}"


class LiveIndex:
    """Hold the vectors of one space for searching.

    The catalogue is the truth. The cache file is used only when it carries the catalogue's present generation;
    otherwise the vectors are read from the catalogue, which search uses at once, and the file is made again beside it.
    """

    def __init__(self, catalogue: Catalogue, space: Space, cache_dir: Path) -> None:
        self._catalogue = catalogue
        self._space = space
        self._owner = cache_owner(catalogue.library_id, space)
        self._path = cache_file(cache_dir, space)
        self._index = ExactIndex(space.dimension)
        self._generation: int = UNKNOWN
        self._saved_generation: int = UNKNOWN
        self._change_counter: int | None = None
        self._writer: threading.Thread | None = None

    def current(self) -> ExactIndex:
        """Return the index as of the catalogue's last commit."""
        # Read before the vectors: a commit in between then shows as a change the next time.
        counter = self._catalogue.change_counter()
        if counter != self._change_counter:
            self._catch_up()
            self._change_counter = counter
        return self._index

    def save(self) -> None:
        """Bring the cache file up to date in the background; `close` waits for it."""
        self.current()
        if self._generation not in {UNKNOWN, self._saved_generation}:
            self._write()

    def close(self) -> None:
        """Wait for a cache file that is being written."""
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
                self._index = ExactIndex.adopt(cached.keys, cached.vectors)
                self._generation = self._saved_generation = generation
                return
        changes = self._catalogue.vectors.since(space_id, self._generation)
        if changes.full:
            self._index = ExactIndex.adopt(changes.keys, changes.vectors)
        else:
            self._index.remove(changes.removed)
            self._index.put(changes.keys, changes.vectors.astype("float32"))
        self._generation = changes.generation
        if changes.full:
            self._write()

    def _write(self) -> None:
        self.close()
        keys, vectors = self._index.snapshot()
        self._saved_generation = self._generation
        self._writer = threading.Thread(
            target=flatfile.save,
            args=(self._path, self._generation, keys, vectors),
            kwargs={"owner": self._owner},
            name="bowerbird-vector-cache",
        )
        self._writer.start()
