"""One thread that waits for the hub, so that the host's own never does.

The thread touches nothing of the host. Results come back through a queue that the host empties on its main thread:
with `drain` from a timer, or by itself where the host gives a function such as `GLib.idle_add` that runs something
there. What was cancelled, or overtaken by a newer job of a channel where only the newest counts, is never delivered.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .errors import BowerbirdClientError

T = TypeVar("T")

CLOSE_SECONDS = 1.0
DRAIN_SECONDS = 0.05
"""Of a host's timer tick; what is left waits for the next one."""
DRAIN_MOST = 200


class Outcome(Generic[T]):
    """What became of a job: its value, or the error."""

    def __init__(self, value: T | None, error: BowerbirdClientError | None) -> None:
        """Hold the one or the other."""
        self._value = value
        self.error = error

    @property
    def value(self) -> T:
        """The value; raises the error where there is one."""
        if self.error is not None:
            raise self.error
        return self._value  # type: ignore[return-value]  # None is a value where T allows it

    def __repr__(self) -> str:
        """Show which of the two it is."""
        return f"Outcome({self._value!r})" if self.error is None else f"Outcome(error={self.error!r})"


@dataclass(frozen=True)
class Again:
    """What a job returns to be called once more after some seconds, letting others pass meanwhile."""

    seconds: float


class Ticket:
    """A job that was handed in. `sequence` grows with each one."""

    def __init__(self, sequence: int, channel: str) -> None:
        """Give a job its number."""
        self.sequence = sequence
        self.channel = channel
        self.cancelled = False

    def cancel(self) -> None:
        """Have nothing delivered any more, and stop the work where it looks."""
        self.cancelled = True


class _Job:
    def __init__(
        self,
        ticket: Ticket,
        priority: int,
        work: Callable[[Ticket], Any],
        done: Callable[[Outcome[Any]], object] | None,
    ) -> None:
        self.ticket = ticket
        self.priority = priority
        self.work = work
        self.done = done

    @property
    def rank(self) -> tuple[int, int]:
        return self.priority, self.ticket.sequence


