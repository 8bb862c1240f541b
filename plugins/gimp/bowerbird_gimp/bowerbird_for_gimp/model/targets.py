"""Into which of the open images a picture goes: the one that the person came from, while it is open."""

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

    def refresh(self) -> Target | None:
        """Look again, and give the image that things go into now."""
        targets = self._gimp.targets()
        chosen = pick(targets, self._preferred)
        self._board.put(
            replace(self._board.state, targets=targets, target=None if chosen is None else chosen.image_id)
        )
        return chosen

    def prefer(self, image_id: int | None) -> None:
        """Stay with an image for as long as it is open."""
        if image_id is not None:
            self._preferred = image_id
        self.refresh()


def pick(targets: tuple[Target, ...], preferred: int | None) -> Target | None:
    """Choose among open images: the preferred one, else the one that was opened last."""
    return next(
        (target for target in targets if target.image_id == preferred), targets[-1] if targets else None
    )
