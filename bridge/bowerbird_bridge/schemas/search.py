"""Searches and their hits. The hit is frozen: fields that later versions of the hub fill are there, and null."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bowerbird_bridge.schemas.asset import FolderName
from bowerbird_bridge.schemas.fields import Cursor, Id, Limit, Words

Fraction = Annotated[float, Meta(ge=0, le=1)]
Extent = Annotated[float, Meta(gt=0, le=1)]


class Like(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name the picture that hits shall be like: one of the library, or one that was sent before."""

    SCHEMA: ClassVar[dict[str, object]] = {
        "oneOf": [{"required": ["asset"]}, {"required": ["query_image"]}],
    }

    asset: Id | UnsetType = UNSET
    query_image: Id | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Check that there is one of the two."""
        if (self.asset is UNSET) == (self.query_image is UNSET):
            raise ValueError("Name either an 'asset' or a 'query_image', and not both")


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the picture, as fractions of its width and height once it is the right way up.

    What reaches beyond the picture is cut off, and that is no error: the part that lies in it is looked for.
    """

    x: Fraction
    y: Fraction
    width: Extent
    height: Extent


def _given(name: str) -> dict[str, object]:
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


class SearchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to look for: words, letters in the picture, a picture, or several of them.

    `avoid` are things, separated by commas, that put pictures which look like them behind the others. `inside` and
    `outside` are folders that narrow the search.
    """

    SCHEMA: ClassVar[dict[str, object]] = {
        "allOf": [
            {"anyOf": [_given("text"), _given("letters"), _given("like")]},
            {"anyOf": [{"not": _given("region")}, _given("like")]},
        ],
    }

    text: Words | None = None
    letters: Words | None = None
    like: Like | None = None
    region: Region | None = None
    avoid: Words | None = None
    inside: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    outside: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    limit: Limit = 50
    cursor: Cursor | None = None

    def __post_init__(self) -> None:
        """Check that a region is a region of something."""
        if self.region is not None and self.like is None:
            raise ValueError("A region needs the picture that it is a part of, in 'like'")


class Reason(msgspec.Struct, frozen=True):
    """Why a hit is in the list: the signal that found it, and what it saw; `avoided`: why it stands behind others."""

    signal: str
    detail: str


class Hit(msgspec.Struct, frozen=True):
    """One result. `similarity` is a percentage; `copies` counts other files that hold the same bytes.

    `path` and `copy_paths` need the scope originals.
    """

    id: str
    name: str
    path: str | None
    folder: FolderName
    similarity: Annotated[float, Meta(ge=0, le=100)]
    calibrated: bool | None
    reasons: list[Reason]
    labels: list[str] | None
    boxes: list[list[float]] | None
    group: str | None
    variants: int | None
    width: int
    height: int
    media_type: str
    bytes: int
    content: str
    online: bool
    disk: str | None
    offline_reason: str | None
    copies: int
    copy_paths: list[str] | None


class SearchAnswer(msgspec.Struct, frozen=True):
    """A page of results. `entry` names the way that the clue chose, `why` says it in words, `model` is what answered."""

    entry: str
    why: str
    hits: list[Hit]
    next: str | None
    notes: list[str]
    library_id: str
    model: str | None
