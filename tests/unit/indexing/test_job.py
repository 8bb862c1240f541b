"""The states of a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.assets import FileStatus, IndexReport, Progress
from bowerbird_engine.errors import UsageError
from bowerbird_engine.indexing.job import IndexJob, JobState

REPORT = IndexReport(1, {FileStatus.INDEXED: 1}, 1, 0, 0, 0)
STEPS: dict[str, Callable[[IndexJob], IndexJob]] = {
    "start": IndexJob.started,
    "succeed": lambda job: job.succeeded(REPORT),
    "fail": lambda job: job.failed("disk_full", "The disk is full."),
    "cancel": IndexJob.cancelled,
    "advance": lambda job: job.advanced(Progress("pictures", 1, 2)),
}


def test_way_of_a_job_that_succeeds() -> None:
    """A job is queued, runs, advances, and ends with its report; each step leaves the one before as it was."""
    queued = IndexJob("one")
    running = queued.started()
    advanced = running.advanced(Progress("letters", 3, 7))
    done = advanced.succeeded(REPORT)
    assert [job.state for job in (queued, running, advanced, done)] == [
        JobState.QUEUED,
        JobState.RUNNING,
        JobState.RUNNING,
        JobState.SUCCEEDED,
    ]
    assert done.report == REPORT
    assert done.progress == Progress("letters", 3, 7)
    assert running.progress is None


def test_failure_keeps_code_and_sentence() -> None:
    """What went wrong can be shown and acted upon."""
    job = IndexJob("one").started().failed("disk_full", "The disk is full.")
    assert (job.state, job.error_code, job.error) == (JobState.FAILED, "disk_full", "The disk is full.")


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_no_way_leads_out_of_an_end(names: list[str]) -> None:
    """Whatever is asked of a job, a final state stays, and a refused step changes nothing."""
    job = IndexJob("one")
    for name in names:
        before = job
        try:
            job = STEPS[name](job)
        except UsageError:
            assert job is before
        if before.state.final:
            assert job == before


def test_queued_job_cannot_succeed() -> None:
    """Success needs a run."""
    with pytest.raises(UsageError, match="queued"):
        IndexJob("one").succeeded(REPORT)
