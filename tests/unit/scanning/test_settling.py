"""When a burst of changes is worth a look: examples, and the laws that hold for every burst."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.scanning.settling import LIMIT_S, PATIENCE_S, QUIET_S, Settling

STEP = 0.25


def looks(events: Iterable[tuple[float, str]], until: float) -> list[float]:
    """Play events (time, path), asking at each step whether to look; give the times of the looks."""
    settling, left = Settling(), sorted(events)
    at: list[float] = []
    for tick in range(1, int(until / STEP) + 1):
        now = tick * STEP
        while left and left[0][0] <= now:
            settling.hear(now, [left.pop(0)[1]])
        if settling.due(now):
            settling.looked(now)
            at.append(now)
    return at


def test_one_change_is_looked_at_when_all_is_quiet() -> None:
    """A single change is looked at a second later, once."""
    assert looks([(1.0, "a")], 20) == [1.0 + QUIET_S]


def test_a_burst_is_looked_at_once() -> None:
    """Changes that follow each other within a second are one burst."""
    assert looks([(0.5 + 0.5 * i, f"{i % 3}") for i in range(6)], 20) == [3.0 + QUIET_S]


def test_constant_change_is_looked_at_every_few_seconds() -> None:
    """While one file after another is written, the finished ones are looked at each five seconds."""
    found = looks([(0.25 * i, f"{i}") for i in range(1, 100)], 24)
    assert found[0] <= PATIENCE_S + STEP
    assert all(
        PATIENCE_S <= later - earlier <= PATIENCE_S + STEP for earlier, later in itertools.pairwise(found)
    )


def test_a_file_that_is_still_being_written_waits() -> None:
    """A file that grows for twenty seconds is looked at once, when it is finished."""
    assert looks([(0.5 * i, "slow") for i in range(1, 41)], 40) == [20.0 + QUIET_S]


def test_a_file_that_is_always_being_written_is_looked_at() -> None:
    """A file that never settles is looked at when the limit is reached, and again after as long."""
    found = looks([(0.5 * i, "webcam") for i in range(1, 400)], 150)
    assert found == [0.5 + LIMIT_S, 0.5 + 2 * LIMIT_S]


def test_what_was_not_finished_is_looked_at_again() -> None:
    """A look that other files were due for does not make the slow one be forgotten."""
    slow = [(0.5 * i, "slow") for i in range(1, 21)]
    found = looks([*slow, (1.0, "quick")], 40)
    assert found == [0.5 + PATIENCE_S, 10.0 + QUIET_S]


def test_a_storm_of_paths_is_bounded() -> None:
    """A million paths do not fill the memory, and end in one look."""
    settling = Settling()
    settling.hear(1.0, (str(number) for number in range(1_000_000)))
    assert len(vars(settling)["_heard"]) < 20_000
    assert settling.due(1.0 + QUIET_S)
    settling.looked(1.0 + QUIET_S)
    assert settling.calm


BURSTS = st.lists(st.tuples(st.floats(0, 100), st.sampled_from("abcdef")), max_size=60)


@given(BURSTS)
def test_every_change_is_followed_by_a_look(events: list[tuple[float, str]]) -> None:
    """After each change there is a look, at the latest when the limit is over."""
    found = looks(events, 100 + LIMIT_S + 10)
    for when, _ in events:
        assert any(when <= look <= when + LIMIT_S + 2 * STEP for look in found)


@given(BURSTS)
def test_without_a_change_there_is_no_look(events: list[tuple[float, str]]) -> None:
    """There are no more looks than changes, and each follows one within the limit."""
    found = looks(events, 200)
    assert len(found) <= len(events)
    for look in found:
        assert any(when <= look and look - when <= LIMIT_S + QUIET_S for when, _ in events)


@given(BURSTS)
def test_quiet_means_a_look_within_a_second(events: list[tuple[float, str]]) -> None:
    """A second after the last change of all, everything has been looked at."""
    last = max((when for when, _ in events), default=0.0)
    found = looks(events, 200)
    assert not events or any(look >= last for look in found)
    assert all(look <= last + QUIET_S + 2 * STEP for look in found)
