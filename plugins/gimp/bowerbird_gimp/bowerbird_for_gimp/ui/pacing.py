"""Work in small pieces between the frames of the screen, each time for a few milliseconds at most."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

BUDGET_S = 0.008


class Pacer:
    """A heap of small jobs, of which the newest is done first. Each has a key: a new job takes the place of the old."""

    def __init__(
        self,
        begin: Callable[[Callable[[], bool]], object],
        *,
        clock: Callable[[], float] = time.perf_counter,
        budget: float = BUDGET_S,
    ) -> None:
        """Say how to have a function called when the main loop is idle, again and again while it says so."""
        self._begin = begin
        self._clock = clock
        self._budget = budget
        self._jobs: OrderedDict[Hashable, Callable[[], None]] = OrderedDict()
        self._running = False

    def do(self, key: Hashable, job: Callable[[], None]) -> None:
        """Do something soon."""
        self._jobs.pop(key, None)
        self._jobs[key] = job
        if not self._running:
            self._running = True
            self._begin(self._work)

    def drop(self, key: Hashable) -> None:
        """Do it no more."""
        self._jobs.pop(key, None)

    def clear(self) -> None:
        """Do nothing any more."""
        self._jobs.clear()

    def __len__(self) -> int:
        return len(self._jobs)

    def _work(self) -> bool:
        until = self._clock() + self._budget
        well = False
        try:
            while self._jobs:
                _key, job = self._jobs.popitem()
                job()
                if self._clock() >= until:
                    break
            well = True
        finally:
            # After an error nobody calls again: the next job begins anew.
            self._running = well and bool(self._jobs)
        return self._running
