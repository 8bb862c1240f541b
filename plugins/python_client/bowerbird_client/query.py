"""What a plug-in may ask: words, letters, a picture of the library or one of its own, and a part of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .errors import ProblemError

UPLOAD_MOST = 32 * 1024 * 1024
_SIDE_MOST = 65535

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"#?RADIANCE\n", "image/vnd.radiance"),
    (b"#?RGBE\n", "image/vnd.radiance"),
    (b"\x76\x2f\x31\x01", "image/x-exr"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    *((magic, "image/tiff") for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
_AVIF_BRANDS = (b"avif", b"avis")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_CHANNELS = 4


@dataclass(frozen=True)
class Region:
    """A part of the query picture, in fractions 0..1 of its width and height as it is shown."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """A picture to search with: the bytes of a file, or raw RGBA with its size in pixels.

    Make one with `Picture.file` or `Picture.rgba`.
    """

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None

    @classmethod
    def file(cls, data: bytes) -> Picture:
        """Take the bytes of a file: PNG, JPEG, WebP, GIF, AVIF, HEIC, TIFF, BMP, Radiance or OpenEXR.

        A hub of an older version refuses some of them.
        """
        return cls(_small_enough(data), _media_type(data))

    @classmethod
    def rgba(cls, width: int, height: int, data: bytes) -> Picture:
        """Take raw pixels: rows from the top, four bytes a pixel, alpha not multiplied in."""
        if not (0 < width <= _SIDE_MOST and 0 < height <= _SIDE_MOST):
            raise ProblemError(
                "That picture has no usable size.", "Choose a larger part of it.", code="invalid"
            )
        if len(data) != width * height * _CHANNELS:
            raise ProblemError("The pixels do not fit the size of the picture.", code="invalid")
        return cls(_small_enough(data), "application/octet-stream", width, height)

    @property
    def digest(self) -> str:
        """Name the picture by what is in it."""
        size = f"{self.media_type} {self.width} {self.height} ".encode("ascii")
        return hashlib.sha256(size + self.data).hexdigest()


@dataclass(frozen=True)
class Filters:
    """What a picture must be to be found at all; everything that is given must hold.

    `shape` is `wide`, `tall` or `square`; `taken_from` and `taken_to` are days such as `2026-11-29`; `colour` is a name or
    `#rrggbb`; `media_types` are such as `image/png`; `collection` is the id of one; `online` is what can be opened now. A hub
    knows them that `can("search.filters")`.
    """

    shape: str | None = None
    min_width: int | None = None
    min_height: int | None = None
    media_types: tuple[str, ...] = ()
    taken_from: str | None = None
    taken_to: str | None = None
    camera: str | None = None
    keywords: tuple[str, ...] = ()
    colour: str | None = None
    collection: str | None = None
    online: bool | None = None


@dataclass(frozen=True)
class Query:
    """A search. At least one of `text`, `letters`, `asset`, `picture`, `examples`, `core` and `saved` must be given.

    `asset` is the id of a picture of the library to look like, `picture` one that the plug-in brings. `region` is a
    part of either. `inside` and `outside` are ids of folders. `avoid` are things, separated by commas: pictures that look
    like them come behind the others, each with a reason whose signal is `avoided`. A hub knows it that
    `can("search.avoid")`.

    `examples` are ids of further pictures to look like, `core` those of a locked set, which stays on top while the list grows
    around it; `weight` (0..1) is the say of the words beside a picture. `entry` overrides what the text is taken for:
    `words`, `letters` or `name`. `filters` and `among`, ids of pictures, narrow the search; `sort` is another order than
    `best`. `verified` asks for the labels that local features prove, which takes longer. A hub knows each that can
    `search.` and its name.

    `saved` is the id of a saved search: what is not given here is as it says. A hub has them that
    `can("saved_searches")`.
    """

    text: str | None = None
    letters: str | None = None
    asset: str | None = None
    picture: Picture | None = None
    region: Region | None = None
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    limit: int = 50
    avoid: str | None = None
    examples: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    weight: float | None = None
    entry: str | None = None
    filters: Filters = Filters()
    among: tuple[str, ...] | None = None
    sort: str = "best"
    verified: bool = False
    saved: str | None = None


def _small_enough(data: bytes) -> bytes:
    if len(data) > UPLOAD_MOST:
        raise ProblemError(
            f"That picture is larger than {UPLOAD_MOST // (1024 * 1024)} MiB.",
            "Make it smaller first: 1,024 pixels on the long side are enough to search with.",
            code="too_large",
            status=413,
        )
    return data


def _media_type(data: bytes) -> str:
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        # Major brand, version, compatible brands; a file of the general brand alone tells by the others what it is.
        brands = [
            data[at : at + 4] for at in (8, *range(16, min(int.from_bytes(data[:4], "big"), 64) - 3, 4))
        ]
        if any(brand in _AVIF_BRANDS for brand in brands):
            return "image/avif"
        if any(brand in _HEIF_BRANDS for brand in brands):
            return "image/heic"
    raise ProblemError(
        "That is no picture of a kind that Bowerbird can search with.",
        "Save it as PNG first.",
        code="unsupported_media_type",
        status=415,
    )
