"""One run of the index as a value: a pure state machine, for whoever shows, cancels or remembers jobs."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from bowerbird_engine.assets import IndexReport, Progress
from bowerbird_engine.errors import UsageError


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
    JobState.RUNNING: frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED}),
}


@dataclass(frozen=True, slots=True)
class IndexJob:
    """A job and what is known of it. Each step gives a new value; a step that cannot follow is a UsageError."""

    id: str
    state: JobState = JobState.QUEUED
    progress: Progress | None = None
    report: IndexReport | None = None
    error_code: str | None = None
    error: str | None = None

    def started(self) -> IndexJob:
        """Begin to run."""
        return self._to(JobState.RUNNING)

    def advanced(self, progress: Progress) -> IndexJob:
        """Take over a progress; a job that is not running stays as it is, because a last one may come late."""
        return replace(self, progress=progress) if self.state is JobState.RUNNING else self

    def succeeded(self, report: IndexReport) -> IndexJob:
        """End with a report."""
        return replace(self._to(JobState.SUCCEEDED), report=report)

    def failed(self, code: str, message: str) -> IndexJob:
        """End with an error."""
        return replace(self._to(JobState.FAILED), error_code=code, error=message)

    def cancelled(self) -> IndexJob:
        """End because the person asked for it."""
        return self._to(JobState.CANCELLED)

    def _to(self, state: JobState) -> IndexJob:
        if state not in _NEXT.get(self.state, frozenset()):
            raise UsageError(f"A job that is {self.state} cannot become {state}.")
        return replace(self, state=state)
