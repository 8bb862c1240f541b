"""The pixels of an image of Blender's: read whole, made small by Blender, and shown as its editor shows them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import LONG_SIDE, shrunk_to
from bowerbird_panel.words import _

from . import scratch
from .raster import WHOLE, Floats, Raster, View, as_bytes, cut_out, filled_by

Steps = Generator[None, None, Raster]

_SRGB = "sRGB"


def read(image: Any, scene: Any, view: View = WHOLE) -> Steps:
    """Read an image or a part of it. `scene` is whose view it is seen through, where it is. Raises HostTrouble."""
    yield
    width, height = image.size
    if not width or not height:
        raise no_pixels(image.name)
    part = view.of(width, height)
    whole = pixels_of(image)
    yield
    cut = cut_out(whole, part, 2 * LONG_SIDE)
    del whole
    yield
    raster = _small(image, scene, cut)
    return raster.opaque if image.alpha_mode == "NONE" else raster


def pixels_of(image: Any) -> Floats:
    """Read all pixels of an image as they are. Raises HostTrouble."""
    try:
        width, height = image.size
        return filled_by(image.pixels.foreach_get, width, height, image.channels)
    except MemoryError as error:
        raise HostTrouble(
            "too_large", _("The image is too large to be read."), _("Search with a smaller one.")
        ) from error


def fill(small: Any, cut: Floats) -> None:
    """Put pixels into an image of their size, and make it small."""
    small.pixels.foreach_set(cut.values)
    size = shrunk_to(cut.proportions, LONG_SIDE)
    if size != tuple(small.size):
        small.scale(*size)


def no_pixels(name: str) -> HostTrouble:
    """Say that an image cannot be seen."""
    return HostTrouble(
        "no_pixels",
        _("The image {name} has no pixels.").format(name=name),
        _("Its file may be missing: look at it in the image editor."),
    )


def shown(small: Any, scene: Any) -> Raster:
    """Take a small image as a scene's view shows it."""
    with scratch.private_file() as file:
        scratch.save(small, scene, file, scratch.PLAIN)
        with scratch.loaded(file) as seen:
            return as_bytes(pixels_of(seen))


def _small(image: Any, scene: Any, cut: Floats) -> Raster:
    """Have Blender scale, and show what is light or in another colour space as its editor does."""
    space = image.colorspace_settings
    as_it_is = space.is_data or (not image.is_float and space.name == _SRGB)
    with scratch.blank(
        cut.width, cut.height, is_float=image.is_float, colour_space=None if image.is_float else space.name
    ) as small:
        fill(small, cut)
        if as_it_is:
            return as_bytes(pixels_of(small))
        if image.use_view_as_render:
            return shown(small, scene)
        with scratch.plain_scene() as plain:
            return shown(small, plain)
