"""Keeping the library up to date without being asked: the thread that hears, looks, decides and begins.

What it decides is a matter of `when_to_index`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, Self

import psutil

from bowerbird_bridge.background.disks import Disks, Seen
from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.background.when_to_index import (
    POLL_S,
    RECONCILE_S,
    RUNNING_LOOK_S,
    IndexNow,
    MakeRoom,
    Paused,
    Situation,
    StopRun,
    Wait,
    decide,
)
from bowerbird_engine import BowerbirdError, Engine, Preferences, Watch

FAILED_LOOK_S: Final = 60.0
_LOAD_OVER_S: Final = 2.0
_CLOSING_S: Final = 6.0

_log = logging.getLogger(__name__)


class Machine(Protocol):
    """What is asked about the computer."""

    def on_battery(self) -> bool:
        """Tell whether it runs on its battery."""
        ...

    def load(self) -> float:
        """Give how busy all its cores are, in percent."""
        ...

    def begin_anew(self) -> None:
        """Forget the load up to now, which was our own."""
        ...


class ThisMachine:
    """The computer that we run on."""

    def __init__(self) -> None:
        self._load = 0.0
        self._since = 0.0
        self.begin_anew()

    def on_battery(self) -> bool:
        """Tell whether it runs on its battery; a computer without one never does."""
        try:
            battery = psutil.sensors_battery()
        except (
            OSError,
            AttributeError,
            ValueError,
            RuntimeError,
        ):  # systems without such a thing, odd drivers
            return False
        return battery is not None and battery.power_plugged is False

    def load(self) -> float:
        """Give how busy all its cores were since this was last asked."""
        now = time.monotonic()
        if now - self._since >= _LOAD_OVER_S:
            self._since, self._load = now, float(psutil.cpu_percent(interval=None))
        return self._load

    def begin_anew(self) -> None:
        """Forget the load up to now, which was our own."""
        psutil.cpu_percent(interval=None)
        self._since, self._load = time.monotonic(), 0.0


@dataclass(frozen=True, slots=True)
class UpkeepState:
    """How the watching of the folders stands, for everybody: no path is in it."""

    state: Literal["ready", "syncing", "paused", "failed"]
    detail: str


class Upkeep:
    """Keep the library up to date by itself, in a thread of its own.

    `start_index` begins a run and returns, and `busy` tells whether one waits or is under way. `reading_letters` tells
    whether that one has come to the letters, `make_room` lets it begin anew, and `stop_index` stops what `start_index`
    began.
    """

    def __init__(
        self,
        engine: Engine,
        start_index: Callable[[], object],
        *,
        busy: Callable[[], bool],
        reading_letters: Callable[[], bool] = lambda: False,
        make_room: Callable[[], object] = lambda: None,
        stop_index: Callable[[], object] = lambda: None,
        machine: Machine | None = None,
    ) -> None:
        self._engine = engine
        self._start_index = start_index
        self._busy = busy
        self._reading_letters = reading_letters
        self._make_room = make_room
        self._stop_index = stop_index
        self._machine = machine or ThisMachine()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = self._nudged = self._asked = False
        self._dirty_since: float | None = None
        self._watch: Watch | None = None
        self._disks = Disks(engine.folders)
        self._looked_at_disks = -POLL_S
        self._refreshed = 0.0
        self._own = self._was_running = False
        self._began = 0.0
        self._ended: float | None = None
        self._took = 0.0
        self._made_room: float | None = None
        self._paused: str | None = None
        self._trouble: str | None = None

    @classmethod
    def with_jobs(cls, engine: Engine, jobs: Jobs) -> Self:
        """Keep the library of a hub up to date through its jobs."""
        own: list[str] = []

        def start_index() -> None:
            own[:] = [jobs.start_index(letters=engine.preferences().letters).id]

        def reading_letters() -> bool:
            job = jobs.indexing()
            progress = None if job is None else job.progress
            return progress is not None and progress.phase in {"features", "duplicates", "letters"}

        return cls(
            engine,
            start_index,
            busy=lambda: jobs.indexing() is not None,
            reading_letters=reading_letters,
            make_room=lambda: jobs.exclusively(lambda: None),
            stop_index=lambda: [jobs.cancel(job_id) for job_id in own],
        )

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="bowerbird-upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; no run is begun afterwards. One that is under way is not stopped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_CLOSING_S)

    def wake(self, *, asked: bool = False) -> None:
        """Look again now, because a preference was changed; with `asked`, index also while that is paused."""
        with self._changed:
            self._asked = self._asked or asked
            self._nudge()

    def changed_folders(self) -> None:
        """Listen anew and index, because a folder was added or removed."""
        with self._changed:
            self._looked_at_disks = -POLL_S
            self._mark_dirty()

    def state(self) -> UpkeepState:
        """Tell how it stands."""
        watch = None if self._watch is None else self._watch.state
        if self._trouble is not None:
            return UpkeepState("failed", self._trouble)
        if self._busy():
            return UpkeepState("syncing", "Your folders are being looked at.")
        if self._paused is not None:
            return UpkeepState("paused", self._paused)
        return UpkeepState(
            "ready", "Your folders are about to be watched." if watch is None else watch.detail
        )

    def waits(self) -> str | None:
        """Say why nothing is indexed without being asked for; None when it is."""
        return self._paused

    def _nudge(self) -> None:
        self._nudged = True
        self._changed.notify_all()

    def _mark_dirty(self) -> None:
        if self._dirty_since is None:
            self._dirty_since = time.monotonic()
        self._nudge()

    def _notice(self) -> None:
        """Take note that something was heard; called by the watch, from its thread."""
        with self._changed:
            self._mark_dirty()

    def _run(self) -> None:
        until = 0.0
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._closed or self._nudged, max(0.0, until - time.monotonic())
                    )
                    if self._closed:
                        return
                    self._nudged = False
                until = self._try_step()
        finally:
            if self._watch is not None:
                self._watch.close()

    def _try_step(self) -> float:
        """Do what is to be done now; give the time of the next look."""
        try:
            until = self._step()
        except BowerbirdError as error:
            _log.warning("The library is not kept up to date: %s", error)
            self._trouble = "Something keeps the library from being brought up to date by itself; it is tried again in a minute."
        except Exception:  # noqa: BLE001  a thread that died here would leave its last state behind
            _log.exception("The library is not kept up to date")
            self._trouble = (
                "The hub failed to look after your folders; it tries again in a minute. Its log says why."
            )
        else:
            self._trouble = None
            return until
        return time.monotonic() + FAILED_LOOK_S

    def _step(self) -> float:
        preferences = self._engine.preferences()
        self._watch_as_wanted(preferences)
        self._look_at_disks()
        situation = self._observe(preferences)
        decision = decide(situation)
        self._paused = decision.reason if isinstance(decision, Paused | StopRun) else None
        until = situation.now + RUNNING_LOOK_S
        match decision:
            case IndexNow():
                self._begin(by_the_clock=situation.dirty_since is None and not situation.asked)
            case MakeRoom():
                self._begin_run_anew(situation.now)
            case StopRun():
                self._stop_index()
                self._own = False
                with self._changed:
                    self._dirty_since = situation.now  # there is more to do
            case Wait(until) | Paused(_, until):
                pass
        return min(until, self._looked_at_disks + POLL_S)

    def _observe(self, preferences: Preferences) -> Situation:
        now, running = time.monotonic(), self._busy()
        if self._was_running and not running:
            self._ended, self._took = now, now - self._began
            self._own = False
            self._machine.begin_anew()
        elif running and not self._was_running:
            self._began = now
        self._was_running = running
        state = None if self._watch is None else self._watch.state
        with self._changed:
            return Situation(
                now=now,
                preferences=preferences,
                dirty_since=self._dirty_since,
                asked=self._asked,
                running=running,
                own=self._own,
                letters=running and self._reading_letters(),
                ended=self._ended,
                took=self._took,
                made_room=self._made_room,
                reported=state is None or state.kind != "polling",
                on_battery=preferences.pause_on_battery and self._machine.on_battery(),
                load=self._machine.load() if preferences.pause_under_load and not running else 0.0,
            )

    def _begin(self, *, by_the_clock: bool) -> None:
        with self._changed:
            if self._closed:
                return
            self._dirty_since, self._asked = None, False
        self._began = time.monotonic()
        if by_the_clock and self._began - self._refreshed >= RECONCILE_S:
            # A disk that was pulled out and plugged in between two looks is not listened to any more.
            self._listen_anew()
        self._own = self._was_running = True
        try:
            self._start_index()
        except BaseException:
            self._own = self._was_running = False
            with self._changed:
                self._dirty_since = self._began
            raise

    def _begin_run_anew(self, now: float) -> None:
        with self._changed:
            self._dirty_since = None
        self._made_room = now
        try:
            self._make_room()
        except BaseException:
            with self._changed:
                self._dirty_since = now
            raise

    def _watch_as_wanted(self, preferences: Preferences) -> None:
        if preferences.watch and self._watch is None:
            self._watch = self._engine.watch(self._notice)
        elif not preferences.watch and self._watch is not None:
            self._watch.close()
            self._watch = None

    def _look_at_disks(self) -> None:
        """Listen anew when folders or disks came or went, and index what came."""
        now = time.monotonic()
        if now - self._looked_at_disks < POLL_S:
            return
        self._looked_at_disks = now
        seen = self._disks.look()
        if seen is not Seen.SAME:
            self._listen_anew()
        if seen is Seen.CAME:
            self._notice()

    def _listen_anew(self) -> None:
        self._refreshed = time.monotonic()
        if self._watch is not None:
            self._watch.refresh()
