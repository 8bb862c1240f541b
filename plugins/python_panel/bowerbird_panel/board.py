"""Where the state of the window hangs: each part of the panel changes what it knows of, and those who listen are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from .state import Activity, Notice, PanelState

_log = logging.getLogger(__name__)

_MOST_TELLING = (
    Activity.INSERTING,
    Activity.FETCHING,
    Activity.COPYING,
    Activity.TAKING_PIXELS,
    Activity.SEARCHING,
)
"""Which of two that go on at once is shown."""


class Board:
    """The state, and who wants to know when it changes."""

    def __init__(self, state: PanelState) -> None:
        """Begin with a state."""
        self._state = state
        self._listeners: list[Callable[[], object]] = []
        self._running: set[Activity] = set()
        self._told: Notice | None = None
        self._standing: Notice | None = None
        self._hint: Notice | None = None
        self._closed = False

    @property
    def state(self) -> PanelState:
        """What the window shows."""
        return self._state

    def listen(self, callback: Callable[[], object]) -> None:
        """Call after each change."""
        self._listeners.append(callback)

    def put(self, state: PanelState) -> None:
        """Exchange the state."""
        if self._closed:
            return
        shown = next((each for each in _MOST_TELLING if each in self._running), Activity.IDLE)
        state = replace(
            state,
            activity=shown,
            progress=state.progress if shown is Activity.FETCHING else None,
            notice=self._told or self._standing or self._hint,
            standing=self._standing,
        )
        if state == self._state:
            return
        self._state = state
        for listener in tuple(self._listeners):
            _call(listener)

    def begin(self, activity: Activity) -> None:
        """Note that something goes on."""
        self._running.add(activity)
        self.put(self._state)

    def end(self, *activities: Activity) -> None:
        """Note that it does not any more."""
        self._running.difference_update(activities)
        self.put(self._state)

    def tell(self, notice: Notice | None) -> None:
        """Say what went wrong, or take that back."""
        self._told = notice
        self.put(self._state)

    def stand(self, notice: Notice | None) -> None:
        """Say what keeps the window from the hub, for as long as it does; it is newer than what was told."""
        self._told, self._standing = None, notice
        self.put(self._state)

    def hint(self, notice: Notice | None) -> None:
        """Say what could be done, where nothing went wrong."""
        self._hint = notice
        self.put(self._state)

    def say(self, said: str) -> None:
        """Say what was done; what went wrong before is over with that."""
        self._told = None
        self.put(replace(self._state, said=said))

    def close(self) -> None:
        """Tell nobody anything any more."""
        self._listeners.clear()
        self._running.clear()
        self.put(self._state)
        self._closed = True


def _call(listener: Callable[[], object]) -> None:
    try:
        listener()
    except Exception:  # noqa: BLE001  what went on must not stop because a picture of it could not be painted
        _log.exception("The window could not show a change.")
