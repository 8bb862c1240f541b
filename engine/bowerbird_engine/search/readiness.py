"""Which pictures the model in use can find: those with a vector in its space."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from bowerbird_engine.assets import Int64Array, Root, Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.catalog.records import FolderScope, empty_keys

_ASKED: Final = 500
"""Pictures that are looked at to name the disks that are away: enough to meet each disk that matters."""

_REMEMBERED: Final = 8
"""Scopes whose numbers are kept until the catalogue changes."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of `total` pictures wait for a vector: `here` can get it now, `away` lie on these offline roots only.

    `refused` more were shown to the model in vain; they wait for nothing.
    """

    total: int
    here: int = 0
    away: int = 0
    offline: tuple[Root, ...] = ()
    refused: int = 0

    @property
    def learned(self) -> int:
        """How many have a vector."""
        return self.total - self.here - self.away - self.refused


class ReadyContents:
    """Compare the contents of a scope with those that have a vector in one space."""

    def __init__(self, catalogue: Catalogue, space: Space) -> None:
        self._catalogue = catalogue
        self._space = space
        self._read: tuple[int, int] | None = None
        self._ready = empty_keys()
        self._refused = empty_keys()
        self._known: dict[tuple[FolderScope | None, object, frozenset[int]], Readiness] = {}

    def forget(self) -> None:
        """Look again the next time: the catalogue has changed. The vectors are read again only if they did."""
        self._known.clear()

    def of(
        self,
        live: Int64Array,
        scope: FolderScope | None,
        roots: Mapping[int, Root],
        *,
        mark: Hashable = None,
    ) -> Readiness:
        """Count among the contents of a scope, given sorted; `mark` names what else narrows them."""
        offline = frozenset(root.id for root in roots.values() if not root.online)
        key = (scope, mark, offline)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._compare(live, scope, roots, offline)
        return self._known[key]

    def _compare(
        self, live: Int64Array, scope: FolderScope | None, roots: Mapping[int, Root], offline: frozenset[int]
    ) -> Readiness:
        without = self._without_vector(live)
        waiting = np.setdiff1d(without, self._refused, assume_unique=True)
        refused = len(without) - len(waiting)
        if not len(waiting) or not offline:
            return Readiness(len(live), here=len(waiting), refused=refused)
        away_places = tuple((root_id, b"") for root_id in sorted(offline))
        inside, outside = ((), ()) if scope is None else (scope.inside, scope.outside)
        reachable = self._catalogue.files.live_contents(FolderScope(inside, outside + away_places))
        away = np.setdiff1d(waiting, reachable, assume_unique=True)
        some = away[:: max(1, len(away) // _ASKED)].tolist()
        assets = self._catalogue.files.assets(some, roots, scope) if some else {}
        met = sorted({file.root_id for files in assets.values() for file in files} & offline)
        return Readiness(
            len(live),
            len(waiting) - len(away),
            len(away),
            tuple(roots[root_id] for root_id in met),
            refused,
        )

    def _without_vector(self, live: Int64Array) -> Int64Array:
        space_id = self._catalogue.vectors.find(self._space)
        if space_id is None:
            return live
        generation = self._catalogue.vectors.generation(space_id)
        if self._read != (space_id, generation):
            self._ready, self._read = self._followed(space_id), (space_id, generation)
            self._refused = self._catalogue.spaces.refused(space_id)
        return np.setdiff1d(live, self._ready, assume_unique=True)

    def _followed(self, space_id: int) -> Int64Array:
        """Give what has a vector now: what had one before, with what has changed since."""
        table, read = self._catalogue.vectors, self._read
        # A space that was forgotten and made again has another id.
        changed = None if read is None or read[0] != space_id else table.ids_since(space_id, read[1])
        if changed is None:
            return table.content_ids(space_id)
        came, went = changed
        kept = self._ready[~members(self._ready, went)] if len(went) else self._ready
        new = came[~members(came, kept)]
        return np.insert(kept, np.searchsorted(kept, new), new)
