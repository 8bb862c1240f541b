"""The values that go into the catalogue's tables and come out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import AssetId, ContentHash, Int64Array, Volume

Float16Array = npt.NDArray[np.float16]

TextSource = Literal["letters", "name", "folder", "caption", "keyword"]
"""Where a text was found: in the picture, in its file's name or folder, or in what its file says of it."""


@dataclass(frozen=True, slots=True)
class StoredRoot:
    """A folder that the person added, as remembered: its volume and where it lay when it was last seen.

    `removed_since` is None while it is part of the library.
    """

    id: int
    volume_key: str
    volume_label: str
    path_on_volume: bytes
    last_path: Path
    removed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RootMove:
    """Where a folder that the person added lies from now on."""

    root_id: int
    volume: Volume
    path_on_volume: bytes
    path: Path


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that waits to be decoded. `attempts` counts the decodings that were begun and never ended."""

    id: int
    root_id: int
    path: bytes
    attempts: int
    size: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where one present file of a content lies, relative to its root."""

    root_id: int
    path: bytes


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """What decoding told about a file's bytes. Width and height are in pixels, after the EXIF orientation."""

    hash: ContentHash
    width: int
    height: int
    media_type: str
    byte_size: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a decoded file. `moved`: a file with these bytes that was gone took the place with its own id."""

    content_id: int
    moved: bool
    asset_id: AssetId


class Forgotten(NamedTuple):
    """What was forgotten for good: how many files, and the contents that no file holds any more."""

    files: int
    contents: tuple[ContentHash, ...]


@dataclass(frozen=True, slots=True)
class FolderScope:
    """The folders that a search is narrowed to, as pairs of a root's id and a folder relative to it (b"": all of it).

    Without `inside` every folder is in; `outside` takes away from it.
    """

    inside: tuple[tuple[int, bytes], ...] = ()
    outside: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """What lies directly in one folder. `duplicates` have the same bytes as another present file of the library.

    `small` pictures have a side below 256 pixels; `failed` files are unreadable, skipped or quarantined.
    """

    path: bytes
    pictures: int
    duplicates: int
    small: int
    failed: int
    byte_size: int


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """What changed in a space. With `full`, `keys` and `vectors` are all there is and everything else is to be dropped.

    `keys` are content ids, sorted; `vectors` is float16 [N, dimension]; `removed` are keys to drop.
    """

    generation: int
    keys: Int64Array
    vectors: Float16Array
    removed: Int64Array
    full: bool


@dataclass(frozen=True, slots=True)
class PackKey:
    """What names a model pack for good: its id, and the digest of all that decides its vectors."""

    pack_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pack was chosen and which one answers; None is the pack that comes with Bowerbird."""

    chosen: PackKey | None
    answers: PackKey | None


class Member(NamedTuple):
    """A picture of a collection; `position` grows in the order in which they came in."""

    position: int
    asset_id: AssetId


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A file that was put into a curated folder, or was found to be there already, and what it is a copy of.

    `name` is its path below the folder, with `/`; `source` is where the original lay when it was copied.
    """

    id: int
    folder: Path
    name: str
    content_hash: ContentHash
    asset_id: AssetId
    query: str | None
    copied: datetime
    project: str | None = None
    subject: str | None = None
    source: Path | None = None


class UnreadContent(NamedTuple):
    """A content whose letters are still to be read, and one present file that holds it."""

    content_id: int
    root_id: int
    path: bytes


class WordShare(NamedTuple):
    """A picture whose letters or name hold some of the words: `share` (0..1) of what all of them tell.

    `text` is the line that holds most of them, or the name. A tuple, because a search makes hundreds of them.
    """

    content_id: int
    source: TextSource
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A line of letters, or a file's name, whose folded form holds a code or resembles it."""

    content_id: int
    source: TextSource
    text: str
    folded: str
    region: int | None = None


def empty_keys() -> Int64Array:
    """Give no keys at all."""
    return np.empty(0, dtype=np.int64)
