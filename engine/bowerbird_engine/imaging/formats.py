"""The picture formats that are decoded, and how a file's first bytes tell them. Everything else is refused."""

from __future__ import annotations

import enum


class PictureFormat(enum.Enum):
    """An allowed format: its media type and the suffixes under which its files go."""

    JPEG = ("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
    PNG = ("image/png", (".png", ".apng"))
    WEBP = ("image/webp", (".webp",))
    GIF = ("image/gif", (".gif",))
    TIFF = ("image/tiff", (".tif", ".tiff"))
    BMP = ("image/bmp", (".bmp", ".dib"))
    AVIF = ("image/avif", (".avif",))
    HEIF = ("image/heic", (".heic", ".heif", ".hif"))
    RADIANCE = ("image/vnd.radiance", (".hdr", ".pic"))
    OPENEXR = ("image/x-exr", (".exr",))

    def __init__(self, media_type: str, suffixes: tuple[str, ...]) -> None:
        self.media_type = media_type
        self.suffixes = suffixes


PICTURE_MEDIA_TYPES: tuple[str, ...] = tuple(kind.media_type for kind in PictureFormat)
"""What all of them are called in a Content-Type."""

PICTURE_SUFFIXES: frozenset[str] = frozenset(suffix for kind in PictureFormat for suffix in kind.suffixes)
"""Lower-case suffixes with their dot, of the files worth opening."""

SNIFF_BYTES = 64
"""How much of a file's beginning `sniff` wants."""

_MAGICS = (
    (b"\xff\xd8\xff", PictureFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", PictureFormat.PNG),
    (b"GIF87a", PictureFormat.GIF),
    (b"GIF89a", PictureFormat.GIF),
    (b"#?RADIANCE\n", PictureFormat.RADIANCE),
    (b"#?RGBE\n", PictureFormat.RADIANCE),
    (b"\x76\x2f\x31\x01", PictureFormat.OPENEXR),
    *((magic, PictureFormat.TIFF) for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
_BMP_HEADER_SIZES = frozenset({12, 40, 52, 56, 64, 108, 124})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


def sniff(head: bytes) -> PictureFormat | None:
    """Tell the format from a file's first bytes, whatever its name says; None when it is none of ours."""
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PictureFormat.WEBP
    # Two letters alone would take every text that begins with "BM".
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return PictureFormat.BMP
    return _sniff_iso_media(head) if head[4:8] == b"ftyp" else None


def _sniff_iso_media(head: bytes) -> PictureFormat | None:
    # The box is: size, "ftyp", major brand, minor version, compatible brands; `mif1` alone leaves the codec open.
    end = max(16, min(int.from_bytes(head[:4], "big"), len(head)))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return PictureFormat.AVIF
        if brand in _HEIF_BRANDS:
            return PictureFormat.HEIF
    return PictureFormat.HEIF if brands[0] in {b"mif1", b"msf1"} else None


def webp_size(head: bytes) -> tuple[int, int] | None:
    """Read the size out of a WebP file's first bytes; None when they tell none.

    Pillow's opener allocates two canvases of that size before it can be asked.
    """
    match head[12:16]:
        case b"VP8X":
            return (1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little"))
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        case b"VP8 ":
            width, height = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
            return (width & 0x3FFF, height & 0x3FFF)
        case _:
            return None
