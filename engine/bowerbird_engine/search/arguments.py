"""What a caller hands over, checked before it is used: a query of wrong types gets a plain sentence. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from bowerbird_engine.assets import AssetId, Region, SearchQuery
from bowerbird_engine.errors import CursorError, UsageError

MAX_LIMIT: Final = 10_000
"""More on one page helps nobody; the cursor reaches the rest."""

_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)


def checked(query: SearchQuery) -> SearchQuery:
    """Give the query with folders as paths, an asset id in capitals and its region inside the picture.

    Raises UsageError for what is of no use.
    """
    for name, text in (("text", query.text), ("letters", query.letters), ("avoid", query.avoid)):
        _demand(text is None or _is(text, str), f"The {name} of a search must be a string.")
    _demand(
        query.like is None or _is(query.like, (Path, bytes, str)),
        "The picture to compare with must be a path, the bytes of a picture, or the id of a picture.",
    )
    _demand(query.region is None or _is(query.region, Region), "The region of a picture must be a Region.")
    _demand(
        _is(query.limit, int) and not _is(query.limit, bool) and 1 <= query.limit <= MAX_LIMIT,
        f"The limit must be a whole number between 1 and {MAX_LIMIT:,}.",
    )
    if query.cursor is not None and not _is(query.cursor, str):
        raise CursorError("This cursor is not one that a search gave. Search again without it.")
    like = query.like
    return replace(
        query,
        like=as_asset_id(like) or AssetId(like) if isinstance(like, str) else like,
        region=None if query.region is None else _inside_the_picture(query.region),
        inside=_folders(query.inside),
        outside=_folders(query.outside),
    )


def as_asset_id(text: str) -> AssetId | None:
    """Read an asset id, in whatever case it is written; None when the text is none."""
    return AssetId(text.upper()) if _ULID.fullmatch(text) else None


def _inside_the_picture(region: Region) -> Region | None:
    """Cut a region at the edges of its picture; None when it is all of it."""
    edges: list[float] = []
    for start, length in ((region.x, region.width), (region.y, region.height)):
        for value in (start, length):
            _demand(
                _is(value, (int, float)) and not _is(value, bool) and math.isfinite(value),
                "The region of a picture needs four numbers: where it begins and how large it is.",
            )
        edges += [min(max(start, 0.0), 1.0), min(max(start + length, 0.0), 1.0)]
    left, right, top, bottom = edges
    _demand(left < right and top < bottom, "The region of a picture lies outside it, or is empty.")
    part = Region(left, top, right - left, bottom - top)
    return None if part == Region(0.0, 0.0, 1.0, 1.0) else part


def _folders(given: object) -> tuple[Path, ...]:
    # Texts and bytes are iterable, too: one folder would become one for each of its characters.
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise UsageError("The folders of a search must be a list of paths.")
    folders: list[Path] = []
    for folder in cast("Iterable[object]", given):
        if not isinstance(folder, (Path, str)):
            raise UsageError("A folder of a search must be a path.")
        folders.append(Path(folder))
    return tuple(folders)


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    # The types promise it; callers that no checker has seen may not keep the promise.
    return isinstance(value, kind)


def _demand(holds: bool, sentence: str) -> None:
    if not holds:
        raise UsageError(sentence)
