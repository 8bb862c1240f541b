"""Searching with what is seen in the program: its pixels are taken, and then combined with the words that stand there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import notices
from .host import HostTrouble
from .pixels import Pixels
from .slot import Slot
from .state import Activity
from .targets import Targets
from .world import World


class Taking:
    """One picture at a time; the newest wish counts."""

    def __init__(self, world: World, targets: Targets, taken: Callable[[], object]) -> None:
        """Say what happens when a picture has come into the clue."""
        self._world = world
        self._board = world.board
        self._targets = targets
        self._taken = taken
        self._running = Slot()

    def take(self, source: str, target_id: int | None) -> None:
        """Take what is seen, of that target or of the one that things go into."""
        if target_id is None:
            target = self._targets.refresh()
            lack = self._world.host.lacks_for(source) if target is None else None
            if lack is not None:
                self._board.tell(notices.of_trouble(self._world.program, lack))
                return
            target_id = None if target is None else target.id
        self._board.begin(Activity.TAKING_PIXELS)
        came = self._running.take(self._came)
        self._running.hold(
            self._world.host.take_pixels(source, target_id, lambda pixels, trouble: came((pixels, trouble)))
        )

    def stop(self) -> None:
        """Give it up."""
        self._running.free()
        self._board.end(Activity.TAKING_PIXELS)

    def _came(self, told: tuple[Pixels | None, HostTrouble | None]) -> None:
        pixels, trouble = told
        self._board.end(Activity.TAKING_PIXELS)
        if pixels is None:
            if trouble is not None:
                self._board.tell(notices.of_trouble(self._world.program, trouble))
            self._targets.refresh()
            return
        clue = replace(self._board.state.clue, like=None, pixels=pixels)
        self._board.put(replace(self._board.state, clue=clue))
        self._taken()
