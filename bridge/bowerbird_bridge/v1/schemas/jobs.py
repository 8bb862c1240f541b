"""Jobs: long work that goes on by itself and can be followed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

import msgspec

from bowerbird_bridge import job as jobs
from bowerbird_bridge.job import JobKind, JobState


class JobProgress(msgspec.Struct, frozen=True):
    """How far a job is in its present phase; of a download the numbers are bytes. `rate` is what it does in a second."""

    phase: str
    done: int
    total: int | None
    current: str
    rate: float | None
    seconds_left: float | None


class JobError(msgspec.Struct, frozen=True):
    """Why a job failed: a stable code, and a sentence that says what to do next."""

    code: str
    detail: str


class Job(msgspec.Struct, frozen=True):
    """One job. The last three states are final; one that runs may go back to the queue to make room for something short."""

    id: str
    kind: JobKind
    state: JobState
    title: str
    progress: JobProgress | None
    error: JobError | None
    result: dict[str, Any] | None
    created: datetime
    ended: datetime | None


class JobList(msgspec.Struct, frozen=True):
    """The jobs that are remembered, the newest first."""

    jobs: list[Job]


class JobRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask for a job. `letters` says whether letters are read too; without it the preferences do."""

    kind: Literal["index"]
    letters: bool | None = None


def job_form(job: jobs.Job) -> Job:
    """Describe a job."""
    progress = job.progress
    return Job(
        id=job.id,
        kind=job.kind,
        state=job.state,
        title=job.title,
        progress=None
        if progress is None
        else JobProgress(
            phase=progress.phase,
            done=progress.done,
            total=progress.total,
            current=_text(progress.current),
            rate=job.rate,
            seconds_left=job.seconds_left,
        ),
        error=None
        if job.error_code is None
        else JobError(code=job.error_code, detail=_text(job.error or "")),
        result=None if job.result is None else {name: _legible(value) for name, value in job.result.items()},
        created=job.created,
        ended=job.ended,
    )


def _text(text: str) -> str:
    """Have question marks for the bytes of a file's name that are no text: they have no place in JSON."""
    return text.encode("utf-8", "replace").decode()


def _legible(value: object) -> object:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {_text(name): _legible(each) for name, each in members.items()}
    if isinstance(value, list):
        return [_legible(each) for each in cast("list[object]", value)]
    return value
