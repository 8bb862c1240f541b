"""Searches and their hits. The hit is frozen: fields that later versions of the hub fill are there, and null."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bowerbird_bridge.schemas.asset import FolderName
from bowerbird_bridge.schemas.fields import Cursor, Id, Limit, Words
from bowerbird_engine import Label, Shape, Sort, TextEntry

Fraction = Annotated[float, Meta(ge=0, le=1)]
Extent = Annotated[float, Meta(gt=0, le=1)]
Pixels = Annotated[int, Meta(ge=1, le=1_000_000)]
Term = Annotated[str, Meta(min_length=1, max_length=200)]
Corners = Annotated[list[float], Meta(min_length=8, max_length=8)]


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


class Filters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a picture must be to be listed at all; everything that is given must hold.

    `taken_from` and `taken_to` are days by the camera's own clock, both included. `colour` is a name or `#rrggbb`.
    """

    shape: Shape | None = None
    min_width: Pixels | None = None
    min_height: Pixels | None = None
    media_types: Annotated[tuple[Term, ...], Meta(max_length=20)] = ()
    taken_from: date | None = None
    taken_to: date | None = None
    camera: Term | None = None
    keywords: Annotated[tuple[Term, ...], Meta(max_length=20)] = ()
    colour: Term | None = None
    collection: Id | None = None
    online: bool | None = None


def _given(name: str) -> dict[str, object]:
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


class SearchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to look for: words, letters in the picture, a picture, or several of them.

    `entry` overrides what the text is taken for. `examples` are pictures beside `like`. `core` is a set that was locked:
    it stays on top, and the list is expanded from its middle. `weight` is the say of the words beside a picture. `avoid`
    are things, separated by commas, that put pictures which look like them behind the others. `inside` and
    `outside` are folders, `filters` facts and `among` pictures that narrow the search. `verified` asks for the labels that
    local features prove, which takes longer, and `collapse` folds copies of the same picture into one hit.
    """

    SCHEMA: ClassVar[dict[str, object]] = {
        "allOf": [
            {
                "anyOf": [
                    _given("text"),
                    _given("letters"),
                    _given("like"),
                    {"required": ["examples"], "properties": {"examples": {"minItems": 1}}},
                    {"required": ["core"], "properties": {"core": {"minItems": 1}}},
                ]
            },
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
    entry: TextEntry | None = None
    examples: Annotated[tuple[Like, ...], Meta(max_length=16)] = ()
    core: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()
    weight: Fraction | None = None
    filters: Filters | None = None
    among: Annotated[tuple[Id, ...], Meta(max_length=1800)] | None = None
    """What fits into a body of 64 KiB beside the rest."""
    sort: Sort = "best"
    verified: bool = False
    collapse: bool = False

    def __post_init__(self) -> None:
        """Check that a region is a region of something."""
        if self.region is not None and self.like is None:
            raise ValueError("A region needs the picture that it is a part of, in 'like'")


class Reason(msgspec.Struct, frozen=True):
    """Why a hit is in the list: the signal that found it, and what it saw.

    `verified` is what local features proved; `avoided` is why it stands behind others.
    """

    signal: str
    detail: str


class Hit(msgspec.Struct, frozen=True):
    """One result. `similarity` is a percentage; `copies` counts other files that hold the same bytes.

    `calibrated` is false where the percentage tells the rank alone. `labels` is null where nothing was verified, and
    empty where nothing was proved. `boxes` are where in this picture what was asked for stands, letters or pixels, and
    `query_box` the part of the given picture that it shows: four corners, clockwise, as fractions. `group` names the
    pictures that were folded into this hit, and `variants` counts the others. `core` marks the locked set, `curated`
    what lies in the curated folder already. `path` and `copy_paths` need the scope originals.
    """

    id: str
    name: str
    path: str | None
    folder: FolderName
    similarity: Annotated[float, Meta(ge=0, le=100)]
    calibrated: bool | None
    reasons: list[Reason]
    labels: list[Label] | None
    boxes: list[Corners] | None
    query_box: Corners | None
    group: str | None
    variants: int | None
    core: bool
    curated: bool
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
    """A page of results. `entry` names the way that the clue chose, `why` says it in words, `model` is what answered.

    `directions` are the ways in which the words ask for another picture than the one that was given. `verified` tells
    whether labels were looked for.
    """

    entry: str
    why: str
    hits: list[Hit]
    next: str | None
    notes: list[str]
    library_id: str
    model: str | None
    directions: list[str]
    verified: bool
