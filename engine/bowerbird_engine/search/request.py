"""A query with everything that was found out about it before the library is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bowerbird_engine.assets import Root, SearchQuery
from bowerbird_engine.search import cursor
from bowerbird_engine.search.locking import NOTHING_LOCKED, LockedSet
from bowerbird_engine.search.narrowing import Narrowing
from bowerbird_engine.search.query import Clue
from bowerbird_engine.search.target import Target


@dataclass(frozen=True, slots=True)
class Request:
    """What is searched for, where, and from which place of the list on.

    `query` is as it was asked and checked, `clue` as it was understood. `target` is what hits shall look like, None without
    a picture or without a model. `mark` names what decides the list, `order` the space of the model that has a say in it.
    """

    query: SearchQuery
    clue: Clue
    narrowing: Narrowing
    roots: Mapping[int, Root]
    target: Target | None
    mark: bytes
    order: bytes
    position: cursor.Position | None
    locked: LockedSet = NOTHING_LOCKED

    @property
    def needed(self) -> int:
        """How many hits the list must have for this page, and to know whether another one follows."""
        return (self.position.given if self.position else 0) + self.query.limit + 1
