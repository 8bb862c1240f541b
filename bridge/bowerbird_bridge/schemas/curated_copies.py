"""Copies of pictures in the owner's curated folder."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import Id, Words


class CuratedCopy(msgspec.Struct, frozen=True):
    """A copy in the curated folder. `created` is false where one with the same content was there before, and `reason` says so.

    `path` needs the scope originals. `content` is the SHA-256 of the bytes.
    """

    asset: str
    name: str
    path: str | None
    content: str
    created: bool
    reason: str
    copied: datetime
    query: str | None


class CuratedCopies(msgspec.Struct, frozen=True):
    """What became of each picture that was asked for, in that order."""

    copies: list[CuratedCopy]


class CuratedPage(msgspec.Struct, frozen=True):
    """A page of what was copied, the latest first."""

    copies: list[CuratedCopy]
    next: str | None


class CopyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name pictures to copy, and the search that found them, which is noted beside each copy."""

    assets: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=100)]
    query: Words | None = None
