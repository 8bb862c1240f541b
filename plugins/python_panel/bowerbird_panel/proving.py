"""What the hits are to the picture that was given: asked for once they are shown, for it takes longer than to find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bowerbird_client import Outcome, Page, Query

from .connecting import Link
from .slot import Slot
from .world import World

PROVE_MS = 400
"""The thumbnails that are seen come first, and who types on meanwhile waits for no proof."""


class Proving:
    """The proofs of one window. Hits stand as they are where none can be had."""

    def __init__(self, world: World, link: Link, proved: Callable[[Page], object]) -> None:
        """Say who takes the page that has the labels."""
        self._world, self._link, self._proved = world, link, proved
        self._slot = Slot()

    def prove(self, query: Query) -> None:
        """Ask the same once more with labels, in a while, where the hub can do that."""
        if not self._link.can("search.verified"):
            return
        self._tell(is_proving=True)
        self._slot.take_later(self._world.host.after, PROVE_MS, lambda: self._ask(query))

    def stop(self) -> None:
        """Give that up."""
        self._slot.free()
        self._tell(is_proving=False)

    def _ask(self, query: Query) -> None:
        self._slot.hold(self._world.hub.proofs(query, self._slot.take(self._came)).cancel)

    def _came(self, outcome: Outcome[Page]) -> None:
        self._tell(is_proving=False)
        checked = self._link.checked(outcome)
        if checked.error is None:
            self._proved(checked.value)
        else:
            self._link.fault(checked.error)

    def _tell(self, *, is_proving: bool) -> None:
        board = self._world.board
        board.put(replace(board.state, is_proving=is_proving))
