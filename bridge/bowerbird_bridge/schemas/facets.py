"""What a library can be filtered by, with counts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class FacetsForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many cameras and keywords to list at most."""

    limit: Annotated[int, Meta(ge=1, le=1000)] = 200


class Facet(msgspec.Struct, frozen=True):
    """A value to filter by, and how many pictures have it."""

    value: str
    pictures: int


class Facets(msgspec.Struct, frozen=True):
    """What the library can be filtered by: the most frequent first, years from the latest on.

    `unread` counts the pictures whose files have not been asked yet what they say; indexing asks them.
    """

    cameras: list[Facet]
    keywords: list[Facet]
    media_types: list[Facet]
    colours: list[Facet]
    years: list[Facet]
    unread: int
