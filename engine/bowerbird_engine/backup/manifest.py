"""What a backup says of itself: written by this version, and read without believing a word. No I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar, cast

from bowerbird_engine.errors import BackupDamagedError, BackupTooNewError

FORMAT: Final = "bowerbird-backup"
VERSION: Final = 1
MAX_MANIFEST_BYTES: Final = 4 * 1024 * 1024
"""Room for thousands of folders; what is longer is something else."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LIBRARY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST = 2**62
_LONGEST = 32 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """A folder of the library as the backup knows it. Its path is written as on the machine that made the backup."""

    path: str
    volume_key: str
    volume_label: str


@dataclass(frozen=True, slots=True)
class BackupPack:
    """A model pack that was installed. Packs can be had again, and are not part of a backup."""

    id: str
    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, of which library, made when and by which Bowerbird."""

    library: str
    schema: int
    product: str
    made: datetime
    files: int
    pictures: int
    collections: int
    folders: tuple[BackupFolder, ...]
    packs: tuple[BackupPack, ...]
    members: Mapping[str, Member]


def to_json(manifest: Manifest) -> bytes:
    """Write a manifest, in ASCII, for people to read as well."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "library": manifest.library,
        "schema": manifest.schema,
        "product": manifest.product,
        "made": manifest.made.isoformat(),
        "counts": {
            "files": manifest.files,
            "pictures": manifest.pictures,
            "collections": manifest.collections,
        },
        "folders": [
            {"path": each.path, "volume": each.volume_key, "disk": each.volume_label}
            for each in manifest.folders
        ],
        "packs": [{"id": each.id, "title": each.title, "digest": each.digest} for each in manifest.packs],
        "members": {
            name: {"sha256": member.sha256, "bytes": member.bytes}
            for name, member in manifest.members.items()
        },
    }
    return json.dumps(told, ensure_ascii=True, indent=1).encode("ascii")


def from_json(data: bytes) -> Manifest:
    """Read a manifest. Raises BackupDamagedError for anything but one, BackupTooNewError for a later format."""
    try:
        told = _Fields(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise BackupDamagedError("What the backup says of itself cannot be read.") from error
    if told.get("format", str) != FORMAT:
        raise BackupDamagedError("This is no backup of Bowerbird.")
    if told.whole("version", 1) > VERSION:
        raise BackupTooNewError(
            "This backup was made by a newer Bowerbird. Update Bowerbird, then try again."
        )
    counts = told.inner("counts")
    return Manifest(
        library=told.text("library", _LIBRARY),
        schema=told.whole("schema", 1),
        product=told.text("product"),
        made=told.moment("made"),
        files=counts.whole("files"),
        pictures=counts.whole("pictures"),
        collections=counts.whole("collections"),
        folders=told.each(
            "folders", lambda it: BackupFolder(it.text("path"), it.text("volume"), it.text("disk"))
        ),
        packs=told.each("packs", lambda it: BackupPack(it.text("id"), it.text("title"), it.text("digest"))),
        members={
            name: Member(member.text("sha256", _DIGEST), member.whole("bytes"))
            for name, member in told.inner("members").inners()
        },
    )


class _Fields:
    """The fields of one JSON object."""

    def __init__(self, told: object) -> None:
        if not isinstance(told, dict):
            raise BackupDamagedError("What the backup says of itself is not what a backup says.")
        self._told = cast("dict[str, object]", told)

    def get(self, key: str, kind: type[T]) -> T:
        """Read a field of exactly this type: True is no number."""
        value = self._told.get(key)
        if type(value) is not kind:
            raise BackupDamagedError(f"What the backup says of itself is wrong: its field “{key}”.")
        return value

    def text(self, key: str, pattern: re.Pattern[str] | None = None) -> str:
        """Read a text."""
        value = self.get(key, str)
        if len(value) > _LONGEST or (pattern is not None and not pattern.fullmatch(value)):
            raise BackupDamagedError(f"What the backup says of itself is wrong: its field “{key}”.")
        return value

    def whole(self, key: str, least: int = 0) -> int:
        """Read a number that counts something."""
        value = self.get(key, int)
        if not least <= value <= _MOST:
            raise BackupDamagedError(f"What the backup says of itself is wrong: its field “{key}”.")
        return value

    def moment(self, key: str) -> datetime:
        """Read a time with its zone."""
        try:
            # Moments of the first and last days of the calendar cannot be put in order across zones.
            value = datetime.fromisoformat(self.text(key))
            value.timestamp()
        except (ValueError, OverflowError, OSError) as error:
            raise BackupDamagedError(
                f"What the backup says of itself is wrong: its field “{key}”."
            ) from error
        if value.tzinfo is None:
            raise BackupDamagedError(f"What the backup says of itself is wrong: its field “{key}”.")
        return value

    def inner(self, key: str) -> _Fields:
        """Read an object."""
        return _Fields(self._told.get(key))

    def inners(self) -> list[tuple[str, _Fields]]:
        """Read an object of objects."""
        return [(name, _Fields(value)) for name, value in self._told.items()]

    def each(self, key: str, read: Callable[[_Fields], T]) -> tuple[T, ...]:
        """Read a list of objects."""
        listed = cast("list[object]", self.get(key, list))
        return tuple(read(_Fields(value)) for value in listed)
