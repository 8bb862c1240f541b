"""Where the pixels of a query come from."""

from __future__ import annotations

from enum import Enum


class Source(str, Enum):
    """What of GIMP to search with."""

    CANVAS = "canvas"
    SELECTION = "selection"
    LAYER = "layer"
    CLIPBOARD = "clipboard"
