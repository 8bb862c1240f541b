"""The formats that versions of pictures are written in."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from bowerbird_engine.imaging.work import ExportFormat

MEDIA_TYPES: Final[Mapping[ExportFormat, str]] = MappingProxyType(
    {"webp": "image/webp", "avif": "image/avif", "jpeg": "image/jpeg", "png": "image/png"}
)

LONGEST_SIDE: Final = 8192
"""Pixels. WebP ends at 16,383, and a photo of 48 megapixels has 8,000."""


@functools.cache
def can_write(kind: ExportFormat) -> bool:
    """Tell whether Pillow writes this format here, by doing it once.

    Its packages for some systems come without AVIF, and one with a decoder need not have an encoder.
    """
    from PIL import Image  # noqa: PLC0415  50 ms that a search does not pay

    try:
        Image.new("RGB", (8, 8)).save(BytesIO(), kind.upper())
    except (KeyError, OSError, ValueError, RuntimeError):
        return False
    return True
