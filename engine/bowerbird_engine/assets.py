"""The values that every part of the engine speaks in. Frozen, without behaviour beyond their own consistency."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, NewType, Self

import numpy as np
import numpy.typing as npt

AssetId = NewType("AssetId", str)
"""A ULID that names one file for good: it survives moves and renames and is never given to another file."""

ContentHash = NewType("ContentHash", bytes)
"""The SHA-256 of a file's bytes."""

Float32Array = npt.NDArray[np.float32]
Uint8Array = npt.NDArray[np.uint8]
Int64Array = npt.NDArray[np.int64]

Interpolation = Literal["bicubic", "bilinear", "lanczos"]

TextEntry = Literal["words", "letters", "name"]
"""What the text of a query is taken for."""

Sort = Literal["best", "newest", "oldest", "largest", "smallest", "name"]
"""The order of a list. By its time, a picture without one comes last."""

Shape = Literal["wide", "tall", "square"]

Label = Literal["same_file", "same_picture", "crop_of", "contains", "mirrored", "rotated", "recoloured"]
"""What is proved of a hit: that it is the picture that was given, that the one given is a crop of it or contains it, and how it differs."""

Quad = tuple[float, float, float, float, float, float, float, float]
"""Four corners, x and y each, clockwise from the top left, as fractions of a picture's width and height."""


class FileStatus(enum.StrEnum):
    """How far a file has come. Every file found ends in one of the last four."""

    PENDING = "pending"
    INDEXED = "indexed"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


THIS_COMPUTER: Final = "this computer"
"""What the system's own disk is called where nobody has named it: nobody can plug it in."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A disk or file system, known by an id of its own and not by where it is mounted."""

    key: str
    label: str
    mount_point: Path
    former_keys: tuple[str, ...] = ()
    """What its key was, or may have been, for a library that was made by an older version or with fewer rights."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that the person added. `path` is where it lies now, or lay when it was last seen."""

    id: int
    path: Path
    volume_key: str
    volume_label: str
    online: bool
    offline_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """One picture file of the library, with the facts of its content."""

    id: AssetId
    content_id: int
    path: Path
    root_id: int
    content_hash: ContentHash
    width: int
    height: int
    media_type: str
    byte_size: int
    online: bool
    """Whether it can be opened now, as far as is known."""
    volume_label: str
    held_since: datetime | None = None
    """Since when its file was not found at its place; None where it was at the latest look."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What decoding tells about a picture that is not in the library. The size in pixels is that after its orientation."""

    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class RawPixels:
    """A picture that needs no decoder: sRGB with straight alpha, four bytes a pixel, row by row from the top, no padding."""

    width: int
    height: int
    rgba: bytes


