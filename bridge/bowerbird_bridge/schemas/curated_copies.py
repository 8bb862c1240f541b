"""Copies of pictures in the owner's curated folder."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from bowerbird_bridge.schemas.fields import NO_NUL, Id, Words

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]
Template = Annotated[str, Meta(min_length=1, max_length=200, pattern=NO_NUL)]


class CuratedCopy(msgspec.Struct, frozen=True):
    """A copy in the curated folder. `created` is false where one with the same content was there before, and `reason` says so.

    `content` is the SHA-256 of the bytes. `source` is where the original lies now or, with `source_known` false, lay when
    it was copied, if that was kept. `there` tells whether the copy is still under its name, null while its folder is away.
    `path` and `source` need the scope originals; who asks is told `query`, `project` and `subject` only if they are the
    owner's program or said so themselves.
    """

    asset: str
    name: str
    path: str | None
    content: str
    created: bool
    reason: str
    copied: datetime
    query: str | None
    project: str | None
    subject: str | None
    source: str | None
    source_known: bool
    there: bool | None


class CuratedCopies(msgspec.Struct, frozen=True):
    """What became of each picture that was asked for, in that order."""

    copies: list[CuratedCopy]


class CuratedPage(msgspec.Struct, frozen=True):
    """A page of what was copied, the latest first."""

    copies: list[CuratedCopy]
    next: str | None


class CopyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name pictures to copy, and the search that found them, which is noted beside each copy.

    `project` and `subject` are for the template that says where copies go; the subject is else the words of the query.
    """

    assets: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=100)]
    query: Words | None = None
    project: Title | None = None
    subject: Title | None = None


class PreviewRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name pictures, and what would be said of their copies; `template` is the one to try, null for the one that is set."""

    assets: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=20)]
    template: Template | None = None
    query: Words | None = None
    project: Title | None = None
    subject: Title | None = None


class Preview(msgspec.Struct, frozen=True):
    """Where each copy would go, as a path below the curated folder, with `/`."""

    paths: list[str]
