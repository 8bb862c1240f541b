"""What is left of the difference of two pictures when one change of colours for all of one is taken away. Pure.

A copy in other colours differs by such a change everywhere. Another shot of the scene, or another product in the same
packet, differs in places.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Uint8Array
from bowerbird_engine.features.opencv import opencv
from bowerbird_engine.features.planar_maps import Float64Array
from bowerbird_engine.features.warping import BoolArray, laid_over, scaled

_SIDE: Final = 128
"""Pixels of the long side: finer detail is lost in a copy of low quality."""

_SMOOTH: Final = 1.5
_WINDOW: Final = 9
_WORST: Final = 99.0
"""Percentile of the windows that is looked at: single ones may lie at the edge."""

_EDGE: Final = 3
_FULL: Final = 255
_LEAST: Final = 200
"""Pixels that both pictures show, below which nothing is said."""


def remainder(first: Uint8Array, second: Uint8Array, matrix: Float64Array) -> float:
    """Lay `second` over `first`, uint8 [H, W, 3], and tell how much the worst places differ, 0..1 of the colours' range.

    `matrix` [3, 3] maps `first` to `second` in units of their long sides. 1 where they hardly overlap.
    """
    cv = opencv()
    small = scaled(first, _SIDE)
    laid, seen = laid_over(small, scaled(second, _SIDE), matrix)
    around = cv.getStructuringElement(cv.MORPH_RECT, (2 * _EDGE + 1, 2 * _EDGE + 1))
    both = np.asarray(cv.erode(seen.astype(np.uint8), around), np.bool_)
    if both.sum() < _LEAST:
        return 1.0
    one, two = _smooth(small), _smooth(laid)
    # Colours may be lost on the way, and cannot be told from what is left: the better direction counts.
    return min(_unexplained(one, two, both), _unexplained(two, one, both))


def _unexplained(source: Float32Array, target: Float32Array, where: BoolArray) -> float:
    design, wanted = _terms(source[where]), target[where].astype(np.float64)
    solution = np.linalg.lstsq(design, wanted, rcond=1e-6)[0]
    missed = np.zeros(where.shape, np.float32)
    missed[where] = np.mean((design @ solution - wanted) ** 2, axis=1)
    cv = opencv()
    weight = np.asarray(cv.boxFilter(where.astype(np.float32), -1, (_WINDOW, _WINDOW)), np.float32)
    local = np.asarray(cv.boxFilter(missed, -1, (_WINDOW, _WINDOW)), np.float32)
    values = np.sqrt(local[where] / np.maximum(weight[where], 1e-3))
    return float(np.percentile(values, _WORST)) / _FULL


def _terms(colours: Float32Array) -> Float64Array:
    """Give all products of up to two of the channels: enough for contrast that clips, and for a turned hue."""
    unit = colours.astype(np.float64) / _FULL
    red, green, blue = unit.T
    return np.column_stack(
        [np.ones(len(unit)), unit, unit**2, red * green, green * blue, blue * red, unit**3]
    )


def _smooth(pixels: Uint8Array) -> Float32Array:
    return np.asarray(opencv().GaussianBlur(pixels.astype(np.float32), (0, 0), _SMOOTH), np.float32)
