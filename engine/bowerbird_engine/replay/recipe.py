"""A search recipe: a JSON document that says what was asked, under which circumstances, and what was found. Pure.

Somebody else may have written it. What it names is looked up in this library or compared, and nothing in it is a path
that is opened; the pictures that may travel in it are decoded in a worker like any other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bowerbird_engine.errors import RecipeError
from bowerbird_engine.replay.circumstances import Circumstances, read_circumstances, write_circumstances
from bowerbird_engine.replay.documents import Members, load
from bowerbird_engine.replay.lists import Listed, read_hit
from bowerbird_engine.replay.query_form import QueryForm
from bowerbird_engine.replay.query_reading import MOST_EXAMPLES, read_query
from bowerbird_engine.replay.query_writing import write_query
from bowerbird_engine.replay.references import NamedQuery

Json = dict[str, object]

FORMAT: Final = "bowerbird-recipe"
VERSION: Final = 1

MOST_HITS: Final = 50
PICTURE_SIDE: Final = 512
"""Of a picture that travels along: enough for every model that there is, which see 224 to 384 pixels."""
MOST_PICTURE_BYTES: Final = 256 << 10

_MEMBERS: Final = frozenset(
    {"format", "version", "made", "query", "similarity", "circumstances", "hits", "pictures"}
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of it. `similarity` is where the slider stood: what reads less is not listed."""

    query: QueryForm
    similarity: float
    circumstances: Circumstances
    hits: tuple[Listed, ...]
    made: datetime
    pictures: Mapping[str, bytes]

    @property
    def named(self) -> NamedQuery:
        """The query with the pictures that came along."""
        return NamedQuery(self.query, self.pictures)


def write_recipe(recipe: Recipe) -> Json:
    """Write a recipe as JSON."""
    told: Json = {
        "format": FORMAT,
        "version": VERSION,
        "made": recipe.made.isoformat(timespec="seconds"),
        "query": write_query(recipe.query),
        "similarity": recipe.similarity,
        "circumstances": write_circumstances(recipe.circumstances),
        "hits": [{"content": hit.content, "similarity": hit.similarity} for hit in recipe.hits],
    }
    if recipe.pictures:
        told["pictures"] = {
            content: base64.b64encode(data).decode("ascii") for content, data in recipe.pictures.items()
        }
    return told


def read_recipe(document: object) -> Recipe:
    """Read a recipe, from the bytes of its file or as decoded JSON. Raises RecipeError."""
    told = load(document) if isinstance(document, bytes | str) else document
    if not isinstance(told, dict) or told.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise RecipeError(
            "This is no search recipe: those are JSON and begin with the format bowerbird-recipe."
        )
    version: object = told.get("version")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if isinstance(version, int) and version > VERSION:
        raise RecipeError(f"A newer Bowerbird made this recipe (version {version}). Update Bowerbird.")
    members = Members(told, _MEMBERS)  # pyright: ignore[reportUnknownArgumentType]
    members.whole("version", VERSION, VERSION)
    hits = tuple(read_hit(hit, f"hits[{at}]") for at, hit in enumerate(members.items("hits", MOST_HITS)))
    if len({hit.content for hit in hits}) < len(hits):
        members.wrong("hits", "names a picture twice")
    return Recipe(
        query=read_query(members.value("query")),
        similarity=members.number("similarity", 0, 100),
        circumstances=read_circumstances(members.value("circumstances")),
        hits=hits,
        made=_read_time(members, "made"),
        pictures=_read_pictures(members.value("pictures")) if members.has("pictures") else {},
    )


def _read_time(members: Members, key: str) -> datetime:
    try:
        time = datetime.fromisoformat(members.text(key, 40))
    except ValueError:
        members.wrong(key, "must be a time such as 2026-11-29T12:00:00+00:00")
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _read_pictures(told: object) -> dict[str, bytes]:
    if not isinstance(told, dict):
        raise RecipeError(
            "This is no search recipe that can be used: \u2018pictures\u2019 must be an object."
        )
    names: frozenset[str] = frozenset(told)  # pyright: ignore[reportUnknownArgumentType]
    members = Members(told, names, "pictures")  # pyright: ignore[reportUnknownArgumentType]
    if len(names) > MOST_EXAMPLES + 1:
        raise RecipeError(f"A search recipe holds at most {MOST_EXAMPLES + 1} pictures.")
    return {_read_name(name): _read_picture(members, name) for name in sorted(names)}


def _read_name(name: str) -> str:
    return Members({"content": name}, frozenset({"content"}), "pictures").digest("content")


def _read_picture(members: Members, name: str) -> bytes:
    text = members.text(name, MOST_PICTURE_BYTES * 4 // 3 + 4)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        members.wrong(name[:12], "must be a picture in base64")
