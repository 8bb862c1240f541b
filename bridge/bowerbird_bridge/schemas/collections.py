"""Collections: named lists of pictures that the owner keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.asset import Asset
from bowerbird_bridge.schemas.fields import NO_NUL, Id

CollectionName = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]
AssetIds = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=1000)]


class Collection(msgspec.Struct, frozen=True):
    """A named list of pictures. `pictures` counts those that a search may show now."""

    id: str
    name: str
    created: datetime
    pictures: int


class CollectionList(msgspec.Struct, frozen=True):
    """All collections, by name."""

    collections: list[Collection]


class CollectionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name a collection."""

    name: CollectionName


class AssetsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name pictures of the library."""

    assets: AssetIds


class AssetPage(msgspec.Struct, frozen=True):
    """A page of the pictures of a collection, in the order in which they came in."""

    assets: list[Asset]
    next: str | None


class Added(msgspec.Struct, frozen=True):
    """How many pictures were not in it yet."""

    added: int
