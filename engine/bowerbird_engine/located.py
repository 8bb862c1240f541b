"""Where the folders of the library lie now, looked up at most once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.indexing.scan import locate_roots

ROOTS_FRESH_S: Final = 1.0
"""How long a look at which disks are plugged in holds: a search must not pay for asking each time."""


class LocatedRoots:
    """The folders by id, each online or with the reason why not. For any number of threads."""

    def __init__(self, catalogue_path: Path) -> None:
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(catalogue_path, read_only=True)
        self._looked: tuple[float, Mapping[int, Root]] | None = None

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()

    def __call__(self) -> Mapping[int, Root]:
        """Give the folders as they were within the last second.

        A disk may take long to answer. Then one thread waits for it, and others are given what was known before.
        """
        known = self._looked
        if known is not None and time.monotonic() - known[0] <= ROOTS_FRESH_S:
            return known[1]
        if known is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return known[1]
        try:
            if self._looked is known or self._looked is None:
                roots = {root.id: root for root in locate_roots(self._catalogue)}
                self._looked = (time.monotonic(), roots)
            return self._looked[1]
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Look again the next time: the folders have changed."""
        with self._lock:
            self._looked = None
