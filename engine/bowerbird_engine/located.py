"""Where the folders of the library lie now: which ones there are at once, and where they lie at most once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import StoredRoot
from bowerbird_engine.indexing.scan import locate_roots

ROOTS_FRESH_S: Final = 1.0
"""How long a look at which disks are plugged in holds: a search must not pay for asking each time."""


@dataclass(frozen=True, slots=True)
class _Look:
    time: float
    folders: Sequence[StoredRoot]
    """The folders of the library just before it."""
    roots: Mapping[int, Root]


class LocatedRoots:
    """The folders by id, each online or with the reason why not. For any number of threads."""

    def __init__(self, catalogue_path: Path) -> None:
        self._looking = threading.Lock()
        self._catalogue = Catalogue.open(catalogue_path, read_only=True)
        self._last: _Look | None = None
        # Apart, so that nobody waits for a slow disk to learn which folders there are.
        self._listing = threading.Lock()
        self._list = Catalogue.open(catalogue_path, read_only=True)
        self._listed: tuple[int, Sequence[StoredRoot]] | None = None

    def close(self) -> None:
        """Close the connections to the catalogue."""
        with self._looking:
            self._catalogue.close()
        with self._listing:
            self._list.close()

    def __call__(self) -> Mapping[int, Root]:
        """Give the folders of the last commit, whoever made it, as they lay within the last second.

        A disk may take long to answer. Then one thread waits for it, and others are given what was known before, unless
        a folder was added or removed since.
        """
        known, folders = self._last, self._folders()
        if known is None or known.folders != folders:
            self._looking.acquire()
        elif time.monotonic() - known.time <= ROOTS_FRESH_S or not self._looking.acquire(blocking=False):
            return known.roots
        try:
            last = self._last
            if last is None or last is known or last.folders != folders:
                # Listed before the look: what is committed meanwhile makes for another one.
                folders = self._folders()
                roots = {root.id: root for root in locate_roots(self._catalogue)}
                last = self._last = _Look(time.monotonic(), folders, roots)
            return last.roots
        finally:
            self._looking.release()

    def forget(self) -> None:
        """Look again the next time: what is known of the folders has changed."""
        with self._looking:
            self._last = None

    def _folders(self) -> Sequence[StoredRoot]:
        with self._listing:
            counter = self._list.change_counter()
            if self._listed is None or self._listed[0] != counter:
                self._listed = counter, self._list.roots.all()
            return self._listed[1]
