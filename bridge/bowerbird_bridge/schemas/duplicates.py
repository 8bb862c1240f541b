"""Duplicates: pictures that are the same in one of three ways."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.asset import Asset
from bowerbird_bridge.schemas.fields import Cursor, Id
from bowerbird_engine import Tier


class DuplicatesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say in which way pictures shall be the same, how many groups a page has, and where it goes on.

    `same_file`: byte by byte. `same_picture`: proved to be the same picture, saved again, smaller, mirrored or in other
    colours. `similar`: alike in the eyes of the model.
    """

    tier: Tier = "same_picture"
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Cursor | None = None


class Duplicate(msgspec.Struct, frozen=True):
    """A file of a group. One of them is marked as the `largest`: most pixels, then most bytes, then the oldest.

    `similarity` tells, in the tier `similar`, how much it is like the one that all were compared with, which has none.
    """

    asset: Asset
    largest: bool
    similarity: float | None


class DuplicateGroup(msgspec.Struct, frozen=True):
    """Files that are the same, the largest first. `spare_bytes` are those of all others.

    `id` is also the `group` of a search hit that stands for them.
    """

    id: str
    tier: Tier
    members: list[Duplicate]
    spare_bytes: int


class DuplicatePage(msgspec.Struct, frozen=True):
    """A page of groups. Ask on while there is a `next`: a page of similar pictures may have few groups, or none, before it.

    `notes` say what is not known yet.
    """

    groups: list[DuplicateGroup]
    next: str | None
    notes: list[str]


class NotSameRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name two pictures that are not the same."""

    assets: Annotated[tuple[Id, ...], Meta(min_length=2, max_length=2)]


class NotSamePair(msgspec.Struct, frozen=True):
    """Two pictures that are not the same."""

    assets: list[Asset]


class NotSamePage(msgspec.Struct, frozen=True):
    """A page of pairs that are not the same, the latest first."""

    pairs: list[NotSamePair]
    next: str | None
