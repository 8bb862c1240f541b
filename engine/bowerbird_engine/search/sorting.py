"""The orders of a list other than by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, get_args

import numpy as np

from bowerbird_engine.assets import Int64Array, Root, Sort
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.errors import UsageError

_DIGITS: Final = re.compile(r"([0-9]+)")

_LONGEST_NUMBER: Final = 32
"""Digits that count as one number. More of them are a text: to read them as one takes time without end."""


def ordered(
    catalogue: Catalogue,
    keys: Int64Array,
    sort: Sort,
    roots: Mapping[int, Root],
    scope: FolderScope | None = None,
) -> Int64Array:
    """Put the contents of a list into another order than by likeness, in which they are given back for `best`.

    `newest` and `oldest` go by when a picture was taken; those of which nobody knows come last in both, since when a file
    was written tells nothing of its picture. `largest` and `smallest` go by pixels, `name` by the file that a content is listed under inside the scope: without
    case, and numbers by their value. Ties are broken by content id. Raises UsageError for an unknown order.
    """
    if sort not in get_args(Sort):
        raise UsageError(f"There is no order {sort!r}.")
    match sort:
        case "best":
            return keys
        case "newest" | "oldest":
            return _by_time(keys, catalogue.filters.taken(keys), latest_first=sort == "newest")
        case "largest":
            return keys[np.lexsort((keys, -catalogue.filters.areas(keys)))]
        case "smallest":
            return keys[np.lexsort((keys, catalogue.filters.areas(keys)))]
        case "name":
            online = [root.id for root in roots.values() if root.online]
            return _by(keys, _named(catalogue.filters.names(keys, online, scope)))


def name_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Give what names are compared by: `img2` comes before `IMG10`."""
    return tuple(
        (0, int(part), "") if at % 2 and len(part) <= _LONGEST_NUMBER else (1, 0, part)
        for at, part in enumerate(_DIGITS.split(name.casefold()))
        if part
    )


def _by_time(keys: Int64Array, taken: Mapping[int, str], *, latest_first: bool) -> Int64Array:
    known = sorted(taken, key=lambda key: (taken[key], -key if latest_first else key), reverse=latest_first)
    return np.array([*known, *sorted(key for key in keys.tolist() if key not in taken)], np.int64)


def _named(names: Mapping[int, str]) -> Callable[[int], tuple[object, ...]]:
    orders = {key: name_order(name) for key, name in names.items()}
    # A picture whose last file has just gone has no name, and is not shown either.
    return lambda key: (key not in orders, orders.get(key, ()), key)


def _by(keys: Int64Array, order: Callable[[int], tuple[object, ...]]) -> Int64Array:
    return np.array(sorted(keys.tolist(), key=order), np.int64)
