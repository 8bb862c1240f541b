"""What all parts of the panel stand on: the hub, the program, the state, the settings, and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .board import Board
from .host import Host
from .hub import Hub
from .settings import Kept


@dataclass(frozen=True)
class World:
    """The surroundings of a window."""

    hub: Hub
    host: Host
    board: Board
    kept: Kept
    clock: Callable[[], float]
    """Seconds, from a clock that never goes backwards."""
    now: Callable[[], datetime]
    """The time of day, with its offset."""

    @property
    def program(self) -> str:
        """The name of the program."""
        return self.host.program.name
