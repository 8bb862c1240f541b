"""Waiting that can be given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import closing

import pytest

from bowerbird_engine.errors import Cancelled
from bowerbird_engine.models.download_background import AHEAD, THREAD_NAME, in_background, once, pause


def running() -> list[threading.Thread]:
    """Name the threads that still work."""
    return [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]


def wait_for_the_end() -> None:
    """Give the threads the time to see that nobody waits."""
    for thread in running():
        thread.join(10)
    assert not running()


def test_everything_comes_in_order() -> None:
    """More pieces than may wait are given one after the other, and the thread ends."""

    def count() -> Generator[int]:
        yield from range(3 * AHEAD)

    assert list(in_background(count, threading.Event())) == list(range(3 * AHEAD))
    wait_for_the_end()


def test_an_error_is_raised_where_the_result_is_awaited() -> None:
    """What came before it is given first."""

    def fail() -> Generator[int]:
        yield 1
        raise LookupError("lost")

    got: list[int] = []
    with pytest.raises(LookupError, match="lost"):
        got.extend(in_background(fail, threading.Event()))

    wait_for_the_end()


def test_a_blocked_call_can_be_left() -> None:
    """Cancelled comes although the call goes on; it ends in its own time, unseen."""
    blocked, cancel = threading.Event(), threading.Event()
    threading.Timer(0.2, cancel.set).start()

    with pytest.raises(Cancelled):
        once(blocked.wait, cancel)

    assert running()
    blocked.set()
    wait_for_the_end()


def test_a_source_ends_when_nobody_takes() -> None:
    """A reader that stops early ends the source, which closes what it holds, even when the queue is full."""
    closed = threading.Event()

    def endless() -> Generator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    with closing(in_background(endless, threading.Event())) as pieces:
        next(pieces)
        assert not closed.is_set()

    assert closed.wait(10)
    wait_for_the_end()


def test_a_pause_ends_at_once_when_it_is_stopped() -> None:
    """A pause of an hour does not outlast the wish to stop; an undisturbed one ends by itself."""
    cancel = threading.Event()
    pause(0.01, cancel)
    threading.Timer(0.1, cancel.set).start()
    before = time.monotonic()

    with pytest.raises(Cancelled):
        pause(3600.0, cancel)

    assert time.monotonic() - before < 1800.0
