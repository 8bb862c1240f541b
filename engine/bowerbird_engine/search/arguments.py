"""What a caller hands over, checked before it is used: a query of wrong types gets a plain sentence. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast, get_args

from bowerbird_engine.assets import AssetId, Filters, Region, SearchQuery, Shape, Sort, TextEntry
from bowerbird_engine.errors import CursorError, UsageError

MAX_LIMIT: Final = 10_000
"""More on one page helps nobody; the cursor reaches the rest."""

MOST_EXAMPLES: Final = 16
"""Beside a picture. Each is decoded and compared by itself, and what they have in common is told by fewer."""

MOST_LOCKED: Final = 200
MOST_AMONG: Final = 5_000

_LONGEST_TERM: Final = 200
_MOST_TERMS: Final = 20
_MOST_PIXELS: Final = 1_000_000

_PICTURE_GIVEN: Final = "a path, the bytes of a picture, or the id of a picture"

_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)


def checked(query: SearchQuery) -> SearchQuery:
    """Give the query with folders as paths, asset ids in capitals, lists as tuples and its region inside the picture.

    Raises UsageError for what is of no use.
    """
    for name, text in (("text", query.text), ("letters", query.letters), ("avoid", query.avoid)):
        _demand(text is None or _is(text, str), f"The {name} of a search must be a string.")
    _demand(
        query.like is None or _is(query.like, (Path, bytes, str)),
        f"The picture to compare with must be {_PICTURE_GIVEN}.",
    )
    _demand(query.region is None or _is(query.region, Region), "The region of a picture must be a Region.")
    _demand(
        _is(query.limit, int) and not _is(query.limit, bool) and 1 <= query.limit <= MAX_LIMIT,
        f"The limit must be a whole number between 1 and {MAX_LIMIT:,}.",
    )
    if query.cursor is not None and not _is(query.cursor, str):
        raise CursorError("This cursor is not one that a search gave. Search again without it.")
    _demand(
        query.weight is None or (_is_number(query.weight) and 0 <= query.weight <= 1),
        "The weight of the words must be a number between 0 and 1.",
    )
    for name, value, choices in (("entry", query.entry, TextEntry), ("sort", query.sort, Sort)):
        known = get_args(choices)
        _demand(
            (name == "entry" and value is None) or (_is(value, str) and value in known),
            f"The {name} of a search must be one of {', '.join(known)}.",
        )
    for name, switch in (("verified", query.verified), ("collapse", query.collapse)):
        _demand(_is(switch, bool), f"{name!r} of a search must be True or False.")
    return replace(
        query,
        like=None if query.like is None else _pictured(query.like),
        region=None if query.region is None else _inside_the_picture(query.region),
        inside=_folders(query.inside),
        outside=_folders(query.outside),
        examples=tuple(_pictured(one) for one in _examples(query.examples)),
        core=_asset_ids(query.core, "locked set", MOST_LOCKED),
        among=None
        if query.among is None
        else _asset_ids(query.among, "pictures to search among", MOST_AMONG),
        filters=_checked_filters(query.filters),
    )


def as_asset_id(text: str) -> AssetId | None:
    """Read an asset id, in whatever case it is written; None when the text is none."""
    return AssetId(text.upper()) if _ULID.fullmatch(text) else None


def _pictured(picture: Path | bytes | AssetId) -> Path | bytes | AssetId:
    return as_asset_id(picture) or picture if isinstance(picture, str) else picture


def _examples(given: object) -> tuple[Path | bytes | AssetId, ...]:
    examples = _listed(given, "The examples of a search must be a list of pictures.")
    _demand(all(_is(one, (Path, bytes, str)) for one in examples), f"Each example must be {_PICTURE_GIVEN}.")
    _demand(len(examples) <= MOST_EXAMPLES, f"At most {MOST_EXAMPLES} examples can be given at once.")
    return cast("tuple[Path | bytes | AssetId, ...]", examples)


def _asset_ids(given: object, name: str, most: int) -> tuple[AssetId, ...]:
    ids = _listed(given, f"The {name} must be a list of the ids of pictures.")
    _demand(all(_is(one, str) for one in ids), f"The {name} must be a list of the ids of pictures.")
    _demand(len(ids) <= most, f"The {name} can be {most:,} at the most.")
    texts = cast("tuple[str, ...]", ids)
    return tuple(dict.fromkeys(as_asset_id(text) or AssetId(text) for text in texts))


def _checked_filters(given: object) -> Filters:
    if not isinstance(given, Filters):
        raise UsageError("The filters of a search must be Filters.")
    shapes = get_args(Shape)
    _demand(given.shape is None or given.shape in shapes, f"The shape must be one of {', '.join(shapes)}.")
    for name, pixels in (("min_width", given.min_width), ("min_height", given.min_height)):
        _demand(
            pixels is None or (_is(pixels, int) and not _is(pixels, bool) and 1 <= pixels <= _MOST_PIXELS),
            f"The filter {name} must be a whole number of pixels between 1 and {_MOST_PIXELS:,}.",
        )
    for name, day in (("taken_from", given.taken_from), ("taken_to", given.taken_to)):
        _demand(
            day is None or (_is(day, date) and not _is(day, datetime)), f"The filter {name} must be a date."
        )
    for name in ("camera", "colour", "collection"):
        value: object = getattr(given, name)
        _demand(value is None or _is_term(value), f"The filter {name} must be a short text.")
    _demand(given.online is None or _is(given.online, bool), "The filter online must be True or False.")
    return replace(
        given,
        media_types=_terms(given.media_types, "media_types"),
        keywords=_terms(given.keywords, "keywords"),
    )


def _terms(given: object, name: str) -> tuple[str, ...]:
    terms = _listed(given, f"The filter {name} must be a list of texts.")
    _demand(
        len(terms) <= _MOST_TERMS and all(_is_term(term) for term in terms),
        f"The filter {name} must be a list of at most {_MOST_TERMS} short texts.",
    )
    return cast("tuple[str, ...]", terms)


def _is_term(value: object) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= _LONGEST_TERM


def _listed(given: object, sentence: str) -> tuple[object, ...]:
    # Texts and bytes are iterable, too: one of them would become one for each of its characters.
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise UsageError(sentence)
    return tuple(cast("Iterable[object]", given))


def _inside_the_picture(region: Region) -> Region | None:
    """Cut a region at the edges of its picture; None when it is all of it."""
    edges: list[float] = []
    for start, length in ((region.x, region.width), (region.y, region.height)):
        for value in (start, length):
            _demand(
                _is_number(value),
                "The region of a picture needs four numbers: where it begins and how large it is.",
            )
        edges += [min(max(start, 0.0), 1.0), min(max(start + length, 0.0), 1.0)]
    left, right, top, bottom = edges
    _demand(left < right and top < bottom, "The region of a picture lies outside it, or is empty.")
    part = Region(left, top, right - left, bottom - top)
    return None if part == Region(0.0, 0.0, 1.0, 1.0) else part


def _folders(given: object) -> tuple[Path, ...]:
    folders: list[Path] = []
    for folder in _listed(given, "The folders of a search must be a list of paths."):
        if not isinstance(folder, (Path, str)):
            raise UsageError("A folder of a search must be a path.")
        folders.append(Path(folder))
    return tuple(folders)


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    # The types promise it; callers that no checker has seen may not keep the promise.
    return isinstance(value, kind)


def _is_number(value: float) -> bool:
    return _is(value, (int, float)) and not _is(value, bool) and math.isfinite(value)


def _demand(holds: bool, sentence: str) -> None:
    if not holds:
        raise UsageError(sentence)
