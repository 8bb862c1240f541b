"""Bytes of pixels, as GIMP's thumbnails bring them, in the one form that a search takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..model.edge import GimpTrouble
from ..model.words import _

_OPAQUE = b"\xff"


@dataclass(frozen=True)
class Raster:
    """Rows from the top, four bytes a pixel: sRGB and alpha, not multiplied in."""

    width: int
    height: int
    rgba: bytes

    @property
    def is_blank(self) -> bool:
        """Whether every pixel is wholly transparent."""
        return not any(self.rgba[3::4])


@dataclass(frozen=True)
class Coverage:
    """Rows from the top, one byte a pixel: how much of it counts."""

    width: int
    height: int
    bytes: bytes


def colours(data: Any, width: int, height: int, channels: int) -> Raster:
    """Read a thumbnail of an image or a layer: grey or RGB, with alpha or without."""
    pixels = _bytes_of(data)
    if channels == 4:  # noqa: PLR2004  RGBA
        return Raster(width, height, pixels)
    is_grey = channels <= 2  # noqa: PLR2004  grey, or grey and alpha
    has_alpha = channels == 2  # noqa: PLR2004  likewise
    rgba = bytearray(_OPAQUE) * (4 * width * height)
    for place in range(3):
        rgba[place::4] = pixels[0 if is_grey else place :: channels]
    if has_alpha:
        rgba[3::4] = pixels[1::2]
    return Raster(width, height, bytes(rgba))


def grey(data: Any, width: int, height: int, channels: int) -> Coverage:
    """Read a thumbnail of a mask or a selection: one channel, which GIMP 3.2 gives three times."""
    return Coverage(width, height, _bytes_of(data)[::channels])


def masked(raster: Raster, mask: Coverage) -> Raster:
    """Take away what a mask of the same size covers."""
    cover = mask.bytes
    if (mask.width, mask.height) != (raster.width, raster.height):
        cover = _stretched(mask, raster.width, raster.height)
    if cover.count(_OPAQUE) == len(cover):
        return raster
    rgba = bytearray(raster.rgba)
    alpha = raster.rgba[3::4]
    if alpha.count(_OPAQUE) != len(alpha):
        cover = bytes([(one * other + 127) // 255 for one, other in zip(alpha, cover)])
    rgba[3::4] = cover
    return Raster(raster.width, raster.height, bytes(rgba))


def _stretched(mask: Coverage, width: int, height: int) -> bytes:
    """Bring a mask that was rounded to another number of pixels to the right one."""
    columns = [column * mask.width // width for column in range(width)]
    rows = (row * mask.height // height * mask.width for row in range(height))
    return b"".join(bytes([mask.bytes[row + column] for column in columns]) for row in rows)


def _bytes_of(data: Any) -> bytes:
    if data is None:
        raise GimpTrouble("gimp_failed", _("GIMP gave no pixels."), _("Try again."))
    return data.get_data()
