"""Read a query that was kept or came from elsewhere, strictly. Pure."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import PurePosixPath
from typing import Final, cast, get_args

from bowerbird_engine.assets import Filters, Region, Shape, Sort, TextEntry
from bowerbird_engine.replay.documents import Members
from bowerbird_engine.replay.query_form import NO_FILTERS, FolderName, PictureName, QueryForm

MOST_EXAMPLES: Final = 16
MOST_CORE: Final = 200
MOST_AMONG: Final = 5000
MOST_FOLDERS: Final = 100
MOST_TERMS: Final = 20
"""As many as a search takes of each."""

_PICTURE: Final = frozenset({"asset", "content"})
_FOLDER: Final = frozenset({"root", "label", "path"})
_REGION: Final = ("x", "y", "width", "height")
_FILTERS: Final = frozenset(each.name for each in fields(Filters))
_QUERY: Final = frozenset(
    {
        "text", "letters", "avoid", "like", "region", "inside", "outside", "entry", "examples", "core", "weight", "filters", "among",
        "sort", "verified", "collapse",
    }
)  # fmt: skip
_PIXELS: Final = 1_000_000


def read_query(told: object, path: str = "query") -> QueryForm:
    """Read a query. Raises RecipeError, which names the member that is wrong."""
    members = Members(told, _QUERY, path)
    weight = members.maybe("weight", lambda key: members.number(key, 0, 1))
    form = QueryForm(
        text=members.maybe("text", members.text),
        letters=members.maybe("letters", members.text),
        like=members.maybe("like", lambda key: _read_picture(members.value(key), members.where(key))),
        region=members.maybe("region", lambda key: _read_region(members.value(key), members.where(key))),
        avoid=members.maybe("avoid", members.text),
        inside=_read_folders(members, "inside"),
        outside=_read_folders(members, "outside"),
        entry=cast(
            "TextEntry | None", members.maybe("entry", lambda key: members.choice(key, get_args(TextEntry)))
        ),
        examples=_read_pictures(members, "examples", MOST_EXAMPLES),
        core=_read_pictures(members, "core", MOST_CORE),
        weight=weight,
        filters=_read_filters(members.value("filters"), members.where("filters"))
        if members.has("filters")
        else NO_FILTERS,
        among=_read_pictures(members, "among", MOST_AMONG) if members.has("among") else None,
        sort=cast("Sort", members.choice("sort", get_args(Sort))) if members.has("sort") else "best",
        verified=members.flag("verified"),
        collapse=members.flag("collapse"),
    )
    if not (form.text or form.letters or form.given or form.core):
        members.wrong("text", "is missing, and there is nothing else to look for")
    if form.region is not None and form.like is None:
        members.wrong("region", "is a part of no picture")
    return form


def _read_picture(told: object, path: str) -> PictureName:
    members = Members(told, _PICTURE, path)
    asset = members.maybe("asset", lambda key: members.text(key, 100))
    content = members.maybe("content", members.digest)
    if asset is None and content is None:
        members.wrong("content", "is missing")
    return PictureName(content, asset)


def _read_pictures(members: Members, key: str, most: int) -> tuple[PictureName, ...]:
    return tuple(
        _read_picture(each, f"{members.where(key)}[{at}]") for at, each in enumerate(members.items(key, most))
    )


def _read_folders(members: Members, key: str) -> tuple[FolderName, ...]:
    return tuple(
        _read_folder(each, f"{members.where(key)}[{at}]")
        for at, each in enumerate(members.items(key, MOST_FOLDERS))
    )


def _read_folder(told: object, path: str) -> FolderName:
    members = Members(told, _FOLDER, path)
    way = members.maybe("path", lambda key: members.text(key, 4096, any_bytes=True)) or ""
    parts = PurePosixPath(way).parts
    if way and (way != "/".join(parts) or way.startswith("/") or {".", ".."} & set(parts)):
        members.wrong("path", "must be a way down from the folder, such as 2024/trips")
    root = members.maybe("root", lambda key: members.whole(key, 1, 1 << 62))
    return FolderName(members.text("label", 1000, any_bytes=True), way, root)


def _read_region(told: object, path: str) -> Region:
    members = Members(told, frozenset(_REGION), path)
    return Region(*(members.number(name, 0, 1) for name in _REGION))


def _read_filters(told: object, path: str) -> Filters:
    members = Members(told, _FILTERS, path)
    return Filters(
        shape=cast("Shape | None", members.maybe("shape", lambda key: members.choice(key, get_args(Shape)))),
        min_width=members.maybe("min_width", lambda key: members.whole(key, 1, _PIXELS)),
        min_height=members.maybe("min_height", lambda key: members.whole(key, 1, _PIXELS)),
        media_types=members.texts("media_types", MOST_TERMS),
        taken_from=members.maybe("taken_from", lambda key: _read_day(members, key)),
        taken_to=members.maybe("taken_to", lambda key: _read_day(members, key)),
        camera=members.maybe("camera", lambda key: members.text(key, 200)),
        keywords=members.texts("keywords", MOST_TERMS),
        colour=members.maybe("colour", lambda key: members.text(key, 200)),
        collection=members.maybe("collection", lambda key: members.text(key, 500)),
        online=members.flag("online") if members.has("online") else None,
    )


def _read_day(members: Members, key: str) -> date:
    try:
        return date.fromisoformat(members.text(key, 10))
    except ValueError:
        members.wrong(key, "must be a day such as 2026-11-29")
