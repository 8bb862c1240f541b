"""The thread that reads the visual words of a large library, while searches go on with those that are known."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.features.postings import Postings, merged
from bowerbird_engine.low_priority import give_way


class BackgroundReading:
    """Join what `read` gives, part by part, to the `parts` that are known: the index as of a `generation`.

    It has a connection of its own to the catalogue at `path`. Whatever goes wrong leaves nothing, and may be begun again.
    """

    def __init__(
        self,
        path: Path,
        generation: int,
        parts: Sequence[Postings],
        read: Callable[[Catalogue], Iterator[Postings]],
    ) -> None:
        self._path = path
        self._generation = generation
        self._parts = list(parts)
        self._read = read
        self._whole: tuple[int, Postings] | None = None
        self._stop = threading.Event()
        # A program that ends without closing its library must not wait until all is read.
        atexit.register(self.close)
        self._thread = threading.Thread(target=self._work, name="bowerbird-copies", daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Tell whether it is still being read."""
        return self._thread.is_alive()

    @property
    def whole(self) -> tuple[int, Postings] | None:
        """The index with its generation, once all is read."""
        return self._whole

    def wait(self, seconds: float) -> None:
        """Wait for the end, for so long at most."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Stop as soon as the part under way is read."""
        self._stop.set()
        self._thread.join()
        atexit.unregister(self.close)

    def _work(self) -> None:
        give_way()
        with contextlib.suppress(BowerbirdError, MemoryError):
            with Catalogue.open(self._path, read_only=True) as catalogue:
                for part in self._read(catalogue):
                    if self._stop.is_set():
                        return
                    self._parts.append(part)
            self._whole = self._generation, merged(self._parts)
        self._parts.clear()
