"""The set that a person locked: it stays on top of the list, in the order in which it was given. Pure but for `locked`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from bowerbird_engine.assets import AssetId, Int64Array, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search.results import Ranking


@dataclass(frozen=True, slots=True)
class LockedSet:
    """The contents of the locked pictures, each with the picture that stands for it, in their order.

    `unlearned` of them have no vector in the space of the model that answers, so that the middle is that of the others.
    """

    pictures: Mapping[int, AssetId] = field(default_factory=dict[int, AssetId])
    unlearned: int = 0

    @property
    def keys(self) -> Int64Array:
        """The contents, in their order."""
        return np.fromiter(self.pictures, np.int64, len(self.pictures))


NOTHING_LOCKED: Final = LockedSet()


def locked(catalogue: Catalogue, core: Sequence[AssetId], roots: Mapping[int, Root]) -> LockedSet:
    """Look up a locked set; copies of the same bytes count once. Raises UnknownAssetError for a picture that is not there."""
    found = catalogue.files.assets_of(core, roots)
    pictures: dict[int, AssetId] = {}
    for asset_id in core:
        asset = found.get(asset_id) or catalogue.files.asset(asset_id, roots)
        pictures.setdefault(asset.content_id, asset.id)
    return LockedSet(pictures)


def on_top(
    ranking: Ranking, locked_set: LockedSet, percent: Mapping[int, float], allowed: Int64Array
) -> Ranking:
    """Put a locked set on top of a list, as far as it is allowed at all. What follows is a variant of it.

    `percent` tells how alike each of the set is to what was searched for; 0 where that is not known.
    """
    given = locked_set.keys
    top = given[np.isin(given, allowed)]
    rest = ~np.isin(ranking.keys, top)
    own = [100.0 if key in ranking.same else percent.get(key, 0.0) for key in top.tolist()]
    return replace(
        ranking,
        keys=np.concatenate([top, ranking.keys[rest]]),
        percent=np.concatenate([np.array(own, np.float64), ranking.percent[rest]]),
        core={key: locked_set.pictures[key] for key in top.tolist()},
        expanded=True,
    )
