"""One job as a value: a pure state machine, with its progress, rate and time left, for whoever shows or remembers it."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bowerbird_engine import BowerbirdError, IndexReport, PackChoice, Progress

MEMORY_S: Final = 20.0
"""How far back the rate looks: long enough to be calm over the batches of the index, short enough to follow a change."""

_MEMORIES_S: Final = {"letters": 120.0}
"""Pictures with letters take ten times as long as others, and lie together. In a library drawn like that, nine of ten times
left are 0.5 to 1.4 of the true one with this, 0.5 to 2.0 with the usual memory; a longer one adds nothing."""


class JobKind(enum.StrEnum):
    """What a job does."""

    INDEX = "index"
    INSTALL_MODEL = "install_model"
    USE_MODEL = "use_model"


class JobState(enum.StrEnum):
    """How far a job is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Tell whether nothing can follow."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


_NEXT = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED, JobState.FAILED}),
    # Back to the queue: what ran made room for something short, and goes on after it.
    JobState.RUNNING: frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.QUEUED}),
}


class JobStepError(BowerbirdError):
    """Say that a step of a job cannot follow on the one before."""

    code = "bad_request"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """The model that a job has installed."""

    id: str
    title: str


Result = IndexReport | PackChoice | InstalledModel
"""What comes of a job: of indexing, of choosing a model, of installing one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one phase of a job goes, by a memory of the recent past that fades.

    `amount` and `seconds` are what was done and how long that took, both fading alike, so that their quotient is an
    average from the first step on.
    """

    phase: str
    done: int
    at: float
    amount: float = 0.0
    seconds: float = 0.0

    @property
    def rate(self) -> float | None:
        """What is done in a second; None before anything was."""
        return self.amount / self.seconds if self.seconds > 0 and self.amount > 0 else None

    def seconds_left(self, total: int | None) -> float | None:
        """Estimate how long the rest of the phase takes."""
        rate = self.rate
        return None if total is None or rate is None else max(0, total - self.done) / rate

    def after(self, progress: Progress, now: float) -> Pace:
        """Take a step in; another phase, or a count that goes back, begins anew."""
        passed = now - self.at
        if progress.phase != self.phase or progress.done < self.done or passed < 0:
            return Pace(progress.phase, progress.done, now)
        kept = math.exp(-passed / _MEMORIES_S.get(progress.phase, MEMORY_S))
        return Pace(
            progress.phase,
            progress.done,
            now,
            amount=self.amount * kept + (progress.done - self.done),
            seconds=self.seconds * kept + passed,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A job and what is known of it. Each step gives a new value; a step that cannot follow is a JobStepError."""

    id: str
    kind: JobKind
    title: str
    created: datetime
    state: JobState = JobState.QUEUED
    progress: Progress | None = None
    pace: Pace | None = None
    result: Result | None = None
    error_code: str | None = None
    error: str | None = None
    ended: datetime | None = None

    @property
    def rate(self) -> float | None:
        """What is done in a second."""
        return None if self.pace is None else self.pace.rate

    @property
    def seconds_left(self) -> float | None:
        """How long the present phase will still take."""
        if self.pace is None or self.progress is None:
            return None
        return self.pace.seconds_left(self.progress.total)

    def started(self) -> Job:
        """Begin to run."""
        return self._to(JobState.RUNNING)

    def advanced(self, progress: Progress, now: float) -> Job:
        """Take over a progress; a job that is not running stays as it is, because a last one may come late."""
        if self.state is not JobState.RUNNING:
            return self
        pace = (
            Pace(progress.phase, progress.done, now) if self.pace is None else self.pace.after(progress, now)
        )
        return replace(self, progress=progress, pace=pace)

    def put_back(self) -> Job:
        """Stop for something else and wait to go on."""
        return replace(self._to(JobState.QUEUED), progress=None, pace=None)

    def succeeded(self, result: Result, at: datetime) -> Job:
        """End with what came of it."""
        return replace(self._to(JobState.SUCCEEDED), result=result, ended=at)

    def failed(self, code: str, sentence: str, at: datetime) -> Job:
        """End with an error."""
        return replace(self._to(JobState.FAILED), error_code=code, error=sentence, ended=at)

    def cancelled(self, at: datetime) -> Job:
        """End because the person asked for it."""
        return replace(self._to(JobState.CANCELLED), ended=at)

    def _to(self, state: JobState) -> Job:
        if state not in _NEXT.get(self.state, frozenset()):
            raise JobStepError(f"A job that is {self.state} cannot become {state}.")
        return replace(self, state=state)
