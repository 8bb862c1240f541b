"""Small jobs between the frames of the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bowerbird_for_gimp.ui.pacing import Pacer


class Idle:
    """A main loop that is turned by hand, and a clock that moves when a job says so."""

    def __init__(self) -> None:
        self.works: list[Callable[[], bool]] = []
        self.now = 0.0

    def begin(self, work: Callable[[], bool]) -> None:
        self.works.append(work)

    def turn(self) -> None:
        self.works = [work for work in self.works if work()]

    def job(self, done: list[str], name: str, seconds: float = 0.0) -> Callable[[], None]:
        def run() -> None:
            done.append(name)
            self.now += seconds

        return run


def _raise() -> None:
    raise IndexError


@pytest.fixture
def idle() -> Idle:
    """Give a loop at rest."""
    return Idle()


def test_a_turn_ends_when_its_time_is_over(idle: Idle) -> None:
    """Jobs are done until the budget is spent, the rest in later turns, and then nothing is called any more."""
    pacer = Pacer(idle.begin, clock=lambda: idle.now, budget=0.008)
    done: list[str] = []
    for name in "abcd":
        pacer.do(name, idle.job(done, name, 0.005))

    idle.turn()
    assert done == ["d", "c"]
    idle.turn()
    assert done == ["d", "c", "b", "a"]
    assert idle.works == []
    assert len(pacer) == 0


def test_the_newest_job_of_a_key_counts_and_dropped_ones_do_not(idle: Idle) -> None:
    """A place on the screen that has changed its wish gets the last one only."""
    pacer = Pacer(idle.begin, clock=lambda: idle.now)
    done: list[str] = []
    pacer.do("place", idle.job(done, "old"))
    pacer.do("gone", idle.job(done, "gone"))
    pacer.do("place", idle.job(done, "new"))
    pacer.drop("gone")

    idle.turn()

    assert done == ["new"]


def test_an_error_does_not_stop_what_comes_later(idle: Idle) -> None:
    """After a job that raises, the next one is done all the same."""
    pacer = Pacer(idle.begin, clock=lambda: idle.now)
    done: list[str] = []
    pacer.do("kept", idle.job(done, "kept"))
    pacer.do("bad", _raise)
    with pytest.raises(IndexError):
        idle.turn()
    idle.works.clear()

    pacer.do("later", idle.job(done, "later"))
    idle.turn()

    assert done == ["later", "kept"]
