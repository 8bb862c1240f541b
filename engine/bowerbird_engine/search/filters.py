"""From the facts that narrow a search to the contents that have all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

import numpy as np

from bowerbird_engine.assets import Filters, Int64Array, Root, Shape
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.facts import fold_keyword
from bowerbird_engine.errors import UsageError
from bowerbird_engine.search.colours import contents_of_colour

_NOTHING: Final = Filters()


def contents_of(catalogue: Catalogue, filters: Filters, roots: Mapping[int, Root]) -> Int64Array | None:
    """Give the sorted ids of the contents that pass all filters; None when nothing filters.

    A content passes when any of its files does, condition by condition, and may have no present file at all: what is
    searched is what is live and passes. `roots` tells which folders can be opened now.

    Raises UsageError for a filter that makes no sense and UnknownCollectionError for a collection that is not there.
    """
    if filters == _NOTHING:
        return None
    return _all_of(
        [
            *_by_size(catalogue, filters),
            *_by_metadata(catalogue, filters),
            *_by_place(catalogue, filters, roots),
        ]
    )


def _by_size(catalogue: Catalogue, filters: Filters) -> list[Int64Array]:
    parts: list[Int64Array] = []
    if filters.shape is not None:
        if filters.shape not in get_args(Shape):
            raise UsageError(f"The shape of a picture is one of {', '.join(get_args(Shape))}.")
        parts.append(catalogue.filters.of_shape(filters.shape))
    if filters.min_width is not None or filters.min_height is not None:
        parts.append(catalogue.filters.at_least(filters.min_width or 0, filters.min_height or 0))
    if filters.media_types:
        parts.append(catalogue.filters.of_media_types(kind.strip().lower() for kind in filters.media_types))
    return parts


def _by_metadata(catalogue: Catalogue, filters: Filters) -> list[Int64Array]:
    parts: list[Int64Array] = []
    if filters.taken_from is not None or filters.taken_to is not None:
        first, last = (
            None if day is None else day.isoformat() for day in (filters.taken_from, filters.taken_to)
        )
        parts.append(catalogue.filters.taken_between(first, last))
    if filters.camera is not None:
        asked = filters.camera.strip().casefold()
        named = [name for name in catalogue.filters.camera_names() if asked in name.casefold()]
        parts.append(catalogue.filters.of_cameras(named))
    parts += [catalogue.filters.with_keyword(fold_keyword(word.strip())) for word in filters.keywords]
    if filters.colour is not None:
        parts.append(contents_of_colour(catalogue.filters, filters.colour))
    return parts


def _by_place(catalogue: Catalogue, filters: Filters, roots: Mapping[int, Root]) -> list[Int64Array]:
    parts: list[Int64Array] = []
    if filters.collection is not None:
        catalogue.collections.get(filters.collection)  # says that there is none
        parts.append(catalogue.filters.in_collection(filters.collection))
    if filters.online is not None:
        here = catalogue.filters.in_roots(root.id for root in roots.values() if root.online)
        parts.append(here if filters.online else _without(catalogue.files.live_contents(None), here))
    return parts


def _without(all_contents: Int64Array, some: Int64Array) -> Int64Array:
    return np.setdiff1d(all_contents, some, assume_unique=True)


def _all_of(parts: list[Int64Array]) -> Int64Array | None:
    passing: Int64Array | None = None
    for part in sorted(parts, key=len):
        passing = part if passing is None else np.intersect1d(passing, part, assume_unique=True)
    return passing
