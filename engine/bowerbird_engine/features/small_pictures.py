"""Pictures at a glance: small, grey and square, to tell at no cost whether two might be the same as a whole. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Uint8Array
from bowerbird_engine.features.opencv import opencv

SmallPicture = Float32Array
"""[16, 16], with a mean of 0 and a length of 1; all 0 for a plain picture."""

_SIDE: Final = 16
_PLAIN: Final = 2.0
"""Levels of standard deviation below which a picture shows nothing at this size."""


def small_picture(pixels: Uint8Array) -> SmallPicture:
    """Shrink a picture, uint8 [H, W, 3], to a small square."""
    cv = opencv()
    small = cv.resize(np.ascontiguousarray(pixels), (_SIDE, _SIDE), interpolation=cv.INTER_AREA)
    grey = np.asarray(cv.cvtColor(small, cv.COLOR_RGB2GRAY), np.float32)
    if float(grey.std()) < _PLAIN:
        return np.zeros_like(grey)
    grey -= grey.mean()
    return grey / np.float32(np.linalg.norm(grey))


def likeness(first: SmallPicture, second: SmallPicture) -> float:
    """Correlate two of them, -1..1."""
    return float(np.sum(first * second))
