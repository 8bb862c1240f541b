"""The states of a job, its rate and its time left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.background.job import InstalledModel, Job, JobKind, JobState, JobStepError, Pace
from bowerbird_engine import Progress

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ONE = Job("one", JobKind.INDEX, "Bring the library up to date", NOON)
DONE = InstalledModel("clip", "CLIP")
STEPS: dict[str, Callable[[Job], Job]] = {
    "start": Job.started,
    "succeed": lambda job: job.succeeded(DONE, NOON),
    "fail": lambda job: job.failed("disk_full", "The disk is full.", NOON),
    "cancel": lambda job: job.cancelled(NOON),
    "advance": lambda job: job.advanced(Progress("pictures", 1, 2), 1.0),
    "put back": Job.put_back,
}


def test_way_of_a_job_that_succeeds() -> None:
    """A job is queued, runs, advances, and ends with its result; each step leaves the one before as it was."""
    running = ONE.started()
    advanced = running.advanced(Progress("letters", 3, 7), 1.0)
    done = advanced.succeeded(DONE, NOON)
    assert [job.state for job in (ONE, running, advanced, done)] == [
        JobState.QUEUED,
        JobState.RUNNING,
        JobState.RUNNING,
        JobState.SUCCEEDED,
    ]
    assert (done.result, done.progress, done.ended) == (DONE, Progress("letters", 3, 7), NOON)
    assert running.progress is None


def test_failure_keeps_code_and_sentence() -> None:
    """What went wrong can be shown and acted upon."""
    job = ONE.started().failed("disk_full", "The disk is full.", NOON)
    assert (job.state, job.error_code, job.error) == (JobState.FAILED, "disk_full", "The disk is full.")


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=10))
def test_no_way_leads_out_of_an_end(names: list[str]) -> None:
    """Whatever is asked of a job, a final state stays, and a refused step changes nothing."""
    job = ONE
    for name in names:
        before = job
        try:
            job = STEPS[name](job)
        except JobStepError:
            assert job is before
        if before.state.final:
            assert job == before


def test_queued_job_cannot_succeed() -> None:
    """Success needs a run."""
    with pytest.raises(JobStepError, match="queued"):
        ONE.succeeded(DONE, NOON)


def test_a_job_that_was_put_back_starts_anew() -> None:
    """What ran before says nothing about the next run, and the job is still the same."""
    again = ONE.started().advanced(Progress("pictures", 5, 9), 1.0).put_back()
    assert (again.id, again.state, again.progress, again.rate) == ("one", JobState.QUEUED, None, None)
    assert again.started().state is JobState.RUNNING


def test_a_steady_job_has_the_rate_that_it_has() -> None:
    """Ten pictures a second are ten pictures a second from the second step on, and the rest takes as long as that."""
    job = ONE.started()
    for step in range(1, 8):
        job = job.advanced(Progress("pictures", 20 * step, 1000), 2.0 * step)
        if step > 1:
            assert job.rate == pytest.approx(10)
    assert job.seconds_left == pytest.approx((1000 - 140) / 10)


def test_a_rate_follows_a_change_within_a_minute() -> None:
    """A disk that gets slow shows: the past fades."""
    pace, now, done = Pace("pictures", 0, 0.0), 0.0, 0
    for per_second in [100] * 60 + [1] * 60:
        now, done = now + 1, done + per_second
        pace = pace.after(Progress("pictures", done, None), now)
    assert pace.rate is not None
    assert 1 <= pace.rate < 10


@pytest.mark.parametrize(("phase", "calm"), [("letters", True), ("pictures", False)])
def test_time_left_is_calm_where_quick_and_slow_pictures_lie_together(phase: str, calm: bool) -> None:
    """Half a minute of five a second, half a minute of one in two, by turns: told from two minutes, not from the last ones."""
    pace, done, told = Pace(phase, 0, 0.0), 0, list[float]()
    for second in range(2, 1200, 2):
        done += 10 if second // 30 % 2 else 1
        pace = pace.after(Progress(phase, done, None), float(second))
        if second > 300:
            told.append(pace.rate or 0.0)
    assert (max(told) < 1.5 * min(told)) is calm


def test_another_phase_has_a_rate_of_its_own() -> None:
    """Letters are read far more slowly than pictures are learned; a count that goes back begins anew too."""
    job = ONE.started()
    for second in range(5):
        job = job.advanced(Progress("pictures", 100 * second, 400), float(second))
    job = job.advanced(Progress("letters", 0, 50), 6.0)
    assert (job.rate, job.seconds_left) == (None, None)
    job = job.advanced(Progress("letters", 1, 50), 8.0)
    assert job.rate == pytest.approx(0.5)
    assert job.advanced(Progress("letters", 0, 50), 9.0).rate is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["scan", "pictures"]),
            st.integers(0, 10**9),
            st.one_of(st.none(), st.integers(0, 10**9)),
            st.floats(-10, 10**6),
        ),
        max_size=20,
    )
)
def test_rate_and_time_left_are_never_negative(steps: list[tuple[str, int, int | None, float]]) -> None:
    """Whatever a job tells, and whatever the clock does, both are numbers that can be shown, or nothing."""
    job, now = ONE.started(), 0.0
    for phase, done, total, passed in steps:
        now += passed
        job = job.advanced(Progress(phase, done, total), now)
        assert job.rate is None or job.rate > 0
        assert job.seconds_left is None or job.seconds_left >= 0
