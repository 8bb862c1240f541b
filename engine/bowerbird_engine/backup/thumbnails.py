"""Thumbnails in a backup: of pictures whose disks are away, as nobody can make these again.

One after the other: SHA-256 of the content, a number for the kind, the length (32 bits, little-endian), the bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import IO, Final

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.errors import BackupDamagedError
from bowerbird_engine.imaging.renditions import Kind, Renditions

_HEAD: Final = struct.Struct("<32sBI")
_KINDS: Final[dict[int, Kind]] = {1: "thumbnail", 2: "proxy", 3: "features"}
_MOST_BYTES: Final = 8 * 1024 * 1024
"""A proxy has 200 kB, the noisiest one 2 MB."""


def pack_thumbnails(content: ContentHash, renditions: Renditions) -> Iterator[bytes]:
    """Give what is kept of a picture."""
    for number, kind in _KINDS.items():
        data = renditions.get(content, kind)
        if data is not None and len(data) <= _MOST_BYTES:
            yield _HEAD.pack(content, number, len(data))
            yield data


def read_thumbnails(source: IO[bytes], renditions: Renditions, report: Callable[[int], None]) -> int:
    """Put thumbnails into the cache; count them. `report` is told of the bytes of each.

    Raises BackupDamagedError, and OSError when the disk takes no more.
    """
    count = 0
    while head := source.read(_HEAD.size):
        if len(head) != _HEAD.size:
            raise BackupDamagedError("Its thumbnails are cut short.")
        content, number, length = _HEAD.unpack(head)
        kind = _KINDS.get(number)
        if kind is None or length > _MOST_BYTES:
            raise BackupDamagedError("Its thumbnails are not what a backup holds.")
        data = source.read(length)
        if len(data) != length:
            raise BackupDamagedError("Its thumbnails are cut short.")
        # What is here was made of the picture itself; nothing that comes in a file takes its place.
        if renditions.get(ContentHash(content), kind) is None:
            renditions.put(ContentHash(content), kind, data)
        count += 1
        report(_HEAD.size + length)
    return count
