"""What narrows a search, as one sorted array of the contents that may be listed. It applies before ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bowerbird_engine.assets import AssetId, Filters, Int64Array, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.search.filters import contents_of
from bowerbird_engine.search.live_contents import LiveContents

REMEMBERED: Final = 8
"""Narrowings whose contents are kept until the catalogue changes: a person pages within a few at a time."""


_NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Folders, facts and pictures that narrow a search; None and empty ones do not."""

    scope: FolderScope | None = None
    filters: Filters = _NO_FILTERS
    among: tuple[AssetId, ...] | None = None

    @property
    def filtered(self) -> bool:
        """Whether more than folders narrows."""
        return self.filters != _NO_FILTERS or self.among is not None


EVERYTHING: Final = Narrowing()


class AllowedContents:
    """Tell which contents a narrowing leaves, sorted; the same array object as long as nothing has changed.

    `live` gives those of the whole library; without it they are read here.
    """

    def __init__(self, catalogue: Catalogue, live: LiveContents | None = None) -> None:
        self._catalogue = catalogue
        self._live = live or LiveContents(catalogue)
        self._everything: Int64Array | None = None
        self._known: dict[tuple[Narrowing, frozenset[int]], Int64Array] = {}

    def forget(self) -> None:
        """Look again the next time: the catalogue has changed."""
        self._everything = None
        self._known.clear()

    def of(self, narrowing: Narrowing, roots: Mapping[int, Root]) -> Int64Array:
        """Give the present contents that pass all that narrows. Raises UsageError for filters that make no sense."""
        if narrowing == EVERYTHING:
            return self.everything()
        # Disks come and go without a change of the catalogue.
        online = frozenset(root.id for root in roots.values() if root.online)
        key = (narrowing, online)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = self._narrowed(narrowing, roots)
        return self._known[key]

    def everything(self) -> Int64Array:
        """Give the contents of the whole library."""
        if self._everything is None:
            self._everything = self._live()
        return self._everything

    def _narrowed(self, narrowing: Narrowing, roots: Mapping[int, Root]) -> Int64Array:
        allowed = self._catalogue.files.live_contents(narrowing.scope)
        passing = contents_of(self._catalogue, narrowing.filters, roots)
        if passing is not None:
            allowed = np.intersect1d(allowed, passing, assume_unique=True)
        if narrowing.among is not None:
            named = contents_of_pictures(self._catalogue, narrowing.among, roots)
            named = np.unique(named)
            allowed = named[members(named, allowed)]
        return allowed


def contents_of_pictures(
    catalogue: Catalogue, pictures: Sequence[AssetId], roots: Mapping[int, Root]
) -> Int64Array:
    """Give the contents of pictures, in their order; those that are no longer there are left out."""
    assets = catalogue.files.assets_of(pictures, roots)
    return np.array([asset.content_id for asset in assets.values()], np.int64)