class Worker:
    """The thread, the jobs that wait for it, and the results that wait for the host."""

    def __init__(
        self,
        *,
        deliver: Callable[[Callable[[], bool]], object] | None = None,
        interrupt: Callable[[], object] | None = None,
    ) -> None:
        """Prepare. The thread starts with the first job.

        `deliver` runs a function once on the host's main thread, as `GLib.idle_add` does; without it the host calls
        `drain`. `interrupt` breaks off what the thread waits for, when it has to end.
        """
        self._deliver = deliver
        self._interrupt = interrupt
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._ready: list[tuple[tuple[int, int], _Job]] = []
        self._later: list[tuple[float, int, _Job]] = []
        self._newest: dict[str, Ticket] = {}
        self._open: dict[int, Ticket] = {}
        self._results: deque[tuple[Ticket, Callable[[], object], bool]] = deque()
        self._announced = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def submit(
        self,
        work: Callable[[Ticket], T | Again],
        done: Callable[[Outcome[T]], object] | None = None,
        *,
        channel: str = "",
        newest_only: bool = False,
        priority: int = 0,
    ) -> Ticket:
        """Hand a job in. A lower `priority` goes first; among equals the earlier one.

        `work` runs on the thread, `done` on the host's. With `newest_only`, older jobs of the channel are cancelled.
        """
        with self._changed:
            ticket = Ticket(next(self._numbers), channel)
            if self._closing:
                ticket.cancel()
                return ticket
            if newest_only:
                before = self._newest.get(channel)
                if before is not None:
                    before.cancel()
                self._newest[channel] = ticket
            self._open[ticket.sequence] = ticket
            job = _Job(ticket, priority, work, done)
            heapq.heappush(self._ready, (job.rank, job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bowerbird", daemon=True)
                self._thread.start()
            self._changed.notify()
            return ticket

    def post(self, ticket: Ticket, call: Callable[[], object], *, last: bool = False) -> None:
        """Have something called on the host's thread, unless the ticket is cancelled by then."""
        with self._changed:
            if self._closing:
                return
            self._results.append((ticket, call, last))
        self._announce()

    def ticket(self, channel: str = "") -> Ticket:
        """Give a number to something that needs no work on the thread."""
        return Ticket(next(self._numbers), channel)

    def cancel(self, channel: str) -> None:
        """Cancel all jobs of a channel."""
        with self._changed:
            for ticket in self._open.values():
                if ticket.channel == channel:
                    ticket.cancel()

    @property
    def pending(self) -> int:
        """How many jobs have not been delivered yet."""
        with self._changed:
            return sum(not ticket.cancelled for ticket in self._open.values())

    def drain(self, limit: int = DRAIN_MOST, budget_seconds: float = DRAIN_SECONDS) -> bool:
        """Deliver results on the calling thread, the host's main one; tell whether some are left.

        Stops after `limit` results or when the budget is used up, but never before the first one.
        """
        ends = time.monotonic() + budget_seconds
        for _ in range(limit):
            with self._changed:
                if not self._results:
                    return False
                ticket, call, last = self._results.popleft()
                if last:
                    self._open.pop(ticket.sequence, None)
            if not ticket.cancelled:
                call()
            if time.monotonic() >= ends:
                break
        with self._changed:
            return bool(self._results)

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """End the thread and deliver nothing any more; tell whether it ended in time."""
        with self._changed:
            self._closing = True
            for ticket in self._open.values():
                ticket.cancel()
            self._open.clear()
            self._results.clear()
            self._changed.notify_all()
            thread = self._thread
        if thread is None or thread is threading.current_thread():
            return True
        ends = time.monotonic() + seconds
        while thread.is_alive() and time.monotonic() < ends:
            # More than once: the thread may just be opening another connection.
            if self._interrupt is not None:
                self._interrupt()
            thread.join(0.05)
        return not thread.is_alive()

    def _run(self) -> None:
        while True:
            job = self._next()
            if job is None:
                return
            ticket = job.ticket
            value: Any = None
            error: BowerbirdClientError | None = None
            try:
                value = job.work(ticket)
            except BowerbirdClientError as raised:
                error = raised
            except Exception as raised:  # noqa: BLE001  a mistake in one job must not leave the host without a worker
                error = BowerbirdClientError(f"Something unforeseen happened: {raised!r}.")
                error.__cause__ = raised
            if error is None and isinstance(value, Again):
                with self._changed:
                    due = time.monotonic() + value.seconds
                    heapq.heappush(self._later, (due, ticket.sequence, job))
            elif job.done is None:
                self._forget(ticket)
            else:
                self.post(ticket, _call(job.done, Outcome(value, error)), last=True)

    def _next(self) -> _Job | None:
        """Wait for the job whose turn it is; None when the thread shall end."""
        with self._changed:
            while not self._closing:
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    job = heapq.heappop(self._later)[2]
                    heapq.heappush(self._ready, (job.rank, job))
                while self._ready:
                    job = heapq.heappop(self._ready)[1]
                    if not job.ticket.cancelled:
                        return job
                    self._open.pop(job.ticket.sequence, None)
                self._changed.wait(self._later[0][0] - now if self._later else None)
            return None

    def _forget(self, ticket: Ticket) -> None:
        with self._changed:
            self._open.pop(ticket.sequence, None)

    def _announce(self) -> None:
        if self._deliver is None:
            return
        with self._changed:
            if self._announced or self._closing:
                return
            self._announced = True
        try:
            self._deliver(self._pump)
        except Exception:  # noqa: BLE001  a host that is going away takes nothing any more
            with self._changed:
                self._announced = False

    def _pump(self) -> bool:
        """Deliver on the host's thread; False, so that an idle source of GLib is removed."""
        with self._changed:
            self._announced = False
        try:
            self.drain()
        finally:
            # A callback may have raised: the others still come.
            with self._changed:
                left = bool(self._results)
            if left:
                self._announce()
        return False


def _call(done: Callable[[Outcome[Any]], object], outcome: Outcome[Any]) -> Callable[[], object]:
    return lambda: done(outcome)
