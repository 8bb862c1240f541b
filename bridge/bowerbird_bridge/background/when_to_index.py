"""When the hub indexes by itself, as a pure function of all that this depends on.

What is heard of the folders is a hint, a scan from time to time is the truth, and whether either may run on battery or
under load is the person's choice. Work that a person asks for never waits for any of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bowerbird_engine import Preferences

RECONCILE_S: Final = 15 * 60.0
"""How often a library is scanned although nothing was heard: what was not reported is found then."""

POLL_S: Final = 60.0
"""How often, where changes are not reported, and how often we look which disks are here."""

POLL_SHARE: Final = 4.0
"""Scans for no reason take up at most a fifth of the time."""

REST_S: Final = 1.0
LONGEST_REST_S: Final = 10.0
"""After a run the next one rests for as long as that took, within these bounds: a folder in which something changes all
the time takes half of a core at most, and a new picture waits for seconds."""

ROOM_EVERY_S: Final = 30.0
"""How often the reading of letters, which may take hours, makes room for new pictures."""

HIGH_LOAD: Final = 75.0
"""Percent of all cores."""

RUNNING_LOOK_S: Final = 1.0
PAUSED_LOOK_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the decision depends on. Times are seconds of one monotonic clock.

    `dirty_since` is when something was first heard of that no run has looked at. `ended` and `took` are of the last
    run. `own` says that the run which is under way was begun by us, `letters` that it has come to reading letters.
    """

    now: float
    preferences: Preferences
    dirty_since: float | None = None
    asked: bool = False
    running: bool = False
    own: bool = False
    letters: bool = False
    ended: float | None = None
    took: float = 0.0
    made_room: float | None = None
    reported: bool = True
    on_battery: bool = False
    load: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexNow:
    """Begin a run."""


@dataclass(frozen=True, slots=True)
class MakeRoom:
    """Let the run that is under way begin anew, so that new pictures come before the letters of the others."""


@dataclass(frozen=True, slots=True)
class StopRun:
    """Stop the run that we began; the next one goes on from there."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing until then."""

    until: float


@dataclass(frozen=True, slots=True)
class Paused:
    """Do nothing by ourselves, and look again then."""

    reason: str
    until: float


Decision = IndexNow | MakeRoom | StopRun | Wait | Paused


def decide(situation: Situation) -> Decision:
    """Say what is to be done now."""
    if situation.running:
        return _beside_a_run(situation)
    if situation.asked:
        return IndexNow()
    reason = why_paused(situation)
    if reason is not None:
        return Paused(reason, situation.now + PAUSED_LOOK_S)
    due = _due(situation)
    return IndexNow() if due <= situation.now else Wait(due)


def why_paused(situation: Situation) -> str | None:
    """Say why nothing is indexed without being asked for; None when it is."""
    wanted = situation.preferences
    if not wanted.watch:
        return "Watching is switched off: what changes in your folders is found when you index."
    if wanted.pause_on_battery and situation.on_battery:
        return "This computer runs on battery: new pictures are indexed when it is plugged in, or when you index."
    if wanted.pause_under_load and situation.load >= HIGH_LOAD and not situation.running:
        return "This computer is busy: new pictures are indexed when it has less to do, or when you index."
    return None


def _beside_a_run(situation: Situation) -> Decision:
    now, heard = situation.now, situation.dirty_since
    look_again = Wait(now + RUNNING_LOOK_S)
    reason = why_paused(situation)
    if reason is not None:
        return StopRun(reason) if situation.own and not situation.asked else look_again
    rested = situation.made_room is None or now - situation.made_room >= ROOM_EVERY_S
    return MakeRoom() if situation.letters and heard is not None and rested else look_again


def _due(situation: Situation) -> float:
    if situation.ended is None:
        return situation.now
    if situation.dirty_since is not None:
        rest = min(LONGEST_REST_S, max(REST_S, situation.took))
        return max(situation.dirty_since, situation.ended + rest)
    every = RECONCILE_S if situation.reported else max(POLL_S, POLL_SHARE * situation.took)
    return situation.ended + every
