"""Jobs: long work that goes on by itself and can be followed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bowerbird_bridge.background import job as jobs
from bowerbird_bridge.background.job import JobKind, JobState
from bowerbird_engine import PackChoice, SwitchReport


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


class OfflineFolder(msgspec.Struct, frozen=True):
    """A folder that a run of the index left as it was, and why."""

    path: str
    offline_reason: str | None
    volume: str


class HeldFolder(msgspec.Struct, frozen=True):
    """A folder of which pictures were not found, which wait for the owner's word: so many of all that are known."""

    path: str
    within: str
    pictures: int
    known: int
    since: datetime
    latest: datetime | None


class LearnedModel(msgspec.Struct, frozen=True):
    """How far a run of the index brought the model that was chosen and did not answer yet."""

    title: str
    learned: int
    refused: int
    waiting: int
    took_over: bool
    trouble: str | None


class IndexResult(msgspec.Struct, frozen=True, tag_field="kind", tag="index"):
    """What a run of the index did. `counts` are the files found by what became of them, `skips` what was left out.

    `missing` files left the library; what is `held` was not found either, and stays until the owner says that it is gone.
    `returned` files had not been found by an earlier run, and lie at their places again.
    """

    found: int
    counts: dict[str, int]
    embedded: int
    moved: int
    missing: int
    returned: int
    read_for_letters: int
    offline: list[OfflineFolder]
    skips: dict[str, int]
    model: LearnedModel | None
    held: list[HeldFolder]


class UseResult(msgspec.Struct, frozen=True, tag_field="kind", tag="use_model"):
    """Which model answers now, and how far the chosen one is; an index job brings it further."""

    answers: str | None
    chosen: str
    under_way: bool
    learned: int
    contents: int
    trouble: str | None


class InstallResult(msgspec.Struct, frozen=True, tag_field="kind", tag="install_model"):
    """The model that is here now; its precision is part of its id."""

    id: str
    title: str


class Job(msgspec.Struct, frozen=True):
    """One job. The last three states are final; one that runs may go back to the queue to make room for something short."""

    id: str
    kind: JobKind
    state: JobState
    title: str
    progress: JobProgress | None
    error: JobError | None
    result: IndexResult | UseResult | InstallResult | None
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
        result=None if job.result is None else _result(job.result),
        created=job.created,
        ended=job.ended,
    )


def _result(result: jobs.Result) -> IndexResult | UseResult | InstallResult:
    if isinstance(result, jobs.InstalledModel):
        return InstallResult(result.id, _text(result.title))
    if isinstance(result, PackChoice):
        return UseResult(
            answers=result.answers or None,
            chosen=result.chosen,
            under_way=result.under_way,
            learned=result.learned,
            contents=result.contents,
            trouble=_text(result.trouble) or None,
        )
    return IndexResult(
        found=result.found,
        counts={status.value: count for status, count in result.counts.items()},
        embedded=result.embedded,
        moved=result.moved,
        missing=result.missing,
        returned=result.returned,
        read_for_letters=result.read_for_letters,
        offline=[
            OfflineFolder(
                _text(str(root.path)),
                None if root.offline_reason is None else _text(root.offline_reason),
                _text(root.volume_label),
            )
            for root in result.offline
        ],
        skips=dict(result.skips),
        model=None if result.switch is None else _learned(result.switch),
        held=[
            HeldFolder(
                _text(str(held.folder)),
                _text(str(held.within)),
                held.pictures,
                held.known,
                held.since,
                held.latest,
            )
            for held in result.held
        ],
    )


def _learned(switch: SwitchReport) -> LearnedModel:
    return LearnedModel(
        title=_text(switch.title),
        learned=switch.learned,
        refused=switch.refused,
        waiting=switch.waiting,
        took_over=switch.took_over,
        trouble=_text(switch.trouble) or None,
    )


def _text(text: str) -> str:
    """Have question marks for the bytes of a file's name that are no text: they have no place in JSON."""
    return text.encode("utf-8", "replace").decode()
