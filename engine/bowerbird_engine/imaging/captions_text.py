"""What of the text in a file is a caption: one plain line that a person wrote. Pure, and without Pillow."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_CAPTION: Final = 2000
"""Characters."""

_LONGEST_RAW: Final = 64 * 1024
"""Of what a file says no more is looked at: a caption of 2,000 characters may have line breaks and spaces around it."""

_JOINERS: Final = "\u200c\u200d"
"""Of the invisible characters these two belong to words and to emojis; the others can only deceive."""

_SPACES: Final = re.compile(r"\s+")

_JUNK: Final = frozenset(
    {
        "ascii",
        "canon",
        "created with gimp",
        "dcim",
        "dcim\\100media",
        "default",
        "digital camera",
        "digital still camera",
        "exif jpeg picture",
        "exif_jpeg_picture",
        "image",
        "jpeg",
        "kodak digital still camera",
        "konica minolta digital camera",
        "lead technologies inc. v1.01",
        "minolta digital camera",
        "nikon dsc",
        "none",
        "null",
        "olympus digital camera",
        "photo",
        "picture",
        "samsung",
        "samsung camera pictures",
        "samsung digital camera",
        "screenshot",
        "sony dsc",
        "title",
        "undefined",
        "untitled",
        "user comments",
    }
)
"""What cameras and programs put where a caption belongs when nobody wrote one."""

_JUNK_FORMS: Final = re.compile(
    # A name that a camera gives ("DSC_0042", "IMG-2024.jpg"), a model in brackets ("<KENOX S860>"), and what programs
    # note for themselves: JSON, XML, ImageJ's settings.
    r"(?:dsc[fn]?|img|pict?|sam|cimg|mvi|pxl|dji|gopr|imag|p)[_\- ]?[\d_\-]+(?:\.\w{3,4})?"
    r"|<[^<>]*>"
    r"|(?:\{|\[|<\?xml|<!|<ome|imagej=|file written by ).*",
    re.IGNORECASE | re.DOTALL,
)


def caption_in(text: str | bytes) -> str | None:
    """Give what is written as one line of at most LONGEST_CAPTION characters; None where nobody said anything."""
    line = plain_line(decoded(text[:_LONGEST_RAW]) if isinstance(text, bytes) else text[:_LONGEST_RAW])
    if (
        not any(map(str.isalnum, line))
        or line.strip(" .!").casefold() in _JUNK
        or _JUNK_FORMS.fullmatch(line)
    ):
        return None
    return line


def plain_line(text: str) -> str:
    """Take out what cannot be seen, make one line of the rest, and cut it off at LONGEST_CAPTION."""
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or character in _JOINERS or unicodedata.category(character)[0] != "C"
    )
    return _SPACES.sub(" ", visible).strip()[:LONGEST_CAPTION].rstrip()


def decoded(data: bytes) -> str:
    """Read bytes whose encoding nobody tells for certain: most are UTF-8, and the rest nearly always Windows-1252."""
    data = data.rstrip(b"\0")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
