"""The folders of the library, and those below them."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bowerbird_bridge.schemas.fields import NO_NUL, Id

FolderPath = Annotated[str, Meta(min_length=1, max_length=32_768, pattern=NO_NUL)]
"""A path as the owner writes it; the longest are those of Windows."""


class Folder(msgspec.Struct, frozen=True):
    """A folder that the owner added, with all below it. `path` needs the scope originals.

    `disk` names the disk that it lies on; it is empty where the folder is away and no disk brings it back. `advice` says in
    sentences why it looks like noise, where it does.
    """

    id: str
    name: str
    path: str | None
    online: bool
    offline_reason: str | None
    disk: str
    pictures: int
    advice: list[str]


class AddedFolder(Folder, frozen=True):
    """A folder that was added, or was there before.

    `brought_back` of its pictures are back from when it, or a part of it, was taken out, with all that was learned of them.
    """

    brought_back: int


class FolderList(msgspec.Struct, frozen=True):
    """The folders that the owner added."""

    folders: list[Folder]


class Subfolder(msgspec.Struct, frozen=True):
    """A folder below another one. `name` is the way down to it, with `/`; `pictures` counts those below it too."""

    id: str
    name: str
    pictures: int
    advice: list[str]


class SubfolderList(msgspec.Struct, frozen=True):
    """All folders below one that hold pictures, at any depth."""

    folders: list[Subfolder]


class NewFolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name a folder of this computer by its absolute path, or as a place that the hub listed."""

    SCHEMA: ClassVar[dict[str, object]] = {
        "oneOf": [{"required": ["path"]}, {"required": ["place"]}],
    }

    path: FolderPath | UnsetType = UNSET
    place: Id | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Check that there is one of the two."""
        if (self.path is UNSET) == (self.place is UNSET):
            raise ValueError("Name either a 'path' or a 'place', and not both")


class FolderMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say that what lay in `old`, or anywhere below it, lies in `new` now, likewise.

    `old` is written as the library knows it, also as a path of another system; `new` is a folder of this computer.
    """

    old: FolderPath
    new: FolderPath


class ForgetQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say whether all that was learned is to be gone at once. Else the folder can be brought back for 30 days."""

    forget: bool = False


class Forgotten(msgspec.Struct, frozen=True):
    """How many files left the library; none was touched on the disk."""

    forgotten: int
