"""What kind of file something is, by how it begins. Pure."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What matters about a picture's format here."""

    JPEG = "jpeg"
    LIGHT = "light"
    """Radiance HDR or OpenEXR: numbers are amounts of light."""
    STRANGE = "strange"
    """One that no Blender reads as a still picture: SVG, GIF, HEIC, PDF, icons."""
    OTHER = "other"


_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def kind_of(data: bytes) -> Kind:
    """Tell the kind of a file by its first bytes."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith((b"#?", b"\x76\x2f\x31\x01")):
        return Kind.LIGHT
    if data.startswith((b"GIF8", b"%PDF", b"\0\0\1\0", b"gimp xcf")) or _is_heif(data) or _is_markup(data):
        return Kind.STRANGE
    return Kind.OTHER


def _is_heif(data: bytes) -> bool:
    # AVIF may call itself mif1 too, and newer Blenders read it.
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF and b"avif" not in data[12:64]


def _is_markup(data: bytes) -> bool:
    return data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<svg", b"<!DOCTYPE"))
