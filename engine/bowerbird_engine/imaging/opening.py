"""Open a picture with the decoder of its format, and no other, inside a worker."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Final

from PIL import ImageFile

from bowerbird_engine.imaging.formats import PictureFormat

if TYPE_CHECKING:
    from bowerbird_engine.imaging.light import Light

Stream = BufferedReader | BytesIO

# The plugins' own classes, not Image.open: that would load and try all of Pillow's forty formats on a damaged file.
_OPENERS: Final = {
    PictureFormat.JPEG: ("PIL.JpegImagePlugin", "jpeg_factory"),
    PictureFormat.PNG: ("PIL.PngImagePlugin", "PngImageFile"),
    PictureFormat.WEBP: ("PIL.WebPImagePlugin", "WebPImageFile"),
    PictureFormat.GIF: ("PIL.GifImagePlugin", "GifImageFile"),
    PictureFormat.TIFF: ("PIL.TiffImagePlugin", "TiffImageFile"),
    PictureFormat.BMP: ("PIL.BmpImagePlugin", "BmpImageFile"),
    PictureFormat.AVIF: ("PIL.AvifImagePlugin", "AvifImageFile"),
    PictureFormat.HEIF: ("pi_heif", "HeifImageFile"),
}

# Imported with the first picture of their kind: they bring numpy, which would treble the start of each worker.
_LIGHT_OPENERS: Final = {
    PictureFormat.RADIANCE: ("bowerbird_engine.imaging.radiance", "open_radiance"),
    PictureFormat.OPENEXR: ("bowerbird_engine.imaging.openexr", "open_openexr"),
}


def is_light(kind: PictureFormat) -> bool:
    """Tell whether pictures of this format hold light, which is developed before it is shown."""
    return kind in _LIGHT_OPENERS


def open_picture(stream: Stream, kind: PictureFormat) -> ImageFile.ImageFile:
    """Open a picture that Pillow or one of its plugins decodes."""
    module, name = _OPENERS[kind]
    opener: Callable[[Stream], ImageFile.ImageFile] = getattr(importlib.import_module(module), name)
    return opener(stream)


def open_light(stream: Stream, kind: PictureFormat) -> Light:
    """Open a picture of light."""
    module, name = _LIGHT_OPENERS[kind]
    opener: Callable[[Stream], Light] = getattr(importlib.import_module(module), name)
    return opener(stream)