@dataclass(frozen=True, slots=True)
class Original:
    """An opened original, a context manager. `stream` stands at its start; `media_type` tells what its bytes begin as.

    The file stays the one that was opened, whatever takes its place; who reads less than `size` bytes saw it cut short.
    """

    stream: BufferedReader
    size: int
    media_type: str
    content_hash: ContentHash

    def __enter__(self) -> Self:
        """Give the original itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.stream.close()


@dataclass(frozen=True, slots=True)
class Space:
    """One vector space: a pack's digest and the role that its vectors play. Vectors of two spaces are never compared."""

    pack_id: str
    digest: str
    dimension: int
    role: str = "semantic"


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a pack wants its pictures: size in pixels, how they are brought to it, and the normalisation per channel.

    `crop` is CLIP's recipe (the short side to the size, centre crop), `squash` a plain resize to a square.
    """

    size: int
    resize: Literal["crop", "squash"]
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: Interpolation = "bicubic"


@dataclass(frozen=True, slots=True)
class WalkedFile:
    """A candidate picture met on disk. `path` is relative to its root, in the file system's own bytes, with `/`."""

    path: bytes
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as the catalogue remembers it; `missing` files are kept so that a move can be recognised.

    A `held` one was not found either, and stays in the library until the person says that it is gone.
    """

    id: int
    asset_id: AssetId
    path: bytes
    size: int
    mtime_ns: int
    inode: int
    status: FileStatus
    missing: bool
    held: bool = False

    @property
    def present(self) -> bool:
        """Whether it lay at its place when that was looked at last."""
        return not self.missing and not self.held


@dataclass(frozen=True, slots=True)
class ScanDelta:
    """What a walk changed against the catalogue.

    `moved` pairs a stored file with the place where the same inode, size and time were met; `returned` are missing or
    held files found again as they were; `changed` pairs a stored file with its new facts. `missing` ones leave the
    library; `held` ones are gone as well and stay in it.
    """

    added: tuple[WalkedFile, ...] = ()
    changed: tuple[tuple[StoredFile, WalkedFile], ...] = ()
    moved: tuple[tuple[StoredFile, WalkedFile], ...] = ()
    returned: tuple[StoredFile, ...] = ()
    missing: tuple[StoredFile, ...] = ()
    held: tuple[StoredFile, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.changed or self.moved or self.returned or self.missing or self.held)


@dataclass(frozen=True, slots=True)
class TextRegion:
    """A line of letters found in a picture.

    `box` holds the four corners, clockwise from the top left, as fractions of the picture's width and height after
    its EXIF orientation; `score` lies in 0..1.
    """

    text: str
    score: float
    box: tuple[float, float, float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class AssetFailure:
    """A file that is not searchable, and why, in a stable code and a plain sentence."""

    path: Path
    status: FileStatus
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is in the list: which signal found it (`words`, `picture`, `letters`, `name`, …) and what it saw.

    `verified` is what local features proved, `avoided` is why it stands behind others.
    """

    signal: str
    detail: str


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, as fractions of its width and height after its EXIF orientation; the origin is top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Filters:
    """What a picture must be to be listed at all; everything that is given must hold.

    `shape` goes by the sides of the picture as it is shown, `min_width` and `min_height` are pixels. `taken_from` and
    `taken_to` are days, both included, by the camera's own clock. `camera` is a part of its make or model, `keywords`
    must all be there, `colour` is a name or `#rrggbb` that covers a telling part of the picture, and `collection` the
    id of one. Case does not count.
    """

    shape: Shape | None = None
    min_width: int | None = None
    min_height: int | None = None
    media_types: tuple[str, ...] = ()
    taken_from: date | None = None
    taken_to: date | None = None
    camera: str | None = None
    keywords: tuple[str, ...] = ()
    colour: str | None = None
    collection: str | None = None
    online: bool | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What the person asks. At least one of `text`, `letters`, `like`, `examples` and `core` must be given.

    `entry` overrides what the text is taken for. `like` is a picture file, the bytes of a picture, or the id of a
    picture of the library; `region` is the part of it that counts; `examples` are further ones. `core` is the set that
    the person locked: it stays on top, the list is expanded from its middle, and what joins it is a variant. `weight`
    (0..1) is the say of the words beside a picture, None the usual one. `avoid` are things, separated by commas, that put
    pictures which look like them behind the others.

    `inside` and `outside` are folders, `filters` are facts and `among` are pictures that narrow the search. `verified`
    asks for the labels that local features prove, which takes longer; `collapse` folds copies of the same picture into
    one hit.
    """

    text: str | None = None
    letters: str | None = None
    like: Path | bytes | AssetId | None = None
    region: Region | None = None
    avoid: str | None = None
    inside: tuple[Path, ...] = ()
    outside: tuple[Path, ...] = ()
    limit: int = 20
    cursor: str | None = None
    entry: TextEntry | None = None
    examples: tuple[Path | bytes | AssetId, ...] = ()
    core: tuple[AssetId, ...] = ()
    weight: float | None = None
    filters: Filters = Filters()
    among: tuple[AssetId, ...] | None = None
    sort: Sort = "best"
    verified: bool = False
    collapse: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result. `similarity` is a percentage, 0..100; `copies` are other places that hold the same bytes.

    It falls along a list behind the locked set, but where hits with the reason `avoided` begin, and where another `sort` than by it was asked.
    Without `calibrated` the percentage tells the rank alone, because the model has no curves.

    `labels` is None where nothing was verified, and empty where nothing was proved. The first one is the relation of the
    picture that was given to this hit, the others say how it was changed. `boxes` are where in this picture the letters
    or the pixels that were asked for stand, and `query_box` is the part of the given picture that this hit shows: four
    corners, clockwise, as fractions after the EXIF orientation. `group` names the pictures that were folded into this hit and `variants`
    counts the others of them. `core` marks the locked set, `curated` a picture that lies in the curated folder already.
    """

    asset: Asset
    similarity: float
    reasons: tuple[Reason, ...]
    copies: tuple[Path, ...] = ()
    calibrated: bool = True
    labels: tuple[Label, ...] | None = None
    boxes: tuple[Quad, ...] = ()
    query_box: Quad | None = None
    group: str | None = None
    variants: int = 0
    core: bool = False
    curated: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results. `entry` names the way that the clue chose, `why` says it in words, `next` is the cursor.

    `model` is the id of the pack that answered; None when letters and names alone were searched for want of one.
    `directions` are the ways in which the words ask for another picture than the one that was given: `cleaner`, `warmer`.
    """

    entry: str
    why: str
    hits: tuple[SearchHit, ...]
    next: str | None
    notes: tuple[str, ...] = ()
    model: str | None = None
    directions: tuple[str, ...] = ()
    verified: bool = False
