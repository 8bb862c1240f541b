"""What all parts of the panel stand on: the hub, GIMP, the state, the settings, and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .board import Board
from .edge import GimpEdge
from .hub import Hub
from .settings import Kept


@dataclass(frozen=True)
class World:
    """The surroundings of a window."""

    hub: Hub
    gimp: GimpEdge
    board: Board
    kept: Kept
    clock: Callable[[], float]
    """Seconds, from a clock that never goes backwards."""
    now: Callable[[], datetime]
    """The time of day, with its offset."""
