"""The orders of a list other than by likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, get_args

import numpy as np

from bowerbird_engine.assets import Int64Array, Root, Sort
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.errors import UsageError

_DIGITS: Final = re.compile(r"[0-9]+")

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
            return _by_name(keys, catalogue.filters.names(keys, online, scope))


def name_order(name: str) -> str:
    """Give what names are compared by: `img2` comes before `IMG10`.

    One text instead of parts, because thousands of them are compared. Every part begins with a NUL, which no name holds:
    so a shorter part comes before a longer one that begins with it. Numbers come before words, and all in the same width.
    """
    parts = _DIGITS.sub(_marked, name.replace("\0", " ").casefold())
    return f"\0\1{parts}".replace("\0\1\0", "\0").removesuffix("\0\1")


def _marked(number: re.Match[str]) -> str:
    digits = number[0]
    mark = "\0\0" if len(digits) <= _LONGEST_NUMBER else "\0\1"
    return f"{mark}{digits.zfill(_LONGEST_NUMBER)}\0\1"


def _by_time(keys: Int64Array, taken: Mapping[int, str], *, latest_first: bool) -> Int64Array:
    known = sorted(taken, key=lambda key: (taken[key], -key if latest_first else key), reverse=latest_first)
    return np.array([*known, *sorted(key for key in keys.tolist() if key not in taken)], np.int64)


def _by_name(keys: Int64Array, names: Mapping[int, str]) -> Int64Array:
    # A picture whose last file has just gone has no name, and is not shown either: it comes last.
    orders = sorted((name_order(names[key]), key) for key in keys.tolist() if key in names)
    return np.array(
        [*(key for _, key in orders), *sorted(key for key in keys.tolist() if key not in names)], np.int64
    )
