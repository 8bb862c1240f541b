"""Where the pixels of a query come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LONG_SIDE = 1024
"""Pixels on the long side of a picture to search with: less would lose letters and the check of details."""


class Source(Enum):
    """What of GIMP to search with."""

    CANVAS = "canvas"
    SELECTION = "selection"
    LAYER = "layer"
    CLIPBOARD = "clipboard"


@dataclass(frozen=True)
class Pixels:
    """A picture to search with: rows from the top, four bytes a pixel (sRGB and alpha, not multiplied in)."""

    width: int
    height: int
    rgba: bytes
    source: Source
    title: str
    """What the person calls it: the name of the image or the layer."""
