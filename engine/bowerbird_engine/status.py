"""The part of the facade that sums up a library. It counts on a connection of its own: no search waits for it."""

from __future__ import annotations

import threading
from dataclasses import replace

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.assets import AssetFailure, Int64Array, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.health import FolderHealth, folder_health
from bowerbird_engine.located import LocatedRoots
from bowerbird_engine.ocr.loading import RecognizerSource
from bowerbird_engine.reports import LibraryStatus, PackChoice
from bowerbird_engine.search.readiness import ReadyContents
from bowerbird_engine.settings import Settings


class StatusMethods:
    """What `Engine` offers of it. From any thread, and beside a run of the index."""

    settings: Settings
    _lock: threading.RLock
    _switch: ModelSwitch
    _roots: LocatedRoots
    _recognizer: RecognizerSource

    def status(self) -> LibraryStatus:
        """Sum up what the library holds."""
        with self._lock:
            standing = self._switch.standing()
        roots = self._roots()
        with self._apart() as catalogue, catalogue.snapshot():
            live = catalogue.files.live_contents(None)
            searchable = _learned(catalogue, standing.answers, live)
            learned = (
                searchable
                if standing.chosen == standing.answers
                else _learned(catalogue, standing.chosen, live)
            )
            counts = catalogue.files.counts(list(roots))
            letters_read, letters_total = catalogue.texts.progress(self._recognizer.identity or "")
            return LibraryStatus(
                home=self.settings.state_dir,
                roots=tuple(roots.values()),
                found=sum(counts.values()),
                counts=counts,
                skips=catalogue.files.skips(list(roots)),
                pack=standing.choice.answers_title,
                contents=len(live),
                searchable=searchable,
                recognizer=self._recognizer.identity,
                languages=self._recognizer.languages(),
                letters_read=letters_read,
                letters_total=letters_total,
                choice=replace(standing.choice, learned=learned, contents=len(live)),
                held=tuple(catalogue.gone.held()),
            )

    def choice(self) -> PackChoice:
        """Tell which model answers, which one was chosen, and how far that one is."""
        with self._lock:
            return self._switch.choice()

    def failures(self, limit: int = 10_000) -> list[AssetFailure]:
        """Name the files that are not searchable, each with its reason."""
        with self._apart() as catalogue:
            return catalogue.files.failures(limit)

    def folder_health(self) -> list[FolderHealth]:
        """Say of each folder what it holds, and whether it looks like noise."""
        with self._apart() as catalogue:
            return folder_health(catalogue, self._roots())

    def _apart(self) -> Catalogue:
        return Catalogue.open(self.settings.catalogue_path, read_only=True)


def _learned(catalogue: Catalogue, space: Space | None, live: Int64Array) -> int:
    return 0 if space is None else ReadyContents(catalogue, space).of(live, None, {}).learned
