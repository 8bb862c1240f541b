"""The watchdog acts when a wait lasts too long, and only then."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from bowerbird_engine.imaging.watchdog import Watchdog


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    """Keep a watchdog for one test."""
    dog = Watchdog()
    yield dog
    dog.close()


def test_a_block_left_in_time_is_left_alone(watchdog: Watchdog) -> None:
    """Nothing happens to what ends in time, not even later."""
    acted = threading.Event()
    with (limit := watchdog.limit(0.2, acted.set)):
        pass
    assert not acted.wait(0.4)
    assert not limit.expired


def test_a_block_that_lasts_is_ended(watchdog: Watchdog) -> None:
    """The action runs while the block still waits."""
    acted = threading.Event()
    with (limit := watchdog.limit(0.1, acted.set)):
        assert acted.wait(10)
    assert limit.expired


def test_the_earliest_of_many_limits_comes_first(watchdog: Watchdog) -> None:
    """A short limit set after a long one does not wait for it."""
    order: list[str] = []
    done = threading.Event()

    def last() -> None:
        order.append("long")
        done.set()

    with (
        watchdog.limit(0.6, last),
        watchdog.limit(30, lambda: order.append("never")),
        watchdog.limit(0.1, lambda: order.append("short")),
    ):
        begun = time.monotonic()
        assert done.wait(10)
    assert order == ["short", "long"]
    assert time.monotonic() - begun < 5


def test_closing_does_not_wait_for_limits() -> None:
    """A watchdog ends at once though limits are running."""
    dog = Watchdog()
    with dog.limit(60, lambda: None):
        begun = time.monotonic()
        dog.close()
        assert time.monotonic() - begun < 5
