"""Read what a picture's file says of it, in the places where programs write captions. Runs inside a worker.

First comes what was written for who cannot see the picture, then descriptions, then titles.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Final, TypeVar, cast

from PIL import Image, ImageFile, IptcImagePlugin

from bowerbird_engine.imaging.captions_text import caption_in
from bowerbird_engine.imaging.formats import PictureFormat
from bowerbird_engine.imaging.opening import Stream
from bowerbird_engine.imaging.png_texts import exif_in_text, png_exif, png_texts
from bowerbird_engine.imaging.xmp import ALTERNATIVE, DESCRIPTION, TITLE, read_xmp

_IPTC_CAPTION: Final = (2, 120)
_IPTC_HEADLINE: Final = (2, 105)
_IPTC_TITLE: Final = (2, 5)
_EXIF_DESCRIPTION: Final = 0x010E
_EXIF_XP_TITLE: Final = 0x9C9B
_PNG_XMP: Final = "XML:com.adobe.xmp"
_PNG_EXIF: Final = "raw profile type exif"
_TIFF_XMP: Final = 0x02BC

Text = str | bytes
K = TypeVar("K")
T = TypeVar("T")


def caption_of(image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat) -> str | None:
    """Give the first caption that says something, of a picture that is open and not decoded; None where there is none."""
    title, described = titled_and_described(image, stream, kind)
    return described or title


def titled_and_described(
    image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat
) -> tuple[str | None, str | None]:
    """Give the first title and the first description that say something; None for what there is not."""
    texts = _suppressed(lambda: _texts(stream)) if kind is PictureFormat.PNG else {}
    xmp = _suppressed(lambda: _xmp(_packet(image, texts)))
    iptc = _suppressed(lambda: _iptc(image))
    exif = _suppressed(lambda: _exif(_tags(image, stream, kind, texts)))
    titles = (
        xmp.get(TITLE),
        iptc.get(_IPTC_HEADLINE),
        iptc.get(_IPTC_TITLE),
        exif.get(_EXIF_XP_TITLE),
        texts.get("title"),
    )
    descriptions = (
        xmp.get(ALTERNATIVE),
        xmp.get(DESCRIPTION),
        iptc.get(_IPTC_CAPTION),
        exif.get(_EXIF_DESCRIPTION),
        texts.get("description"),
    )
    return _first_that_says(titles), _first_that_says(descriptions)


def exif_tags(image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat) -> Image.Exif:
    """Give the EXIF of a picture that is open and not decoded. Damaged EXIF raises anything."""
    return _tags(image, stream, kind, _texts(stream) if kind is PictureFormat.PNG else {})


def xmp_packet(image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat) -> Text | None:
    """Give the XMP packet of a picture that is open and not decoded; None where there is none."""
    return _packet(image, _texts(stream) if kind is PictureFormat.PNG else {})


def _first_that_says(texts: Iterable[Text | None]) -> str | None:
    return next((caption for text in texts if text and (caption := caption_in(text)) is not None), None)


def _suppressed(read: Callable[[], dict[K, T]]) -> dict[K, T]:
    # Damaged metadata raise anything; what stands in other places is good without them.
    with contextlib.suppress(Exception):
        return read()
    return {}


def _texts(stream: Stream) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for key, text in png_texts(stream):
        found.setdefault(key if key == _PNG_XMP else key.casefold(), text)
    return found


def _tags(
    image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat, texts: dict[str, bytes]
) -> Image.Exif:
    if kind is not PictureFormat.PNG:
        return image.getexif()
    # Pillow would decode all pixels first, to see what stands behind them.
    tags = Image.Exif()
    tags.load(png_exif(stream) or exif_in_text(texts.get(_PNG_EXIF, b"")))
    return tags


def _packet(image: ImageFile.ImageFile, texts: dict[str, bytes]) -> Text | None:
    packet: object = texts.get(_PNG_XMP) or image.info.get("xmp")
    if packet is None and (tags := getattr(image, "tag_v2", None)) is not None:
        packet = tags.get(_TIFF_XMP)
    return packet if isinstance(packet, str | bytes) else None


def _xmp(packet: Text | None) -> dict[str, str]:
    return {} if packet is None else read_xmp(packet)


def _iptc(image: ImageFile.ImageFile) -> dict[tuple[int, int], Text]:
    found = IptcImagePlugin.getiptcinfo(image) or {}
    values = {key: value[0] if isinstance(value, list) else value for key, value in found.items() if value}
    return cast("dict[tuple[int, int], Text]", values)


def _exif(tags: Image.Exif) -> dict[int, Text]:
    description, title = tags.get(_EXIF_DESCRIPTION), tags.get(_EXIF_XP_TITLE)
    found: dict[int, Text] = {}
    if isinstance(description, str):
        # Pillow takes what EXIF calls ASCII for Latin-1, and most programs write UTF-8.
        found[_EXIF_DESCRIPTION] = description.encode("latin-1", "replace")
    if isinstance(title, bytes | tuple):
        found[_EXIF_XP_TITLE] = bytes(cast("bytes", title)).decode("utf-16-le", "replace")
    return found
