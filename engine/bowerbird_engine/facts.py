"""What is known of a picture beyond its pixels' number: what its file says, how it looks, and what of it can be asked for.

The decoding workers import this: it needs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

METADATA_VERSION: Final = 1
"""Grows with every change of what is read of files: those that an older version read are read again."""

LOOKS_VERSION: Final = 1
"""Grows with every change of what is measured of pictures: those that an older version measured are measured anew."""

COLOURS: Final = (
    "red",
    "orange",
    "yellow",
    "green",
    "teal",
    "blue",
    "purple",
    "pink",
    "brown",
    "beige",
    "black",
    "grey",
    "white",
)
"""The colours that pictures are filtered by. Catalogues keep their places in this order: it grows at its end alone."""

SWATCHES: Final = 6
"""Colours of its own that are kept of a picture, those that cover most."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a picture's file says of it, in plain lines that somebody else wrote: show them as text, believe none of them.

    `taken` is `YYYY-MM-DDTHH:MM:SS` by the camera's own clock. Where it was taken is not read at all.
    """

    taken: str | None = None
    camera: str | None = None
    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture looks as a whole, measured on a small version of it.

    `shares` (0..255) tell how much of it each of COLOURS covers; `swatches` are its own colours, red, green, blue and
    share, those that cover most first. The others are per mille: `lightness` of white, `warmth` from -1000 (blue) to 1000
    (orange), `colourfulness` from grey to the strongest colours, and `edges` the share of its pixels at an edge.
    """

    shares: tuple[int, ...]
    swatches: tuple[tuple[int, int, int, int], ...]
    lightness: int
    warmth: int
    colourfulness: int
    edges: int


@dataclass(frozen=True, slots=True)
class ColourShare:
    """A colour that covers a telling part of a picture, and how much of it, 0..1."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What is known of one picture. `taken` is an ISO date and time without a zone; `colours` are those that tell."""

    taken: str | None
    camera: str | None
    title: str | None
    caption: str | None
    keywords: tuple[str, ...]
    colours: tuple[ColourShare, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that pictures can be filtered by, and how many pictures of the library have it."""

    value: str
    pictures: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a library can be filtered by, the most frequent first; `years` from the latest on.

    `unread` counts the pictures whose files have not been asked yet what they say.
    """

    cameras: tuple[Facet, ...]
    keywords: tuple[Facet, ...]
    media_types: tuple[Facet, ...]
    colours: tuple[Facet, ...]
    years: tuple[Facet, ...]
    unread: int
