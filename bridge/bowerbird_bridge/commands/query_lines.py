"""The query that a line of a batch file means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Final, cast

from bowerbird_engine import AssetId, BowerbirdError, Filters, SearchQuery

_FILTERS: Final = frozenset(each.name for each in fields(Filters))
_DAYS: Final = frozenset({"taken_from", "taken_to"})
_AS_THEY_ARE: Final = ("entry", "weight", "sort", "verified", "collapse")
_KNOWN: Final = frozenset(
    {
        "text", "letters", "like", "similar", "examples", "core", "avoid", "in", "not_in", "filters", "among",
        "limit", "cursor", *_AS_THEY_ARE,
    }
)  # fmt: skip


class BadLineError(BowerbirdError):
    """Say that a line of a batch file is no query."""

    code = "bad_request"


def query_from_line(line: bytes) -> SearchQuery:
    """Read one line of a batch file, UTF-8 with or without a byte order mark."""
    try:
        told: object = json.loads(line.decode("utf-8-sig"))
    # A line may be in another encoding, no JSON, or nested beyond all sense.
    except (ValueError, RecursionError) as problem:
        raise BadLineError(f"This line is no JSON in UTF-8: {problem}.") from problem
    return query_from_json(told)


def query_from_json(line: object) -> SearchQuery:
    """Read one line of a batch, whose members are those of a SearchQuery.

    But for `in` and `not_in`, and for pictures: `like` is a file, `similar` the id of a picture, and each of `examples` is
    one or the other. Values that make no sense for the search itself are left for the engine to refuse.
    """
    if not isinstance(line, dict):
        raise BadLineError('Each line must be one JSON object, such as {"text": "red mug"}.')
    told = cast("Mapping[str, object]", line)
    if unknown := sorted(set(told) - _KNOWN):
        raise BadLineError(f"Unknown field {unknown[0]!r}; known are {', '.join(sorted(_KNOWN))}.")
    like = _text(told, "like")
    similar = _text(told, "similar")
    if like and similar:
        raise BadLineError("Give either 'like' (a file) or 'similar' (the id of a picture), not both.")
    limit = told.get("limit", SearchQuery.__dataclass_fields__["limit"].default)
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise BadLineError("'limit' must be a whole number.")
    among = told.get("among")
    # The engine checks what these are: here they keep whatever type the line gave them.
    others = cast("dict[str, str]", {name: told[name] for name in _AS_THEY_ARE if name in told})
    return SearchQuery(
        text=_text(told, "text"),
        letters=_text(told, "letters"),
        like=Path(like) if like else AssetId(similar) if similar else None,
        avoid=_text(told, "avoid"),
        inside=_folders(told, "in"),
        outside=_folders(told, "not_in"),
        limit=limit,
        cursor=_text(told, "cursor"),
        examples=tuple(_example(one) for one in _list(told, "examples")),
        core=_ids(told, "core"),
        filters=_filters(told.get("filters")),
        among=None if among is None else _ids(told, "among"),
        **others,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )


def _text(told: Mapping[str, object], name: str) -> str | None:
    value = told.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadLineError(f"{name!r} must be text.")


def _list(told: Mapping[str, object], name: str) -> list[object]:
    value = told.get(name)
    if value is None:
        return []
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _folders(told: Mapping[str, object], name: str) -> tuple[Path, ...]:
    items = _list(told, name)
    folders = tuple(Path(item) for item in items if isinstance(item, str) and item)
    if len(folders) < len(items):
        raise BadLineError(f"{name!r} must be a folder or a list of folders.")
    return folders


def _ids(told: Mapping[str, object], name: str) -> tuple[AssetId, ...]:
    items = _list(told, name)
    ids = tuple(AssetId(item) for item in items if isinstance(item, str))
    if len(ids) < len(items):
        raise BadLineError(f"{name!r} must be a list of the ids of pictures.")
    return ids


def _example(told: object) -> Path | AssetId:
    if isinstance(told, dict) and len(cast("dict[str, object]", told)) == 1:
        members = cast("Mapping[str, object]", told)
        like, similar = members.get("like"), members.get("similar")
        if isinstance(like, str) and like:
            return Path(like)
        if isinstance(similar, str) and similar:
            return AssetId(similar)
    raise BadLineError('Each of \'examples\' must be {"like": a file} or {"similar": the id of a picture}.')


def _filters(told: object) -> Filters:
    if told is None:
        return Filters()
    if not isinstance(told, dict):
        raise BadLineError("'filters' must be an object.")
    members = dict(cast("Mapping[str, object]", told))
    if unknown := sorted(set(members) - _FILTERS):
        raise BadLineError(f"Unknown filter {unknown[0]!r}; known are {', '.join(sorted(_FILTERS))}.")
    for name in _DAYS & set(members):
        members[name] = _day(members[name], name)
    return Filters(**members)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _day(told: object, name: str) -> date | None:
    try:
        return None if told is None else date.fromisoformat(str(told))
    except ValueError as problem:
        raise BadLineError(f"{name!r} must be a day such as 2026-11-29.") from problem
