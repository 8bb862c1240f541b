"""A lane of jobs: one thread that runs them one after the other, and makes room for what must not run beside them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar

from bowerbird_bridge.background.job import Job, Result
from bowerbird_engine import BowerbirdError, Progress

Work = Callable[[Callable[[Progress], None], threading.Event], Result]
"""What a job does: it tells its progress, ends with code `cancelled` soon after the event is set, and gives its result."""

ROOM_WITHIN_S: Final = 30.0
"""How long a guest waits: the index ends within a picture or a batch, the trial of a model takes longer."""

UNEXPECTED = "Something went wrong that Bowerbird did not foresee. The hub's log says what; try it once more."

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class LaneBusyError(BowerbirdError):
    """Say that a job that is running did not make room in time."""

    code = "library_busy"


@dataclass(slots=True)
class _Task:
    job: Job
    work: Work
    urgent: bool
    gives_way: bool
    stop: threading.Event = field(default_factory=threading.Event)
    cancelled: bool = False


class JobLane:
    """Run jobs one at a time, urgent ones first, else in the order in which they came.

    A job that gives way to urgent ones and to guests is stopped for them, and goes on from the queue afterwards.
    `changed` gets each new value of a job, in order, with `condition` held; what it calls must not come back here.
    """

    def __init__(
        self,
        name: str,
        condition: threading.Condition,
        changed: Callable[[Job], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._name = name
        self._condition = condition
        self._changed = changed
        self._clock = clock
        self._now = now
        self._queue: list[_Task] = []
        self._running: _Task | None = None
        self._guests = 0
        self._guest_is_in = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def add(self, job: Job, work: Work, *, urgent: bool = False, gives_way: bool = False) -> None:
        """Put a job into the queue; a lane that is closing cancels it at once."""
        with self._condition:
            task = _Task(job, work, urgent, gives_way)
            if self._closing:
                self._become(task, job.cancelled(self._now()))
                return
            self._queue.append(task)
            self._changed(job)
            if urgent:
                self._ask_to_give_way()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def cancel(self, job_id: str) -> bool:
        """Cancel a job that waits, or ask one that runs to stop; tell whether it is in this lane."""
        with self._condition:
            if self._running is not None and self._running.job.id == job_id:
                self._running.cancelled = True
                self._running.stop.set()
                return True
            for task in self._queue:
                if task.job.id == job_id:
                    self._queue.remove(task)
                    self._become(task, task.job.cancelled(self._now()))
                    return True
            return False

    def exclusively(self, work: Callable[[], _T], *, within_s: float = ROOM_WITHIN_S) -> _T:
        """Do something in the calling thread while no job of this lane runs.

        Raises LaneBusyError when the job that runs does not make room in time.
        """
        with self._condition:
            self._guests += 1
            self._ask_to_give_way()
            if not self._condition.wait_for(self._has_room, within_s):
                self._guests -= 1
                self._condition.notify_all()
                raise LaneBusyError(f"{self._what_runs()} is still under way. Try again in a minute.")
            self._guest_is_in = True
        try:
            return work()
        finally:
            with self._condition:
                self._guests -= 1
                self._guest_is_in = False
                self._condition.notify_all()

    def close(self) -> None:
        """Cancel all jobs and let the thread end; does not wait."""
        with self._condition:
            self._closing = True
            for task in self._queue:
                self._become(task, task.job.cancelled(self._now()))
            self._queue.clear()
            if self._running is not None:
                self._running.cancelled = True
                self._running.stop.set()
            self._condition.notify_all()

    def join(self, timeout: float) -> bool:
        """Wait for the thread to end; tell whether it has."""
        if self._thread is not None:
            self._thread.join(max(0.0, timeout))
        return self._thread is None or not self._thread.is_alive()

    def _has_room(self) -> bool:
        return self._running is None and not self._guest_is_in

    def _what_runs(self) -> str:
        return "Something else" if self._running is None else f"\u2018{self._running.job.title}\u2019"

    def _ask_to_give_way(self) -> None:
        if self._running is not None and self._running.gives_way:
            self._running.stop.set()

    def _run(self) -> None:
        while (task := self._next()) is not None:
            outcome = self._attempt(task)
            with self._condition:
                self._running = None
                if outcome is None and not task.cancelled:
                    self._put_back(task)
                else:
                    self._become(task, task.job.cancelled(self._now()) if outcome is None else outcome)
                self._condition.notify_all()

    def _next(self) -> _Task | None:
        with self._condition:
            self._condition.wait_for(lambda: self._closing or (self._queue and not self._guests))
            if self._closing:
                return None
            task = next((task for task in self._queue if task.urgent), self._queue[0])
            self._queue.remove(task)
            self._running = task
            self._become(task, task.job.started())
            return task

    def _attempt(self, task: _Task) -> Job | None:
        """Do the work of a job and give how it ended; None when it was stopped."""
        try:
            result = task.work(lambda progress: self._advance(task, progress), task.stop)
        except BowerbirdError as error:
            if error.code == "cancelled" and task.stop.is_set():
                return None
            return task.job.failed(error.code, str(error), self._now())
        except Exception:  # noqa: BLE001  one job's failure must not end the thread that runs all others
            _log.exception("The job \u2018%s\u2019 failed", task.job.title)
            return task.job.failed("error", UNEXPECTED, self._now())
        return task.job.succeeded(result, self._now())

    def _advance(self, task: _Task, progress: Progress) -> None:
        with self._condition:
            self._become(task, task.job.advanced(progress, self._clock()))

    def _put_back(self, task: _Task) -> None:
        task.stop.clear()
        self._queue.insert(0, task)
        self._become(task, task.job.put_back())

    def _become(self, task: _Task, job: Job) -> None:
        task.job = job
        self._changed(job)
