"""A lane of jobs, with real threads and works of all kinds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bowerbird_bridge.background.job import InstalledModel, Job, JobKind, JobState, Result
from bowerbird_bridge.background.job_lane import JobLane, LaneBusyError, Work
from bowerbird_engine import BowerbirdError, Progress

DONE = InstalledModel("clip", "CLIP")
SOON_S = 20.0
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class StoppedError(BowerbirdError):
    code = "cancelled"


class FullError(BowerbirdError):
    code = "disk_full"


class Lane:
    """A lane with a record of every value of every job."""

    def __init__(self) -> None:
        self.condition = threading.Condition(threading.RLock())
        self.told: list[Job] = []
        self.lane = JobLane("a lane", self.condition, self._note)

    def _note(self, job: Job) -> None:
        self.told.append(job)
        self.condition.notify_all()

    def add(self, name: str, work: Work, *, urgent: bool = False, gives_way: bool = False) -> None:
        """Add a job of this name."""
        job = Job(name, JobKind.INDEX, f"The job {name}", NOON)
        self.lane.add(job, work, urgent=urgent, gives_way=gives_way)

    def states(self, name: str) -> list[str]:
        """Give the states that a job went through."""
        states = [job.state.value for job in self.told if job.id == name]
        return [state for at, state in enumerate(states) if not at or state != states[at - 1]]

    def wait(self, name: str, *states: JobState) -> Job:
        """Wait until a job is in one of these states."""

        def last() -> Job | None:
            return next((job for job in reversed(self.told) if job.id == name), None)

        with self.condition:
            there = self.condition.wait_for(
                lambda: (job := last()) is not None and job.state in states, SOON_S
            )
            job = last()
        assert there, (name, states, job)
        assert job is not None
        return job


@pytest.fixture
def lane() -> Iterator[Lane]:
    """Give a lane, and see it end."""
    lane = Lane()
    yield lane
    lane.lane.close()
    assert lane.lane.join(SOON_S)


def until_stopped(_tell: Callable[[Progress], None], stop: threading.Event) -> Result:
    """Work until somebody says stop, as the index does."""
    assert stop.wait(SOON_S)
    raise StoppedError("Stopped.")


def at_once(_tell: Callable[[Progress], None], _stop: threading.Event) -> Result:
    """Be done."""
    return DONE


def test_jobs_run_one_after_the_other_in_their_order(lane: Lane) -> None:
    """A lane never does two things at once, and the first to come is the first to run."""
    running: list[str] = []
    most = 0

    def work(name: str) -> Work:
        def run(_tell: Callable[[Progress], None], stop: threading.Event) -> Result:
            nonlocal most
            running.append(name)
            most = max(most, len(running))
            stop.wait(0.01)
            running.remove(name)
            return DONE

        return run

    for name in "abcd":
        lane.add(name, work(name))
    lane.wait("d", JobState.SUCCEEDED)
    assert most == 1
    assert [job.id for job in lane.told if job.state is JobState.RUNNING] == ["a", "b", "c", "d"]


def test_an_error_ends_its_own_job_alone(lane: Lane, caplog: pytest.LogCaptureFixture) -> None:
    """A known error keeps its code and sentence, an unforeseen one says nothing of the inside, and the next job runs."""

    def full(_tell: Callable[[Progress], None], _stop: threading.Event) -> Result:
        raise FullError("The disk is full.")

    def wrong(_tell: Callable[[Progress], None], _stop: threading.Event) -> Result:
        raise ZeroDivisionError("a secret place")

    lane.add("full", full)
    lane.add("wrong", wrong)
    lane.add("fine", at_once)
    with caplog.at_level(logging.ERROR):
        assert lane.wait("fine", JobState.SUCCEEDED).result == DONE
    known, unforeseen = lane.wait("full", JobState.FAILED), lane.wait("wrong", JobState.FAILED)
    assert (known.error_code, known.error) == ("disk_full", "The disk is full.")
    assert unforeseen.error_code == "error"
    assert "secret" not in str(unforeseen.error)
    assert "secret" in caplog.text


def test_cancelling_a_waiting_job_and_a_running_one(lane: Lane) -> None:
    """The one that waits is cancelled at once, the one that runs when it stops; neither comes back."""
    lane.add("runs", until_stopped, gives_way=True)
    lane.add("waits", at_once)
    lane.wait("runs", JobState.RUNNING)
    assert lane.lane.cancel("waits")
    assert lane.states("waits") == ["queued", "cancelled"]
    assert lane.lane.cancel("runs")
    lane.wait("runs", JobState.CANCELLED)
    assert lane.states("runs") == ["queued", "running", "cancelled"]
    assert not lane.lane.cancel("runs")
    assert not lane.lane.cancel("nobody")


def test_an_urgent_job_goes_first_and_the_other_goes_on(lane: Lane) -> None:
    """Choosing a model does not wait for hours of indexing: the index gives way, keeps its id, and goes on after."""
    lane.add("index", until_stopped, gives_way=True)
    lane.add("later", at_once)
    lane.wait("index", JobState.RUNNING)
    lane.add("choice", at_once, urgent=True)
    lane.wait("choice", JobState.SUCCEEDED)
    with lane.condition:
        assert lane.condition.wait_for(lambda: lane.states("index")[-2:] == ["queued", "running"], SOON_S)
    assert lane.states("index") == ["queued", "running", "queued", "running"]
    assert lane.states("later") == ["queued"]


def test_a_job_that_does_not_give_way_is_not_stopped(lane: Lane) -> None:
    """A choice of a model that runs is brought to its end before the next one begins."""
    go = threading.Event()

    def stubborn(_tell: Callable[[Progress], None], stop: threading.Event) -> Result:
        assert go.wait(SOON_S)
        return InstalledModel(str(stop.is_set()), "")

    lane.add("first", stubborn, urgent=True)
    lane.wait("first", JobState.RUNNING)
    lane.add("second", at_once, urgent=True)
    go.set()
    assert lane.wait("first", JobState.SUCCEEDED).result == InstalledModel("False", "")
    lane.wait("second", JobState.SUCCEEDED)


def test_a_guest_is_alone_and_the_index_goes_on_after_it(lane: Lane) -> None:
    """Taking a folder out while the index runs: it stops, nothing runs beside the guest, and it starts again."""
    lane.add("index", until_stopped, gives_way=True)
    lane.wait("index", JobState.RUNNING)

    def guest() -> str:
        states = lane.states("index")
        threading.Event().wait(0.1)
        assert lane.states("index") == states == ["queued", "running", "queued"]
        return "done"

    assert lane.lane.exclusively(guest) == "done"
    lane.wait("index", JobState.RUNNING)
    assert lane.states("index") == ["queued", "running", "queued", "running"]


def test_a_guest_that_fails_leaves_the_lane_free(lane: Lane) -> None:
    """An error goes to whoever asked, and jobs run as before."""

    def fails() -> None:
        raise FullError("The disk is full.")

    with pytest.raises(FullError):
        lane.lane.exclusively(fails)
    lane.add("next", at_once)
    lane.wait("next", JobState.SUCCEEDED)


def test_guests_are_alone_with_each_other(lane: Lane) -> None:
    """Two requests at once to take folders out do not meet."""
    inside, most = 0, 0
    lock = threading.Lock()

    def guest() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.02)
        with lock:
            inside -= 1

    threads = [threading.Thread(target=lane.lane.exclusively, args=(guest,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON_S)
    assert most == 1


def test_a_guest_does_not_wait_for_ever(lane: Lane) -> None:
    """When what runs does not stop in time the guest is told, and the job comes to its end as if nobody had asked."""
    go = threading.Event()

    def deaf(_tell: Callable[[Progress], None], _stop: threading.Event) -> Result:
        assert go.wait(SOON_S)
        return DONE

    lane.add("deaf", deaf, gives_way=True)
    lane.wait("deaf", JobState.RUNNING)
    with pytest.raises(LaneBusyError, match="The job deaf") as refused:
        lane.lane.exclusively(lambda: None, within_s=0.05)
    assert refused.value.code == "library_busy"
    go.set()
    lane.wait("deaf", JobState.SUCCEEDED)
    assert lane.lane.exclusively(lambda: 5) == 5


def test_closing_cancels_what_runs_and_what_waits(lane: Lane) -> None:
    """A hub that stops leaves no job behind that looks as if it went on, and takes no new one."""
    lane.add("runs", until_stopped, gives_way=True)
    lane.add("waits", at_once)
    lane.wait("runs", JobState.RUNNING)
    lane.lane.close()
    lane.wait("runs", JobState.CANCELLED)
    lane.wait("waits", JobState.CANCELLED)
    assert lane.lane.join(SOON_S)
    lane.add("late", at_once)
    assert lane.states("late") == ["cancelled"]
