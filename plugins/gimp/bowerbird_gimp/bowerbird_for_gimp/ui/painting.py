"""Pixels as pictures of Gtk: as large as their room, with round corners."""

from __future__ import annotations

from typing import Any, Protocol

from .corners import rounded
from .geometry import fit
from .toolkit import GdkPixbuf, GLib

_RADIUS = 6
_CHANNELS = 4


class _HasPixels(Protocol):
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def rgba(self) -> bytes: ...


def painted(pixels: _HasPixels, width: int, height: int, radius: int = _RADIUS) -> Any:
    """Make a pixbuf that fits into a room, with round corners."""
    whole = _pixbuf(pixels.rgba, pixels.width, pixels.height, pixels.width * _CHANNELS)
    wide, high = fit(pixels.width, pixels.height, width, height)
    scaled = whole.scale_simple(wide, high, GdkPixbuf.InterpType.BILINEAR)
    if scaled is None:
        return whole
    stride = scaled.get_rowstride()
    return _pixbuf(rounded(scaled.get_pixels(), wide, high, stride, radius), wide, high, stride)


def _pixbuf(rgba: bytes, width: int, height: int, stride: int) -> Any:
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(rgba), GdkPixbuf.Colorspace.RGB, True, 8, width, height, stride
    )
