"""Read what a picture's file says of it: when and with what it was taken, and in which words. Runs inside a worker.

Only what is named here is looked at. Where a picture was taken is none of it: the block of EXIF with the place is not read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Final, cast

from PIL import Image, ImageFile, IptcImagePlugin

from bowerbird_engine.facts import Metadata
from bowerbird_engine.imaging.captions import exif_tags, titled_and_described, xmp_packet
from bowerbird_engine.imaging.formats import PictureFormat
from bowerbird_engine.imaging.metadata_text import camera_in, keywords_in, taken_in
from bowerbird_engine.imaging.opening import Stream
from bowerbird_engine.imaging.xmp import read_xmp_lists

_MAKE: Final = 0x010F
_MODEL: Final = 0x0110
_CHANGED: Final = 0x0132
_EXIF_BLOCK: Final = 0x8769
_TAKEN: Final = 0x9003
_DIGITIZED: Final = 0x9004
_XP_KEYWORDS: Final = 0x9C9E

_IPTC_KEYWORDS: Final = (2, 25)
_IPTC_DATE: Final = (2, 55)
_IPTC_TIME: Final = (2, 60)

_SUBJECT: Final = "http://purl.org/dc/elements/1.1/ subject"
_HIERARCHY: Final = "http://ns.adobe.com/lightroom/1.0/ hierarchicalSubject"
_XMP_TAKEN: Final = "http://ns.adobe.com/exif/1.0/ DateTimeOriginal"
_XMP_MADE: Final = "http://ns.adobe.com/photoshop/1.0/ DateCreated"
_XMP_CREATED: Final = "http://ns.adobe.com/xap/1.0/ CreateDate"
_XMP_MAKE: Final = "http://ns.adobe.com/tiff/1.0/ Make"
_XMP_MODEL: Final = "http://ns.adobe.com/tiff/1.0/ Model"
_WANTED: Final = frozenset({_SUBJECT, _HIERARCHY, _XMP_TAKEN, _XMP_MADE, _XMP_CREATED, _XMP_MAKE, _XMP_MODEL})

_LARGEST_EXIF: Final = 1 << 20
"""Bytes. JPEG holds no more than 64 KB of it; what is a thousand times larger is made to take time."""

Text = str | bytes


def metadata_of(image: ImageFile.ImageFile, stream: Stream, kind: PictureFormat) -> Metadata:
    """Read the metadata of a picture that is open and not decoded. What is damaged is left out, and nothing is raised."""
    tags: Image.Exif | None = None
    with contextlib.suppress(Exception):
        if len(image.info.get("exif", b"")) <= _LARGEST_EXIF:
            tags = exif_tags(image, stream, kind)
    said: dict[str, list[str]] = {}
    with contextlib.suppress(Exception):
        packet = xmp_packet(image, stream, kind)
        said = {} if packet is None else read_xmp_lists(packet, _WANTED)
    noted: dict[tuple[int, int], list[bytes]] = {}
    with contextlib.suppress(Exception):
        noted = _iptc(image)
    title, caption = None, None
    with contextlib.suppress(Exception):
        title, caption = titled_and_described(image, stream, kind)
    return Metadata(
        taken=_taken(tags, said, noted),
        camera=camera_in(
            _tag(tags, _MAKE) or _first(said.get(_XMP_MAKE)),
            _tag(tags, _MODEL) or _first(said.get(_XMP_MODEL)),
        ),
        title=title,
        caption=caption,
        keywords=keywords_in(
            [
                *said.get(_SUBJECT, ()),
                *noted.get(_IPTC_KEYWORDS, ()),
                *_xp_keywords(tags),
                *said.get(_HIERARCHY, ()),
            ]
        ),
    )


def _taken(
    tags: Image.Exif | None, said: dict[str, list[str]], noted: dict[tuple[int, int], list[bytes]]
) -> str | None:
    block: dict[int, object] = {}
    if tags is not None:
        with contextlib.suppress(Exception):
            block = cast("dict[int, object]", tags.get_ifd(_EXIF_BLOCK))
    days = b"".join(noted.get(_IPTC_DATE, [])[:1])
    hours = b"".join(noted.get(_IPTC_TIME, [])[:1])
    places: Iterable[object] = (
        block.get(_TAKEN),
        _first(said.get(_XMP_TAKEN)),
        block.get(_DIGITIZED),
        _first(said.get(_XMP_MADE)),
        days + b" " + hours if hours else days,
        _first(said.get(_XMP_CREATED)),
        # When the file was changed last; old cameras write nothing else, and programs write it as well.
        _tag(tags, _CHANGED) if _tag(tags, _MODEL) else None,
    )
    found = (taken_in(text) for text in places if isinstance(text, str | bytes) and text)
    return next((taken for taken in found if taken is not None), None)


def _tag(tags: Image.Exif | None, number: int) -> Text | None:
    if tags is None:
        return None
    with contextlib.suppress(Exception):
        text: object = tags.get(number)
        if isinstance(text, str):
            # Pillow takes what EXIF calls ASCII for Latin-1, and most programs write UTF-8.
            return text.encode("latin-1", "replace")
    return None


def _xp_keywords(tags: Image.Exif | None) -> list[str]:
    if tags is None:
        return []
    with contextlib.suppress(Exception):
        text: object = tags.get(_XP_KEYWORDS)
        if isinstance(text, bytes | tuple):
            return [bytes(cast("bytes", text)).decode("utf-16-le", "replace")]
    return []


def _iptc(image: ImageFile.ImageFile) -> dict[tuple[int, int], list[bytes]]:
    found = IptcImagePlugin.getiptcinfo(image) or {}
    return {key: value if isinstance(value, list) else [value] for key, value in found.items() if value}


def _first(texts: list[str] | None) -> str | None:
    return texts[0] if texts else None
