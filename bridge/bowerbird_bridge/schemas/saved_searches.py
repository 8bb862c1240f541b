"""Saved searches: queries that the owner keeps under names."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import NO_NUL
from bowerbird_bridge.schemas.search import SearchRequest

SavedSearchName = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]


class SavedSearch(msgspec.Struct, frozen=True):
    """A query under a name. `says` describes it in a few words; `pictures` counts those that it compares with."""

    id: str
    name: str
    created: datetime
    says: str
    pictures: int


class SavedSearchList(msgspec.Struct, frozen=True):
    """All saved searches, by name."""

    saved_searches: list[SavedSearch]


class SaveSearchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name a search and give it; its `limit` and `cursor` are not kept."""

    name: SavedSearchName
    search: SearchRequest


class SavedSearchChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a saved search another name."""

    name: SavedSearchName


class OpenedSearch(msgspec.Struct, frozen=True):
    """A saved search with the body to send to `POST /v1/search`.

    Pictures that are not of the library are query images of whoever asked, kept as long as any; `pictures` counts the
    small files that can be looked at.
    """

    id: str
    name: str
    says: str
    pictures: int
    search: SearchRequest
