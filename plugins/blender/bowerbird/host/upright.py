"""Photographs as the camera was held: Blender shows the pixels as they lie in the file, the library shows them upright.

A photograph has millions of pixels, and Python has no quick way to the numbers that Blender gives of them: so Blender
writes them as plain bytes into a file, and reads them again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import bpy

from ..model.formats import Kind, kind_of
from ..model.orientation import orientation_of, turn_of
from ..model.targa import turn_over

_JPEG_QUALITY = 95
_PLAIN = "TARGA_RAW"


def stand_up(file: Path) -> Generator[None, None, Path]:
    """Turn a picture's file, in steps; gives where it is then, with the ending of its format."""
    made = yield from turning(file.read_bytes())
    if made is None:
        return file
    data, ending = made
    there = file.with_suffix(ending)
    there.write_bytes(data)
    if there != file:
        file.unlink()
    return there


def turning(data: bytes) -> Generator[None, None, tuple[bytes, str] | None]:
    """Turn a picture's bytes, in steps; gives them with the ending of their format.

    None where it stands upright as it is, and where Blender cannot read it.
    """
    turn = turn_of(orientation_of(data))
    if not turn.mirrored and not turn.quarters:
        return None
    file_format, ending = ("JPEG", ".jpg") if kind_of(data) is Kind.JPEG else ("PNG", ".png")
    with tempfile.TemporaryDirectory(prefix="bowerbird-", dir=bpy.app.tempdir) as folder:
        plain = Path(folder) / "plain.tga"
        if not _written_plainly(data, plain):
            return None
        yield
        pixels = _read(plain)
        if not (yield from turn_over(pixels, turn)):
            return None
        plain.write_bytes(pixels)
        del pixels
        yield
        encoded = _encoded(plain, file_format)
        return None if encoded is None else (encoded, ending)


def _written_plainly(data: bytes, file: Path) -> bool:
    """Have Blender write a picture's pixels as bytes; tell whether it could read them."""
    image = bpy.data.images.new("bowerbird", 1, 1)
    try:
        image.source = "FILE"
        image.pack(data=data, data_len=len(data))
        return _saved(image, _PLAIN, file)
    finally:
        bpy.data.images.remove(image)


def _read(file: Path) -> bytearray:
    pixels = bytearray(file.stat().st_size)
    with file.open("rb") as opened:
        opened.readinto(pixels)
    return pixels


def _encoded(plain: Path, file_format: str) -> bytes | None:
    file = plain.with_name("upright")
    image = bpy.data.images.load(str(plain))
    try:
        return file.read_bytes() if _saved(image, file_format, file) else None
    finally:
        bpy.data.images.remove(image)


def _saved(image: Any, file_format: str, file: Path) -> bool:
    """Save an image; tell whether it has pixels. Before they are read, which is when its size is asked, it has no format."""
    if not all(image.size):
        return False
    image.file_format = file_format
    image.save(filepath=str(file), quality=_JPEG_QUALITY)
    return True
