"""The thread that waits so that the host does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest

from bowerbird_client import Again, BowerbirdClientError, NotRunningError, Outcome, Ticket, Worker


@pytest.fixture
def worker() -> Generator[Worker]:
    """Give a worker whose results the test drains."""
    made = Worker()
    yield made
    assert made.close()


def _drain_until(worker: Worker, enough: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not enough():
        assert time.monotonic() < ends, "nothing came"
        worker.drain()
        time.sleep(0.005)


def test_work_and_delivery_have_their_own_threads(worker: Worker) -> None:
    """Work runs on the worker's thread, its outcome arrives on the one that drains."""
    threads: list[int] = []
    outcomes: list[Outcome[int]] = []

    def done(outcome: Outcome[int]) -> None:
        threads.append(threading.get_ident())
        outcomes.append(outcome)

    def work(_ticket: Ticket) -> int:
        threads.append(threading.get_ident())
        return 7

    worker.submit(work, done)
    _drain_until(worker, lambda: bool(outcomes))

    assert outcomes[0].value == 7
    assert threads[0] != threading.get_ident() == threads[1]


def test_errors_arrive_as_outcomes(worker: Worker) -> None:
    """An error of the client is handed over and raised where its value is asked for."""
    outcomes: list[Outcome[int]] = []

    def fail(_ticket: Ticket) -> int:
        raise NotRunningError("Bowerbird is not running.")

    worker.submit(fail, outcomes.append)
    _drain_until(worker, lambda: bool(outcomes))

    assert isinstance(outcomes[0].error, NotRunningError)
    with pytest.raises(NotRunningError):
        _ = outcomes[0].value


def test_a_mistake_in_one_job_ends_no_other(worker: Worker) -> None:
    """Whatever a job raises becomes a plain error, and the next job runs."""
    outcomes: list[Outcome[Any]] = []

    worker.submit(lambda _ticket: 1 / 0, outcomes.append)
    worker.submit(lambda _ticket: "next", outcomes.append)
    _drain_until(worker, lambda: len(outcomes) == 2)

    assert isinstance(outcomes[0].error, BowerbirdClientError)
    assert isinstance(outcomes[0].error.__cause__, ZeroDivisionError)
    assert outcomes[1].value == "next"


def test_only_the_newest_search_counts(worker: Worker) -> None:
    """Of many searches the one that runs is dropped when it comes, those that wait are never begun."""
    begun: list[int] = []
    delivered: list[int] = []
    first_runs, go_on = threading.Event(), threading.Event()

    def search(number: int) -> Callable[[Ticket], int]:
        def work(_ticket: Ticket) -> int:
            begun.append(number)
            first_runs.set()
            go_on.wait(5)
            return number

        return work

    def done(outcome: Outcome[int]) -> None:
        delivered.append(outcome.value)

    worker.submit(search(0), done, channel="search", newest_only=True)
    assert first_runs.wait(5)
    tickets = [worker.submit(search(n), done, channel="search", newest_only=True) for n in range(1, 10)]
    go_on.set()
    _drain_until(worker, lambda: bool(delivered))
    worker.drain()

    assert begun == [0, 9]
    assert delivered == [9]
    assert [ticket.sequence for ticket in tickets] == sorted(ticket.sequence for ticket in tickets)


def test_an_answer_that_waits_for_the_host_is_dropped_too(worker: Worker) -> None:
    """A stale answer that has come already, but not been drained, is not delivered."""
    delivered: list[str] = []
    worker.submit(
        lambda _ticket: "old", lambda outcome: delivered.append(outcome.value), channel="s", newest_only=True
    )
    time.sleep(0.1)
    worker.submit(
        lambda _ticket: "new", lambda outcome: delivered.append(outcome.value), channel="s", newest_only=True
    )
    _drain_until(worker, lambda: bool(delivered))

    assert delivered == ["new"]


def test_searches_pass_thumbnails(worker: Worker) -> None:
    """A lower number goes first, equals in their order."""
    begun: list[str] = []
    go_on = threading.Event()
    worker.submit(lambda _ticket: go_on.wait(5))
    for name, priority in (("t1", 2), ("t2", 2), ("search", 0)):
        worker.submit(lambda _ticket, name=name: begun.append(name), priority=priority)  # type: ignore[misc]
    go_on.set()
    _drain_until(worker, lambda: len(begun) == 3)

    assert begun == ["search", "t1", "t2"]


def test_cancelled_jobs_of_a_channel_are_not_begun(worker: Worker) -> None:
    """Thumbnails that scrolled away are given up, others stay."""
    begun: list[str] = []
    go_on = threading.Event()
    worker.submit(lambda _ticket: go_on.wait(5))
    worker.submit(lambda _ticket: begun.append("thumbnail"), channel="thumbnails")
    worker.submit(lambda _ticket: begun.append("folders"))
    worker.cancel("thumbnails")
    go_on.set()
    _drain_until(worker, lambda: bool(begun))

    assert begun == ["folders"]
    _drain_until(worker, lambda: worker.pending == 0)


