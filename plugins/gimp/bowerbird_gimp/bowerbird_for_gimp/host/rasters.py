"""Pixels in the one form that a search takes."""

from __future__ import annotations

from dataclasses import dataclass

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


def raster_of(pixels: bytes, width: int, height: int, channels: int) -> Raster:
    """Read sRGB bytes: grey or RGB, with alpha or without."""
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


def masked(raster: Raster, mask: Coverage) -> Raster:
    """Take away what a mask of the same size covers."""
    cover = mask.bytes
    if cover.count(_OPAQUE) == len(cover):
        return raster
    rgba = bytearray(raster.rgba)
    alpha = raster.rgba[3::4]
    if alpha.count(_OPAQUE) != len(alpha):
        cover = bytes([(one * other + 127) // 255 for one, other in zip(alpha, cover)])
    rgba[3::4] = cover
    return Raster(raster.width, raster.height, bytes(rgba))
