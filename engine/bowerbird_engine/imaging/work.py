"""What passes between the pool and its workers, as plain values.

This module and all that the worker imports stay without numpy, which would treble the worker's start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bowerbird_engine.facts import Look, Metadata

ExportFormat = Literal["webp", "avif", "jpeg", "png"]


@dataclass(frozen=True, slots=True)
class Fit:
    """One model input to make: a square of `size` pixels, by cropping or by squashing."""

    size: int
    resize: Literal["crop", "squash"]
    interpolation: Literal["bicubic", "bilinear", "lanczos"] = "bicubic"


@dataclass(frozen=True, slots=True)
class Export:
    """A version to make for use outside the library; without a `long_side` as large as the picture is, within limits."""

    format: ExportFormat
    long_side: int | None
    quality: int


@dataclass(frozen=True, slots=True)
class Work:
    """One picture to decode, from a path or from its bytes, and what to make of it.

    `sides` ask for WebP files of these long sides. Of a `region`, left, top, width and height as fractions of the turned
    picture, all is made as if it were the whole picture. An `export` is made of the whole picture, and of nothing that
    was reduced below it. For a `caption` the file's own words are read, no pixels are decoded, and nothing else is made.
    `metadata` asks for all that the file says, beside the others or alone, when no pixels are decoded either; `look` for how
    the picture looks as a whole.
    """

    path: bytes | None
    data: bytes | bytearray | None
    fits: tuple[Fit, ...] = ()
    thumbnail: bool = False
    proxy: bool = False
    long_side: int | None = None
    sides: tuple[int, ...] = ()
    region: tuple[float, float, float, float] | None = None
    export: Export | None = None
    caption: bool = False
    metadata: bool = False
    look: bool = False

    @property
    def wants_pixels(self) -> bool:
        """Tell whether the picture has to be decoded, and not only its file read."""
        return not self.caption and (not self.metadata or self.look or self.makes_files)

    @property
    def makes_files(self) -> bool:
        """Tell whether anything is made of the pixels that is kept."""
        return bool(
            self.fits
            or self.thumbnail
            or self.proxy
            or self.long_side
            or self.sides
            or self.export is not None
        )


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """The limits that a worker itself checks; time and memory are held from outside."""

    max_pixels: int
    max_jpeg_pixels: int
    max_file_bytes: int


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told at its start.

    `parent` is the process that it must not outlive; `background` has it leave the cores to whoever wants them.
    """

    decoder: str
    memory_bytes: int
    limits: WorkLimits
    parent: int
    background: bool


@dataclass(frozen=True, slots=True)
class Renditions:
    """What was made of a picture. `fits` and `pixels` are RGB bytes, row by row, the others WebP files.

    `sized` are in the order of the sides that were asked for, `exported` is a file of the format that was.
    """

    fits: tuple[bytes | bytearray, ...] = ()
    thumbnail: bytes | None = None
    proxy: bytes | None = None
    pixels: bytes | bytearray | None = None
    pixels_size: tuple[int, int] = (0, 0)
    sized: tuple[bytes, ...] = ()
    exported: bytes | None = None
    exported_size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture. `digest` is the SHA-256 of the file, `size` (width, height) after its orientation.

    Of one that was only read for its caption or its metadata the size is that of the pixels as they are stored.
    """

    digest: bytes
    media_type: str
    size: tuple[int, int]
    byte_size: int
    renditions: Renditions = Renditions()
    caption: str | None = None
    metadata: Metadata | None = None
    look: Look | None = None


RefusalKind = Literal["unreadable", "too_large", "died", "bad_region"]


class RefusalError(Exception):
    """Say why a picture is not decoded: a kind, a stable code and a plain sentence."""

    def __init__(self, kind: RefusalKind, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.kind: RefusalKind = kind
        self.reason_code = reason_code
        self.message = message