def test_a_job_may_be_called_again_and_let_others_pass(worker: Worker) -> None:
    """Polling holds nobody up: another job runs between two calls."""
    order: list[str] = []
    delivered: list[str] = []

    def poll(_ticket: Ticket) -> str | Again:
        order.append("poll")
        return Again(0.05) if order.count("poll") < 3 else "approved"

    worker.submit(poll, lambda outcome: delivered.append(outcome.value))
    worker.submit(lambda _ticket: order.append("search"))
    _drain_until(worker, lambda: bool(delivered))

    assert order == ["poll", "search", "poll", "poll"]
    assert delivered == ["approved"]


def test_a_cancelled_poll_ends(worker: Worker) -> None:
    """No further call comes after a ticket is cancelled."""
    calls: list[int] = []

    def poll(_ticket: Ticket) -> Again:
        calls.append(1)
        return Again(0.02)

    ticket = worker.submit(poll)
    _drain_until(worker, lambda: bool(calls))
    ticket.cancel()
    _drain_until(worker, lambda: worker.pending == 0)
    time.sleep(0.05)
    seen = len(calls)
    time.sleep(0.1)

    assert len(calls) == seen


def test_draining_keeps_to_its_budget(worker: Worker) -> None:
    """A tick takes what fits into its time or number, and says that more is there."""
    delivered: list[int] = []
    for number in range(10):
        worker.submit(lambda _ticket, number=number: number, lambda outcome: _slowly(delivered, outcome))  # type: ignore[misc]
    ends = time.monotonic() + 5
    while worker.pending and len(delivered) < 1 and time.monotonic() < ends:
        time.sleep(0.1)
        assert worker.drain(budget_seconds=0.0) is True

    assert delivered == [0]
    assert worker.drain(limit=3, budget_seconds=9) is True
    assert delivered == [0, 1, 2, 3]
    assert worker.drain(budget_seconds=9) is False
    assert delivered == list(range(10))


def _slowly(delivered: list[int], outcome: Outcome[int]) -> None:
    time.sleep(0.002)
    delivered.append(outcome.value)


def test_a_host_may_deliver_by_itself() -> None:
    """With a function like GLib.idle_add nobody drains; results that come together cost one call of it."""
    handed: list[Callable[[], bool]] = []
    delivered: list[int] = []
    worker = Worker(deliver=handed.append)
    go_on = threading.Event()
    worker.submit(lambda _ticket: go_on.wait(5))
    for number in range(3):
        worker.submit(lambda _ticket, number=number: number, lambda outcome: delivered.append(outcome.value))  # type: ignore[misc]
    go_on.set()
    time.sleep(0.2)

    assert delivered == []
    assert [call() for call in handed] == [False]
    assert delivered == [0, 1, 2]
    assert worker.close()


def test_a_callback_that_raises_keeps_the_others_coming() -> None:
    """The host sees its own mistake, and the next result is still handed over."""
    handed: list[Callable[[], bool]] = []
    delivered: list[int] = []
    worker = Worker(deliver=handed.append)

    def wrong(_outcome: Outcome[int]) -> None:
        raise ZeroDivisionError

    worker.submit(lambda _ticket: 1, wrong)
    worker.submit(lambda _ticket: 2, lambda outcome: delivered.append(outcome.value))
    time.sleep(0.2)
    with pytest.raises(ZeroDivisionError):
        handed[0]()
    handed[1]()

    assert delivered == [2]
    assert worker.close()


def test_a_host_that_is_going_away_breaks_nothing() -> None:
    """A `deliver` that fails does not end the thread."""
    ran: list[int] = []

    def gone(_call: object) -> None:
        raise RuntimeError("no main loop any more")

    worker = Worker(deliver=gone)
    for _ in range(2):
        worker.submit(lambda _ticket: ran.append(1), lambda _outcome: None)
    time.sleep(0.2)

    assert ran == [1, 1]
    assert worker.close()


def test_closing_takes_no_longer_than_a_second() -> None:
    """Even while a job hangs, close returns, nothing is delivered any more, and new jobs are dead at birth."""
    hangs = threading.Event()
    delivered: list[object] = []
    worker = Worker()
    worker.submit(lambda _ticket: hangs.wait(10), delivered.append)
    time.sleep(0.05)

    began = time.monotonic()
    assert worker.close() is False
    assert time.monotonic() - began < 1.5

    assert worker.submit(lambda _ticket: 1, delivered.append).cancelled
    hangs.set()
    time.sleep(0.1)
    assert worker.drain() is False
    assert delivered == []
    assert worker.close() is True


def test_closing_interrupts_what_the_thread_waits_for() -> None:
    """What breaks off a connection is called, so that the thread ends at once."""
    hangs = threading.Event()
    worker = Worker(interrupt=hangs.set)
    worker.submit(lambda _ticket: hangs.wait(10))
    time.sleep(0.05)

    assert worker.close() is True


def test_no_thread_before_the_first_job() -> None:
    """Making a worker starts nothing: a plug-in is loaded long before it is used."""
    before = threading.active_count()
    worker = Worker()

    assert threading.active_count() == before
    assert worker.close()
