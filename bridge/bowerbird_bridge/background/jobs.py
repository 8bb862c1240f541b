"""The hub's long work: indexing, choosing a model, installing one. Each is a job that can be followed and cancelled."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from bowerbird_bridge.background.job import InstalledModel, Job, JobKind, JobState, Result
from bowerbird_bridge.background.job_lane import JobLane, Work
from bowerbird_engine import (
    BowerbirdError,
    Engine,
    Precision,
    Progress,
)

REMEMBERED: Final = 50
"""Jobs that are over and can still be asked about."""

TOLD_EVERY_S: Final = 0.25
"""How often the progress of one job is passed on; each new state is, whenever it comes."""

CLOSE_WITHIN_S: Final = 5.0

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class UnknownJobError(BowerbirdError):
    """Say that no job has this id, or that it was so long ago that it is forgotten."""

    code = "unknown_job"


@dataclass(frozen=True, slots=True)
class _Told:
    state: JobState
    at: float


class Jobs:
    """All jobs of one hub, for any number of threads.

    What writes the catalogue runs one at a time; downloads go beside it in a lane of their own. `announce` gets each
    job when it changes, for whoever follows, and must not call back. All is in memory: a restart forgets it.
    """

    def __init__(
        self,
        engine: Engine,
        announce: Callable[[Job], None] = lambda _job: None,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._announce = announce
        self._clock = clock
        self._now = now
        self._condition = threading.Condition(threading.RLock())
        self._jobs: dict[str, Job] = {}
        self._told: dict[str, _Told] = {}
        self._reads_letters: dict[str, bool] = {}
        self._catalogue = JobLane("catalogue jobs", self._condition, self._note, clock=clock, now=now)
        self._downloads = JobLane("downloads", self._condition, self._note, clock=clock, now=now)

    def all(self) -> list[Job]:
        """List the jobs, the newest first."""
        with self._condition:
            return list(reversed(self._jobs.values()))

    def get(self, job_id: str) -> Job:
        """Look up a job. Raises UnknownJobError."""
        with self._condition:
            job = self._jobs.get(job_id)
        if job is None:
            raise UnknownJobError(
                "No job has this id. The hub remembers the last ones until it is started anew."
            )
        return job

    def indexing(self) -> Job | None:
        """Give the index job that runs, or the one that waits, if there is one."""
        with self._condition:
            live = [job for job in self._jobs.values() if job.kind is JobKind.INDEX and not job.state.final]
            return next((job for job in live if job.state is JobState.RUNNING), live[0] if live else None)

    def start_index(self, *, letters: bool = True) -> Job:
        """Bring the library up to date; gives the job that waits already where it will do all of this."""
        with self._condition:
            for job in self._jobs.values():
                waits = job.kind is JobKind.INDEX and job.state is JobState.QUEUED
                if waits and self._reads_letters.get(job.id, False) >= letters:
                    return job
            job = self._new(JobKind.INDEX, "Bring the library up to date")
            self._reads_letters[job.id] = letters
            self._catalogue.add(job, self._index(letters=letters), gives_way=True)
            return self._jobs[job.id]

    def start_use_model(self, pack_id: str, *, now: bool = False) -> Job:
        """Choose a model, and learn the library with it when it needs that. Raises UnknownPackError or PackError."""
        title = self._engine.shelf.find(pack_id).description.title

        def work(_tell: Callable[[Progress], None], _stop: threading.Event) -> Result:
            choice = self._engine.use_pack(pack_id, now=now)
            if choice.under_way or choice.learned < choice.contents:
                self.start_index()
            return choice

        return self._start(self._catalogue, JobKind.USE_MODEL, f"Search with {title}", work, urgent=True)

    def start_install(self, pack_id: str, precision: Precision = "float32") -> Job:
        """Download a model. Raises UnknownPackError or PackError when there is none of that name or precision."""
        known = self._engine.shelf.known_pack(pack_id)
        known.precision(precision)

        def work(tell: Callable[[Progress], None], stop: threading.Event) -> Result:
            pack = self._engine.shelf.install(
                pack_id, precision=precision, replace=True, progress=tell, cancel=stop
            )
            return InstalledModel(pack.id, pack.description.title)

        return self._start(self._downloads, JobKind.INSTALL_MODEL, f"Install {known.title}", work)

    def cancel(self, job_id: str) -> Job:
        """Cancel a job, or ask it to stop if it runs; one that is over stays as it is. Raises UnknownJobError."""
        with self._condition:
            self.get(job_id)
            for lane in (self._catalogue, self._downloads):
                if lane.cancel(job_id):
                    break
            return self.get(job_id)

    def exclusively(self, work: Callable[[], _T]) -> _T:
        """Do something that cannot go beside a job that writes the catalogue, in the calling thread.

        A running index job is stopped for it and goes on afterwards. Raises LaneBusyError when it does not stop.
        """
        return self._catalogue.exclusively(work)

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Wait until a job is over and give it as it is then, or as it is when the time is up."""
        with self._condition:
            self._condition.wait_for(lambda: self.get(job_id).state.final, timeout)
            return self.get(job_id)

    def close(self) -> bool:
        """Cancel everything and wait a few seconds; tell whether all of it has ended."""
        until = self._clock() + CLOSE_WITHIN_S
        lanes = (self._catalogue, self._downloads)
        for lane in lanes:
            lane.close()
        return all(lane.join(until - self._clock()) for lane in lanes)

    def _new(self, kind: JobKind, title: str) -> Job:
        return Job(id=secrets.token_hex(8), kind=kind, title=title, created=self._now())

    def _start(self, lane: JobLane, kind: JobKind, title: str, work: Work, *, urgent: bool = False) -> Job:
        with self._condition:
            job = self._new(kind, title)
            lane.add(job, work, urgent=urgent)
            return self._jobs[job.id]

    def _index(self, *, letters: bool) -> Work:
        def work(tell: Callable[[Progress], None], stop: threading.Event) -> Result:
            report = self._engine.index(ocr=letters, progress=tell, cancel=stop)
            # There may be a thousand; whoever wants to see them asks for the problems.
            return replace(report, failures=())

        return work

    def _note(self, job: Job) -> None:
        """Remember a job as it is now, and pass it on; the lock is held."""
        self._jobs[job.id] = job
        told, now = self._told.get(job.id), self._clock()
        if told is None or told.state is not job.state or now - told.at >= TOLD_EVERY_S:
            self._told[job.id] = _Told(job.state, now)
            try:
                self._announce(job)
            except Exception:  # noqa: BLE001  who listens must not end the thread that all jobs run in
                _log.exception("The job \u2018%s\u2019 could not be announced", job.title)
        if job.state.final:
            self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        over = [job_id for job_id, job in self._jobs.items() if job.state.final]
        for job_id in over[: max(0, len(over) - REMEMBERED)]:
            del self._jobs[job_id]
            self._told.pop(job_id, None)
            self._reads_letters.pop(job_id, None)
