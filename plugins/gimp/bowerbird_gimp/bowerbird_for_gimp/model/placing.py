"""The ways to use a picture in GIMP, and where each one puts it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Placing(str, Enum):
    """How a picture comes into GIMP. The values are what scripts write and settings keep."""

    CENTRED = "centred"
    """A new layer in the middle of the canvas, made smaller where it would not fit, never larger."""
    ORIGINAL_SIZE = "original-size"
    """A new layer in the middle of the canvas, pixel for pixel."""
    FIT_CANVAS = "fit-canvas"
    """A new layer as large as fits into the canvas."""
    AT_SELECTION = "at-selection"
    """A new layer in the middle of the selection, pixel for pixel."""
    FIT_SELECTION = "fit-selection"
    """A new layer as large as fits into the selection's bounds."""
    MASKED = "masked"
    """A new layer that covers the selection and shows only there, by a layer mask."""
    REPLACE = "replace"
    """In the place of the active layer: its position in the stack, its middle, and as large as fits into its bounds."""
    NEW_IMAGE = "new-image"
    """An image of its own."""


NEEDS_SELECTION = frozenset({Placing.AT_SELECTION, Placing.FIT_SELECTION, Placing.MASKED})


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the image."""

    x: int
    y: int
    width: int
    height: int
