"""Folders of this computer that may be added to the library."""

from __future__ import annotations

from typing import Literal

import msgspec

from bowerbird_bridge.schemas.fields import Id


class PlaceQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say whose folders to list; without it, where to begin."""

    within: Id | None = None


class Place(msgspec.Struct, frozen=True):
    """A folder of this computer. `advice` says in sentences why it may be noise or too much."""

    id: str
    name: str
    path: str
    kind: Literal["suggested", "folder"]
    advice: list[str]
    has_folders: bool
    in_library: bool


class PlaceList(msgspec.Struct, frozen=True):
    """Folders in one place. `parent` is the place around it; `complete` is false where there are more than are listed."""

    places: list[Place]
    parent: str | None
    complete: bool
