"""What Blender's timer does for us: answers are delivered and work is done in turns, for a few milliseconds at a time."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from typing import Protocol

from bowerbird_panel.host import Cancel

BUDGET_S = 0.008
"""Of one turn: half of what a frame of a screen has. What is begun is finished, so that one long piece may take longer."""
BUSY_S = 0.02
"""To the next turn while something is going on."""
REST_S = 0.5
"""To the next turn while nothing is; `wake` comes before it."""
_PAINT_MS = 30
"""Two frames: the busy state is seen before a call that takes long."""

Tick = Callable[[], "float | None"]


class Timers(Protocol):
    """Where a function is registered that is called again after what it returns; `bpy.app.timers` is one."""

    def register(self, function: Tick, *, first_interval: float = 0, persistent: bool = False) -> None:
        """Call it after a while, also when another file is open by then."""
        ...

    def unregister(self, function: Tick) -> None:
        """Call it no more."""
        ...

    def is_registered(self, function: Tick) -> bool:
        """Tell whether it will be called."""
        ...


class Pump:
    """One timer for everything that happens later. After `stop` nothing is called any more."""

    def __init__(
        self,
        drain: Callable[[float], bool],
        *,
        timers: Timers,
        busy: Callable[[], bool] = lambda: False,
        failed: Callable[[Exception], object] = lambda _error: None,
        clock: Callable[[], float] = time.perf_counter,
        budget: float = BUDGET_S,
    ) -> None:
        """Say what delivers answers for so many seconds and tells whether more are there, and whether some are awaited.

        `failed` hears of what was raised: it never ends the timer.
        """
        self._drain = drain
        self._timers = timers
        self._busy = busy
        self._failed = failed
        self._clock = clock
        self._budget = budget
        self._calls: dict[int, Callable[[], object]] = {}
        self._due: list[tuple[float, int]] = []
        """When each of the calls comes, by its number; those that were given up are left out when they would come."""
        self._numbers = itertools.count()
        self._running = self._in_turn = False
        self._calls_first = False
        self._next = 0.0
        # Blender knows a timer by the object, and a method is another one each time that it is asked for.
        self._timer: Tick = self._turn_of_blender

    def start(self) -> None:
        """Begin."""
        if not self._running:
            self._running = True
            self._come_back(BUSY_S)

    def stop(self) -> None:
        """End, and forget what was to be called."""
        self._running = False
        self._calls.clear()
        self._due.clear()
        if self._timers.is_registered(self._timer):
            self._timers.unregister(self._timer)

    def after(self, milliseconds: int, call: Callable[[], object]) -> Cancel:
        """Call once, after a while; 0 means when the screen has been painted."""
        number = next(self._numbers)
        due = self._clock() + (milliseconds or _PAINT_MS) / 1000
        self._calls[number] = call
        heapq.heappush(self._due, (due, number))
        self.wake(due)

        def cancel() -> None:
            self._calls.pop(number, None)

        return cancel

    def wake(self, when: float | None = None) -> None:
        """Have a turn soon, or at a time of the clock: something was asked for."""
        soon = self._clock() + BUSY_S
        when = soon if when is None else max(when, soon)
        # Within a turn the next one is chosen at its end.
        if self._running and not self._in_turn and when < self._next:
            self._come_back(when - self._clock())

    def tick(self) -> float:
        """Take one turn, and tell in how many seconds the next one should be."""
        if not self._running or self._in_turn:
            return BUSY_S
        self._in_turn = True
        more = False
        try:
            until = self._clock() + self._budget
            parts = (self._call_due, self._deliver) if self._calls_first else (self._deliver, self._call_due)
            # By turns, so that neither keeps the other waiting for good.
            self._calls_first = not self._calls_first
            for part in parts:
                # Without time for both, the other one is first in the next turn.
                more = not self._running or self._clock() >= until or part(until) or more
        finally:
            self._in_turn = False
        return self._pause(more=more)

    def _turn_of_blender(self) -> float | None:
        pause = self.tick()
        self._next = self._clock() + pause
        return pause if self._running else None

    def _come_back(self, seconds: float) -> None:
        if self._timers.is_registered(self._timer):
            self._timers.unregister(self._timer)
        self._next = self._clock() + seconds
        self._timers.register(self._timer, first_interval=seconds, persistent=True)

    def _deliver(self, until: float) -> bool:
        try:
            return self._drain(max(0.0, until - self._clock()))
        except Exception as error:  # noqa: BLE001  one answer that goes wrong must not keep the others from coming
            self._failed(error)
            return True

    def _call_due(self, until: float) -> bool:
        # What is called now may want to be called again: that is for the next turn, after the screen was painted.
        newest = next(self._numbers)
        while self._running and self._due and self._due[0][0] <= self._clock():
            if self._due[0][1] > newest:
                return True
            call = self._calls.pop(heapq.heappop(self._due)[1], None)
            if call is None:
                continue
            try:
                call()
            except Exception as error:  # noqa: BLE001  likewise
                self._failed(error)
            if self._clock() >= until:
                return bool(self._due) and self._due[0][0] <= self._clock()
        return False

    def _pause(self, *, more: bool) -> float:
        if more or self._busy():
            return BUSY_S
        wait = self._due[0][0] - self._clock() if self._due else REST_S
        return min(REST_S, max(BUSY_S, wait))
