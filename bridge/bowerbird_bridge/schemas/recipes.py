"""Search recipes: what was asked, under which circumstances, and what was found, to be replayed anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import Id
from bowerbird_bridge.schemas.search import SearchAnswer, SearchRequest

Percent = Annotated[float, Meta(ge=0, le=100)]


class RecipeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a search and where the slider stands. Its `limit` and `cursor` mean nothing: the first 50 hits are kept.

    Pictures that it compares with are named by their contents alone; `with_pictures` puts a small copy into the recipe.
    """

    search: SearchRequest
    similarity: Percent = 0.0
    with_pictures: bool = False


class RecipeAnswer(msgspec.Struct, frozen=True):
    """The recipe, a JSON document of the format `bowerbird-recipe`, to be kept as it is."""

    recipe: dict[str, Any]


class ReplayRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a recipe, and pictures that were sent before where it compares with some that are not in it."""

    recipe: dict[str, Any]
    query_images: Annotated[tuple[Id, ...], Meta(max_length=17)] = ()


class ListChange(msgspec.Struct, frozen=True):
    """A picture, by the SHA-256 of its bytes, whose place is another; places count from 1, null where it is not listed.

    `in_library` tells whether the library holds it now.
    """

    content: str
    before: int | None
    now: int | None
    similarity_before: float | None
    similarity_now: float | None
    in_library: bool


class ReplayAnswer(msgspec.Struct, frozen=True):
    """What the recipe gives here and now, above its `similarity`, and how that differs from the list in it.

    `says` describes the query and `search` asks it again. `kept` counts the pictures in their old order; `moved` are
    those that changed places with others, `missing` and `new` those of one list alone. `drift` is the largest change of
    a percentage, in points. `why` are sentences on what may have made the difference.
    """

    says: str
    similarity: float
    made: datetime
    same: bool
    kept: int
    moved: list[ListChange]
    missing: list[ListChange]
    new: list[ListChange]
    drift: float
    why: list[str]
    search: SearchRequest
    answer: SearchAnswer
