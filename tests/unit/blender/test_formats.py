"""Kinds of files by how they begin."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bowerbird.model.formats import Kind, kind_of


def written(kind: str) -> bytes:
    """Write a picture in a format."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000", "TGA"])
def test_others_are_left_to_blender(kind: str) -> None:
    """What some Blender reads is not refused."""
    assert kind_of(written(kind)) is Kind.OTHER


def test_kinds_that_matter() -> None:
    """Photographs, light and what is no still picture for Blender are told apart."""
    assert kind_of(written("JPEG")) is Kind.JPEG
    assert kind_of(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n") is Kind.LIGHT
    assert kind_of(b"\x76\x2f\x31\x01\2\0\0\0") is Kind.LIGHT
    for strange in (
        written("GIF"),
        written("ICO"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"%PDF-1.7",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    ):
        assert kind_of(strange) is Kind.STRANGE
    assert kind_of(b"") is Kind.OTHER
