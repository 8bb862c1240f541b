"""Which of the open images or scenes is searched with and inserted into.

Not every program tells which one is in front. The one that the person came from or chose is it while it is open, until they
open another one, which is in front then.
"""

from __future__ import annotations

from dataclasses import replace

from .board import Board
from .host import Host
from .state import Target


class Targets:
    """What is open, as far as they were looked at last."""

    def __init__(self, board: Board, host: Host) -> None:
        """Know of none yet."""
        self._board = board
        self._host = host
        self._preferred: int | None = None
        self._known: frozenset[int] | None = None
        """What was open at the last look; None before the first."""

    def refresh(self) -> Target | None:
        """Look again, and give the one that things go into now: one that was opened since the last look."""
        return self._look(self._host.targets())

    def prefer(self, target_id: int | None) -> None:
        """Stay with one while it is open, and until another one is opened."""
        targets = self._host.targets()
        if target_id is not None:
            self._preferred = target_id
            # The person comes from there: what was opened meanwhile lies behind it.
            self._known = frozenset(target.id for target in targets)
        self._look(targets)

    def _look(self, targets: tuple[Target, ...]) -> Target | None:
        ids = [target.id for target in targets]
        new = [] if self._known is None else [each for each in ids if each not in self._known]
        if new:
            self._preferred = new[-1]
        self._known = frozenset(ids)
        chosen = pick(targets, self._preferred)
        self._board.put(
            replace(self._board.state, targets=targets, target=None if chosen is None else chosen.id)
        )
        return chosen


def pick(targets: tuple[Target, ...], preferred: int | None) -> Target | None:
    """Choose among those that are open: the preferred one, else the one that was opened last."""
    return next((target for target in targets if target.id == preferred), targets[-1] if targets else None)
