"""One run of the index with the model that answers, and with the one that was chosen to follow it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import PackError
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.indexing.runner import Compare, Indexer
from bowerbird_engine.indexing.succession import Successor
from bowerbird_engine.model import Model
from bowerbird_engine.ocr.loading import RecognizerSource
from bowerbird_engine.reports import IndexReport, Progress, SwitchReport
from bowerbird_engine.settings import Settings


@dataclass(frozen=True, slots=True)
class IndexRun:
    """What a run of the index needs beside the catalogue; `lock` guards the switch, which searches use meanwhile."""

    settings: Settings
    switch: ModelSwitch
    lock: threading.RLock
    recognizer: RecognizerSource
    renditions: Renditions
    compare: Compare | None = None

    def run(
        self,
        catalogue: Catalogue,
        *,
        ocr: bool,
        progress: Callable[[Progress], None] | None,
        cancel: threading.Event | None,
    ) -> IndexReport:
        """Index with the model that answers, or with the next best one when it turns out to be unusable."""
        while True:
            with self.lock:
                model = self.switch.for_indexing()
                key = self.switch.key_of(model.pack)
            successor, trouble = self._successor()
            indexer = Indexer(
                catalogue=catalogue,
                settings=self.settings,
                image_encoder=model.image_encoder,
                recognizer_factory=self.recognizer.load,
                recognizer_identity=self.recognizer.identity,
                renditions=self.renditions,
                successor=None if successor is None else Successor(successor.title, successor.image_encoder),
                compare=self.compare,
            )
            try:
                report = indexer.run(ocr=ocr, progress=progress, cancel=cancel)
            except PackError as error:
                with self.lock:
                    self.switch.give_up(key, str(error))
                continue
            if trouble is not None:
                return replace(report, switch=trouble)
            if successor is not None and report.switch is not None and report.switch.trouble:
                with self.lock:
                    self.switch.give_up(self.switch.key_of(successor.pack), report.switch.trouble)
            return report

    def _successor(self) -> tuple[Model | None, SwitchReport | None]:
        """Give the model to learn with, both towers loaded.

        A broken one is told before it learns anything, and no search waits for the towers when it takes over.
        """
        with self.lock:
            try:
                model = self.switch.successor()
            except PackError as error:
                return None, self._unusable(str(error))
        if model is not None:
            try:
                model.load()
            except PackError as error:
                with self.lock:
                    self.switch.give_up(self.switch.key_of(model.pack), str(error))
                    return None, self._unusable(str(error))
        return model, None

    def _unusable(self, reason: str) -> SwitchReport:
        title = self.switch.choice().chosen_title
        return SwitchReport(title, 0, 0, 0, took_over=False, trouble=reason)
