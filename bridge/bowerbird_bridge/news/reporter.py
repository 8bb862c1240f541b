"""Tell those who listen what changes: a thread that looks twice a second while anybody does, and sleeps else."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.background.job import Job
from bowerbird_bridge.news.events import Events
from bowerbird_bridge.news.status_board import StatusBoard
from bowerbird_bridge.schemas.events import LibraryChange, PendingPairings, PicturesHeld
from bowerbird_bridge.schemas.jobs import job_form

LOOK_EVERY_S: Final = 0.5
RESULTS_EVERY_S: Final = 2.0
"""How often it is said that results may have changed: a page asks again each time, and the index commits in batches."""

_log = logging.getLogger(__name__)


def announce_job(events: Events, job: Job) -> None:
    """Tell the owner how a job stands."""
    events.publish("job", job_form(job), Scope.ADMIN, about=job.id)


class Reporter:
    """Publish status, changes of results, and pairings that wait."""

    def __init__(
        self,
        events: Events,
        board: StatusBoard,
        pending_pairings: Callable[[], int],
        *,
        look_every_s: float = LOOK_EVERY_S,
        results_every_s: float = RESULTS_EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._events = events
        self._board = board
        self._pending_pairings = pending_pairings
        self._look_every_s = look_every_s
        self._results_every_s = results_every_s
        self._clock = clock
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporter", daemon=True)
        self._said: dict[str, object] = {}
        self._results_at = -results_every_s
        self._held = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, timeout: float = 2.0) -> None:
        """End; the events must be closed before, which wakes the thread."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def look(self) -> None:
        """Publish what is not as it was at the look before."""
        counter = self._board.engine.change_counter()
        status = self._board.now()
        self._say("status", status)
        results = counter, status.searchable, status.folders, status.parts.models.answers
        if "library" not in self._said:
            self._said["library"] = results
        elif results != self._said["library"] and self._clock() - self._results_at >= self._results_every_s:
            self._said["library"], self._results_at = results, self._clock()
            self._events.publish("library", LibraryChange(status.searchable))
        if status.held > self._held:
            self._events.publish("gone", PicturesHeld(status.held))
        self._held = status.held
        self._say("pairing", PendingPairings(self._pending_pairings()), Scope.ADMIN)

    def _say(self, name: str, data: object, scope: Scope = Scope.SEARCH) -> None:
        if self._said.get(name) != data:
            self._said[name] = data
            self._events.publish(name, data, scope)

    def _run(self) -> None:
        while self._events.wait_for_listeners() and not self._closed.is_set():
            try:
                self.look()
            except Exception:  # noqa: BLE001  a library that cannot be read now may be read in a moment
                _log.exception("The status could not be told")
            self._closed.wait(self._look_every_s)
