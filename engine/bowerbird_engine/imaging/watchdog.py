"""A clock for many waits: runs an action when one lasts too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType


class Limit:
    """A time limit on the block that it manages; `expired` tells afterwards whether it was exceeded."""

    def __init__(self, watchdog: Watchdog, seconds: float, action: Callable[[], None]) -> None:
        self.expired = False
        self._watchdog = watchdog
        self._seconds = seconds
        self.action = action

    def __enter__(self) -> None:
        """Start the time."""
        self._watchdog.add(self, time.monotonic() + self._seconds)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the time."""
        self._watchdog.discard(self)


class Watchdog:
    """One thread that keeps any number of limits. A blocking read of a pipe has no timeout on every system."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._deadlines: dict[Limit, float] = {}
        self._closed = False
        self._thread = threading.Thread(target=self._watch, name="decode-watchdog", daemon=True)
        self._thread.start()

    def limit(self, seconds: float, action: Callable[[], None]) -> Limit:
        """Make a context manager that runs `action` once when its block is not left in time."""
        return Limit(self, seconds, action)

    def add(self, limit: Limit, deadline: float) -> None:
        """Watch a limit."""
        with self._changed:
            # A later deadline than the one already waited for needs no waking.
            wake = deadline < min(self._deadlines.values(), default=float("inf"))
            self._deadlines[limit] = deadline
            if wake:
                self._changed.notify()

    def discard(self, limit: Limit) -> None:
        """Watch a limit no longer. An action that has begun is over when this returns."""
        with self._changed:
            self._deadlines.pop(limit, None)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                for limit in [limit for limit, deadline in self._deadlines.items() if deadline <= now]:
                    del self._deadlines[limit]
                    limit.expired = True
                    limit.action()
                earliest = min(self._deadlines.values(), default=None)
                self._changed.wait(None if earliest is None else max(0.0, earliest - now))
