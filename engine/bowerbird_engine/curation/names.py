"""Names that a person keeps well: of curated copies, which must fit every file system, of collections and of searches."""

from __future__ import annotations

import unicodedata
from typing import Final

from bowerbird_engine.errors import BowerbirdError, CollectionNameError, SavedSearchNameError
from bowerbird_engine.imaging.formats import PICTURE_SUFFIXES, PictureFormat

COLLECTION_NAME_CHARACTERS: Final = 200
SIDECAR_ENDING: Final = ".json"

_STEM_BYTES: Final = 110
"""A number, the endings and the word before a device's name still fit into 143 bytes: the least that a common file
system allows (an encrypted home of eCryptfs); everywhere else it is 255."""
_FALLBACK: Final = "picture"
_NOT_IN_NAMES: Final = frozenset('<>:"/\\|?*')
"""What Windows refuses in a name, and what no other system misses."""
_JOINERS: Final = "\u200c\u200d"
"""Invisible, but Persian, Indic scripts and emoji are spelled with them."""
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
"""Names that Windows takes for devices, whatever ending they have."""
_UNREADABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of characters, and ends of lines and paragraphs."""
_INVISIBLE: Final = _UNREADABLE | {"Cf", "Cn", "Co"}
"""Beside them what has no shape of its own, such as the signs that turn the direction of writing around."""


def clean_name(name: str, media_type: str) -> tuple[str, str]:
    """Give the stem and the ending under which a picture of this file name is kept well on every system.

    The ending is the one that the file had where it fits its media type, else the usual one of that type.
    """
    stem, ending = _split(_one_line(name))
    kind = next((kind for kind in PictureFormat if kind.media_type == media_type), None)
    if kind is not None and ending not in kind.suffixes:
        ending = kind.suffixes[0]
    return _clean_stem(stem), ending


def clean_part(text: str, most_bytes: int | None = None) -> str:
    """Give a text as one part of a path that is kept well on every system; empty when nothing of it can be seen.

    It has at most `most_bytes`, or as many as the stem of a copy.
    """
    clean = _tidy_part(_one_line(text))
    if most_bytes is not None:
        clean = _tidy_part(clean.encode()[:most_bytes].decode("utf-8", "ignore"))
    return clean if clean.strip(_JOINERS) else ""


def numbered(stem: str, ending: str, number: int) -> str:
    """Give the name at the first try, `stem (2).ending` at the second."""
    return f"{stem}{ending}" if number == 1 else f"{stem} ({number}){ending}"


def sidecar_of(name: str) -> str:
    """Give the name of the file that tells about a picture."""
    return f"{name}{SIDECAR_ENDING}"


def folded(name: str) -> str:
    """Give what two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def tidy_name(name: str) -> str:
    """Bring a collection's name into the form that is kept. Raises CollectionNameError for one that cannot be."""
    return _tidy_title(name, "collection", CollectionNameError)


def tidy_search_name(name: str) -> str:
    """Bring a saved search's name into the form that is kept. Raises SavedSearchNameError for one that cannot be."""
    return _tidy_title(name, "saved search", SavedSearchNameError)


def _tidy_title(name: str, kind: str, refusal: type[BowerbirdError]) -> str:
    tidy = unicodedata.normalize("NFC", name).strip()
    if not tidy:
        raise refusal(f"A {kind} needs a name.")
    if len(tidy) > COLLECTION_NAME_CHARACTERS:
        raise refusal(
            f"This name has {len(tidy)} characters; a {kind}'s may have {COLLECTION_NAME_CHARACTERS}."
        )
    if any(unicodedata.category(sign) in _UNREADABLE for sign in tidy):
        raise refusal(f"A {kind}'s name is one line of text without control characters.")
    return tidy


def _one_line(name: str) -> str:
    # Bytes that are no text arrive as halves of surrogates.
    text = unicodedata.normalize("NFC", name)
    return "".join(_clean_sign(sign) for sign in text)


def _clean_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in _NOT_IN_NAMES or category == "Cs":
        return "_"
    if category in {"Zs", "Zl", "Zp"} or sign in "\t\n\r":
        return " "
    return "" if category in _INVISIBLE and sign not in _JOINERS else sign


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    low = f"{dot}{ending}".lower()
    return (stem, low) if low in PICTURE_SUFFIXES else (name, "")


def _clean_stem(stem: str) -> str:
    clean = _tidy_part(stem)
    return clean if clean.strip(_JOINERS) else _FALLBACK


def _tidy_part(part: str) -> str:
    # What was invisible may have stood between a letter and its accent.
    clean = _short(" ".join(unicodedata.normalize("NFC", part).split()))
    if clean.partition(".")[0].strip().casefold() in _DEVICES:
        clean = _short(f"{_FALLBACK} {clean}")
    return clean


def _short(stem: str) -> str:
    return _trimmed(_trimmed(stem).encode()[:_STEM_BYTES].decode("utf-8", "ignore"))


def _trimmed(stem: str) -> str:
    # A leading dot hides a file, `~` marks a temporary one, `-` reads as an option; Windows drops dots at the end.
    return stem.lstrip(" .~-").rstrip(" .")
