"""Formats are told by their bytes, never by their names."""

from __future__ import annotations

import pytest

from bowerbird_engine.imaging.formats import PICTURE_SUFFIXES, SNIFF_BYTES, PictureFormat, sniff
from fakes import light_files, pictures

PICTURE = pictures.two_halves()
FILES = [
    (PictureFormat.JPEG, pictures.encoded(PICTURE, "JPEG")),
    (PictureFormat.PNG, pictures.encoded(PICTURE, "PNG")),
    (PictureFormat.WEBP, pictures.encoded(PICTURE, "WEBP")),
    (PictureFormat.GIF, pictures.encoded(PICTURE, "GIF")),
    (PictureFormat.TIFF, pictures.encoded(PICTURE, "TIFF")),
    (PictureFormat.BMP, pictures.encoded(PICTURE, "BMP")),
    (PictureFormat.AVIF, pictures.encoded(PICTURE, "AVIF")),
    (PictureFormat.HEIF, pictures.HEIC),
    (PictureFormat.RADIANCE, light_files.radiance(light_files.two_lights())),
    (PictureFormat.RADIANCE, light_files.radiance(light_files.two_lights(), magic=b"#?RGBE")),
    (PictureFormat.OPENEXR, light_files.openexr(light_files.rgb(light_files.two_lights()))),
    (PictureFormat.OPENEXR, light_files.openexr(light_files.rgb(light_files.two_lights()), tiles=True)),
]


@pytest.mark.parametrize(("kind", "data"), FILES, ids=[kind.name for kind, _ in FILES])
def test_every_allowed_format_is_told_by_its_first_bytes(kind: PictureFormat, data: bytes) -> None:
    """The first bytes of a real file of each format name that format."""
    assert sniff(data[:SNIFF_BYTES]) is kind


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"BM is how this text begins, and it is no bitmap",
        b"8BPS\0\1" + bytes(26),
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"%PDF-1.7",
        b"SIMPLE  =                    T",
        b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\0\0\0\x18ftypisom\0\0\2\0isomiso2",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"#?RADIANT is how this text begins",
        b"#!/bin/sh\n",
        b"\x80\x2a\x5f\xd7 is Cineon",
        b"\x53\x80\xf6\x34 is Softimage's .pic",
        b"ENVI\ndescription = {a header of a scientific picture, .hdr too}",
    ],
)
def test_what_is_not_allowed_is_no_picture(head: bytes) -> None:
    """PSD, PostScript, PDF, FITS, JPEG 2000, SVG, MP4, WAV, Cineon, others that share an ending with ours, and text are none of the formats that are read."""
    assert sniff(head) is None


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"mif1\0\0\0\0mif1avifmiaf", PictureFormat.AVIF),
        (b"mif1\0\0\0\0mif1heicmiaf", PictureFormat.HEIF),
        (b"msf1\0\0\0\0", PictureFormat.HEIF),
    ],
)
def test_a_general_brand_is_settled_by_the_compatible_ones(brands: bytes, kind: PictureFormat) -> None:
    """A file whose major brand leaves the codec open is told by the brands that it is compatible with."""
    box = (len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands
    assert sniff(box) is kind


def test_suffixes_are_lower_case_with_their_dot() -> None:
    """Suffixes are ready to be compared with a lower-cased name."""
    assert {".jpg", ".heic", ".tif", ".hdr", ".pic", ".exr"} <= PICTURE_SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in PICTURE_SUFFIXES)
