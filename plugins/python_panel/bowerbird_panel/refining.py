"""What a search is refined with once there are results: a locked set, the say of the words, a shape and an order."""

from __future__ import annotations

from dataclasses import replace

from .searching import Searching
from .state import MOST_LOCKED, Clue
from .world import World

SECOND_PASS = 0.7
"""How far the slider goes back after locking: far enough to let variants in, near enough to keep strangers out."""


class Refining:
    """The refinements of one window. Each of them is a search."""

    def __init__(self, world: World, searching: Searching) -> None:
        """Say what searches."""
        self._board, self._searching = world.board, searching

    def lock(self) -> None:
        """Keep what passes the slider on top, and let in what is like it, at a lower bar."""
        state = self._board.state
        if state.lockable:
            core = tuple(dict.fromkeys((*state.clue.core, *state.lockable)))[:MOST_LOCKED]
            self._searching.set_similarity(round(state.similarity * SECOND_PASS))
            self._searching.look_for(replace(state.clue, core=core))

    def unlock(self) -> None:
        """Search as if nothing had been locked."""
        clue = self._board.state.clue
        if clue.core:
            self._searching.look_for(replace(clue, core=()))

    def set_weight(self, weight: float) -> None:
        """Weigh words and picture, and search when the slider rests."""
        clue = self._board.state.clue
        self._searching.rest_then_search(replace(clue, weight=min(1.0, max(0.0, weight))))

    def set_shape(self, shape: str) -> None:
        """Take other bounds for the same search."""
        self._narrow(replace(self._board.state.clue, shape=shape))

    def set_sort(self, sort: str) -> None:
        """Put what is found into another order."""
        self._narrow(replace(self._board.state.clue, sort=sort))

    def _narrow(self, clue: Clue) -> None:
        if clue != self._board.state.clue:
            self._searching.narrow(clue)
