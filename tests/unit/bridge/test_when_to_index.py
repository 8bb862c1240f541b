"""The decision when the hub indexes by itself: a table of situations, and the laws that hold in all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.background.when_to_index import (
    HIGH_LOAD,
    LONGEST_REST_S,
    PAUSED_LOOK_S,
    POLL_S,
    RECONCILE_S,
    ROOM_EVERY_S,
    RUNNING_LOOK_S,
    Decision,
    IndexNow,
    MakeRoom,
    Paused,
    Situation,
    StopRun,
    Wait,
    decide,
    why_paused,
)
from bowerbird_engine import Preferences

NOW = 10_000.0
CALM = Situation(now=NOW, preferences=Preferences(), ended=NOW - 100)
UNDER_LOAD = Preferences(pause_under_load=True)
UNWATCHED = Preferences(watch=False)
UNCARING = Preferences(pause_on_battery=False)

TABLE: dict[str, tuple[Situation, type[Decision] | Decision]] = {
    "at the start": (replace(CALM, ended=None), IndexNow()),
    "at the start on battery": (replace(CALM, ended=None, on_battery=True), Paused),
    "nothing heard": (CALM, Wait(NOW - 100 + RECONCILE_S)),
    "nothing heard for long": (replace(CALM, ended=NOW - RECONCILE_S), IndexNow()),
    "something heard": (replace(CALM, dirty_since=NOW), IndexNow()),
    "heard just after a run": (replace(CALM, dirty_since=NOW, ended=NOW, took=3.0), Wait(NOW + 3)),
    "heard just after a long run": (
        replace(CALM, dirty_since=NOW, ended=NOW, took=5000.0),
        Wait(NOW + LONGEST_REST_S),
    ),
    "changes are not reported": (replace(CALM, reported=False, ended=NOW - 50), Wait(NOW - 50 + POLL_S)),
    "changes are not reported, and a scan takes long": (
        replace(CALM, reported=False, took=100.0),
        Wait(NOW + 300),
    ),
    "on battery": (replace(CALM, dirty_since=NOW, on_battery=True), Paused),
    "on battery, wanted": (
        replace(CALM, dirty_since=NOW, on_battery=True, preferences=UNCARING),
        IndexNow(),
    ),
    "on battery, asked for": (replace(CALM, asked=True, on_battery=True), IndexNow()),
    "under load, not minded": (replace(CALM, dirty_since=NOW, load=100), IndexNow()),
    "under load, minded": (replace(CALM, dirty_since=NOW, load=HIGH_LOAD, preferences=UNDER_LOAD), Paused),
    "little load, minded": (
        replace(CALM, dirty_since=NOW, load=HIGH_LOAD - 1, preferences=UNDER_LOAD),
        IndexNow(),
    ),
    "switched off": (replace(CALM, dirty_since=NOW, preferences=UNWATCHED), Paused),
    "switched off, asked for": (replace(CALM, asked=True, preferences=UNWATCHED), IndexNow()),
    "a run is under way": (replace(CALM, running=True, dirty_since=NOW), Wait(NOW + RUNNING_LOOK_S)),
    "asked for while one is under way": (replace(CALM, running=True, asked=True), Wait(NOW + RUNNING_LOOK_S)),
    "our run, and the plug is pulled": (replace(CALM, running=True, own=True, on_battery=True), StopRun),
    "the person's run, and the plug is pulled": (replace(CALM, running=True, on_battery=True), Wait),
    "our run makes the load": (
        replace(CALM, running=True, own=True, load=100, preferences=UNDER_LOAD),
        Wait,
    ),
    "letters are read, nothing heard": (replace(CALM, running=True, letters=True), Wait),
    "letters are read, something heard": (
        replace(CALM, running=True, letters=True, dirty_since=NOW),
        MakeRoom(),
    ),
    "letters are read, something heard again": (
        replace(CALM, running=True, letters=True, dirty_since=NOW, made_room=NOW - ROOM_EVERY_S + 1),
        Wait,
    ),
    "letters are read for the person on battery": (
        replace(CALM, running=True, letters=True, dirty_since=NOW, on_battery=True),
        Wait,
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_table(case: str) -> None:
    """Each situation of the table leads to its decision."""
    situation, expected = TABLE[case]
    decided = decide(situation)
    if isinstance(expected, type):
        assert isinstance(decided, expected)
    else:
        assert decided == expected


TIMES = st.floats(0, NOW)
SITUATIONS = st.builds(
    Situation,
    now=st.just(NOW),
    preferences=st.builds(
        Preferences,
        watch=st.booleans(),
        pause_on_battery=st.booleans(),
        pause_under_load=st.booleans(),
        letters=st.booleans(),
    ),
    dirty_since=st.none() | TIMES,
    asked=st.booleans(),
    running=st.booleans(),
    own=st.booleans(),
    letters=st.booleans(),
    ended=st.none() | TIMES,
    took=st.floats(0, 1e5),
    made_room=st.none() | TIMES,
    reported=st.booleans(),
    on_battery=st.booleans(),
    load=st.floats(0, 100),
)


@given(SITUATIONS)
def test_what_is_paused_never_begins(situation: Situation) -> None:
    """While there is a reason to pause, nothing begins that was not asked for."""
    if why_paused(situation) is not None and not situation.asked:
        assert not isinstance(decide(situation), IndexNow | MakeRoom)


@given(SITUATIONS)
def test_two_runs_are_never_at_once(situation: Situation) -> None:
    """Beside a run none is begun."""
    if situation.running:
        assert not isinstance(decide(situation), IndexNow)


@given(SITUATIONS)
def test_what_was_heard_is_never_postponed_for_long(situation: Situation) -> None:
    """What was heard, unpaused and with no run under way, is looked at within seconds of that or of the last run."""
    if situation.dirty_since is None or situation.running or why_paused(situation) is not None:
        return
    decided = decide(situation)
    if isinstance(decided, Wait):
        assert situation.ended is not None
        assert decided.until <= max(situation.dirty_since, situation.ended + LONGEST_REST_S)
    else:
        assert isinstance(decided, IndexNow)


@given(SITUATIONS)
def test_what_is_asked_for_runs(situation: Situation) -> None:
    """What is asked for begins at once, or after the run that is under way, which is not stopped for a pause."""
    decided = decide(replace(situation, asked=True))
    assert not isinstance(decided, Paused | StopRun)
    assert isinstance(decided, IndexNow) != situation.running


@given(SITUATIONS)
def test_waiting_ends(situation: Situation) -> None:
    """Nobody waits in circles: each wait lies ahead, and at its end something is decided anew."""
    decided = decide(situation)
    if isinstance(decided, Wait) and not situation.running:
        assert decided.until > situation.now
        assert isinstance(decide(replace(situation, now=decided.until)), IndexNow)
    if isinstance(decided, Paused):
        assert decided.until == situation.now + PAUSED_LOOK_S


@given(SITUATIONS)
def test_without_a_word_all_is_looked_at_from_time_to_time(situation: Situation) -> None:
    """Lost events are made up for: unpaused, a quarter of an hour after a run the next one is due."""
    if situation.running or why_paused(situation) is not None:
        return
    late = replace(situation, took=0.0, ended=NOW - RECONCILE_S, dirty_since=None)
    assert decide(late) == IndexNow()


@given(SITUATIONS)
def test_nobody_elses_run_is_stopped(situation: Situation) -> None:
    """Only what we began is stopped by a pause."""
    if isinstance(decide(situation), StopRun):
        assert situation.own
        assert why_paused(situation) is not None
