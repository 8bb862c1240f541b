"""Which of the open images is searched with and inserted into.

GIMP tells nobody which one is in front. The one that the person came from or chose is it while it is open, until they
open another one, which is in front then.
"""

from __future__ import annotations

from dataclasses import replace

from .board import Board
from .edge import GimpEdge
from .state import Target


class Targets:
    """The open images, as far as they were looked at last."""

    def __init__(self, board: Board, gimp: GimpEdge) -> None:
        """Know of none yet."""
        self._board = board
        self._gimp = gimp
        self._preferred: int | None = None
        self._known: frozenset[int] | None = None
        """The images that were open at the last look; None before the first."""

    def refresh(self) -> Target | None:
        """Look again, and give the image that things go into now: one that was opened since the last look."""
        return self._look(self._gimp.targets())

    def prefer(self, image_id: int | None) -> None:
        """Stay with an image while it is open, and until another one is opened."""
        targets = self._gimp.targets()
        if image_id is not None:
            self._preferred = image_id
            # The person comes from there: what was opened meanwhile lies behind it.
            self._known = frozenset(target.image_id for target in targets)
        self._look(targets)

    def _look(self, targets: tuple[Target, ...]) -> Target | None:
        ids = [target.image_id for target in targets]
        new = [] if self._known is None else [each for each in ids if each not in self._known]
        if new:
            self._preferred = new[-1]
        self._known = frozenset(ids)
        chosen = pick(targets, self._preferred)
        self._board.put(
            replace(self._board.state, targets=targets, target=None if chosen is None else chosen.image_id)
        )
        return chosen


def pick(targets: tuple[Target, ...], preferred: int | None) -> Target | None:
    """Choose among open images: the preferred one, else the one that was opened last."""
    return next(
        (target for target in targets if target.image_id == preferred), targets[-1] if targets else None
    )
