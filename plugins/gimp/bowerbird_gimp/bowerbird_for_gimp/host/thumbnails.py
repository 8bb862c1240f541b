"""Thumbnails of images and layers in sRGB, and of masks as they are.

GIMP 3.2 gives thumbnails in sRGB. GIMP 3.0 gives the numbers as they stand in the image: linear ones, 16 bits or
floating point, in the image's own profile. What is not sRGB already is converted here, by GIMP, when it is small.
"""

from __future__ import annotations

import functools
from collections.abc import Generator
from typing import Any

from gi.repository import Gegl, Gimp

from bowerbird_panel.pixels import LONG_SIDE, shrunk_to

from . import images
from .calls import needed, passing
from .rasters import Coverage, Raster, raster_of

_RGBA = "R'G'B'A u8"
_P = Gimp.Precision
_COMPONENTS = {
    "u8": (1, (_P.U8_LINEAR, _P.U8_NON_LINEAR, _P.U8_PERCEPTUAL)),
    "u16": (2, (_P.U16_LINEAR, _P.U16_NON_LINEAR, _P.U16_PERCEPTUAL)),
    "u32": (4, (_P.U32_LINEAR, _P.U32_NON_LINEAR, _P.U32_PERCEPTUAL)),
    "half": (2, (_P.HALF_LINEAR, _P.HALF_NON_LINEAR, _P.HALF_PERCEPTUAL)),
    "float": (4, (_P.FLOAT_LINEAR, _P.FLOAT_NON_LINEAR, _P.FLOAT_PERCEPTUAL)),
    "double": (8, (_P.DOUBLE_LINEAR, _P.DOUBLE_NON_LINEAR, _P.DOUBLE_PERCEPTUAL)),
}
_ORDERS = ({1: "Y", 2: "YA", 3: "RGB", 4: "RGBA"}, {1: "Y'", 2: "Y'A", 3: "R'G'B'", 4: "R'G'B'A"},
           {1: "Y~", 2: "Y~A", 3: "R~G~B~", 4: "R~G~B~A"})  # fmt: skip
"""The components of each number of channels: linear, in the image's curve, and perceptual."""
_ROWS = 256
"""Of a mask that is as wide as can be: what GIMP gives in a few hundredths of a second."""
_GREYS = 2
"""Channels at most of what has no colours."""


def thumbnail(what: Any, image: Any) -> Raster:
    """Scale an image, or a layer of it, down to the size for a search; a smaller one stays as it is."""
    if not what.is_valid():
        raise images.closed()
    data, width, height, size = what.get_thumbnail_data(*shrunk_to(images.size_of(what), LONG_SIDE))
    raw = needed(data).get_data()
    if _is_srgb(image) or _gives_srgb():
        return raster_of(raw, width, height, size)
    return _converted(raw, width, height, size, image)


def coverage(mask: Any, width: int, height: int) -> Generator[None, None, Coverage]:
    """Scale a mask or a selection to a size, in steps of a few rows: what is covered in full is 255."""
    scale = width / mask.get_width() if width >= height else height / mask.get_height()
    rows = max(1, _ROWS * LONG_SIDE // width)
    parts: list[bytes] = []
    for top in range(0, height, rows):
        yield
        if not mask.is_valid():
            raise images.closed()
        part = Gegl.Rectangle.new(0, top, width, min(rows, height - top))
        parts.append(bytes(mask.get_buffer().get(part, scale, "Y u8", Gegl.AbyssPolicy.CLAMP)))
    return Coverage(width, height, b"".join(parts))


def _is_srgb(image: Any) -> bool:
    """Tell whether the numbers of an image are sRGB and eight bits as they stand."""
    if image.get_precision() != Gimp.Precision.U8_NON_LINEAR:
        return False
    profile = image.get_color_profile()
    return profile is None or profile.is_equal(Gimp.ColorProfile.new_rgb_srgb())


@functools.lru_cache(maxsize=1)
def _gives_srgb() -> bool:
    """Tell whether this GIMP converts thumbnails: of sixteen bits come eight then."""
    made = Gimp.Image.new_with_precision(1, 1, Gimp.ImageBaseType.RGB, Gimp.Precision.U16_LINEAR)
    with passing(made) as tiny:
        return tiny.get_thumbnail_data(1, 1).bpp <= 4  # noqa: PLR2004  RGBA in bytes


def _converted(raw: bytes, width: int, height: int, size: int, image: Any) -> Raster:
    """Put the numbers into an image of the same kind, and have GIMP convert that."""
    precision = image.get_precision()
    name, (bytes_each, curves) = next(
        (name, about) for name, about in _COMPONENTS.items() if precision in about[1]
    )
    channels = size // bytes_each
    is_grey = channels <= _GREYS
    everything = Gegl.Rectangle.new(0, 0, width, height)
    base = Gimp.ImageBaseType.GRAY if is_grey else Gimp.ImageBaseType.RGB
    kind = Gimp.ImageType.GRAYA_IMAGE if is_grey else Gimp.ImageType.RGBA_IMAGE
    with passing(Gimp.Image.new_with_precision(width, height, base, precision)) as small:
        layer = needed(Gimp.Layer.new(small, "", width, height, kind, 100, Gimp.LayerMode.NORMAL))
        needed(small.insert_layer(layer, None, 0))
        buffer = layer.get_buffer()
        # Written before the image has a profile: the numbers go in as they are.
        buffer.set(everything, f"{_ORDERS[curves.index(precision)][channels]} {name}", raw)
        buffer.flush()
        layer.update(0, 0, width, height)
        profile = image.get_color_profile()
        if profile is not None:
            needed(small.set_color_profile(profile))
        if is_grey:
            needed(small.convert_rgb())
        needed(
            small.convert_color_profile(
                Gimp.ColorProfile.new_rgb_srgb(), Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC, True
            )
        )
        data = layer.get_buffer().get(everything, 1.0, _RGBA, Gegl.AbyssPolicy.NONE)
    return Raster(width, height, bytes(data))
