"""The disks that the library's folders lie on."""

from __future__ import annotations

import msgspec


class Volume(msgspec.Struct, frozen=True):
    """A disk with some of the library's folders."""

    name: str
    online: bool
    folders: int


class VolumeList(msgspec.Struct, frozen=True):
    """The disks of the library."""

    volumes: list[Volume]
