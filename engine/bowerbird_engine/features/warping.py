"""One picture laid over another by the map between them. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.features.opencv import opencv
from bowerbird_engine.features.planar_maps import Float64Array

BoolArray = npt.NDArray[np.bool_]

_FULL: Final = 255


def scaled(pixels: Uint8Array, side: float) -> Uint8Array:
    """Bring the long side of a picture, uint8 [H, W, 3], to a number of pixels, 1 at least."""
    cv = opencv()
    factor = side / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    way = cv.INTER_AREA if factor < 1 else cv.INTER_CUBIC
    return np.asarray(cv.resize(np.ascontiguousarray(pixels), size, interpolation=way), np.uint8)


def laid_over(first: Uint8Array, second: Uint8Array, matrix: Float64Array) -> tuple[Uint8Array, BoolArray]:
    """Lay `second` over `first` by a map from `first` to `second` in units of their long sides.

    Gives it in the size of `first`, and where it shows anything there [H, W].
    """
    cv = opencv()
    to_pixels = _pixels(second.shape) @ matrix @ np.linalg.inv(_pixels(first.shape))
    size = (first.shape[1], first.shape[0])
    flags = cv.INTER_LINEAR | cv.WARP_INVERSE_MAP
    laid = np.asarray(cv.warpPerspective(second, to_pixels, size, flags=flags), np.uint8)
    inside = np.full(second.shape[:2], _FULL, np.uint8)
    seen = np.asarray(cv.warpPerspective(inside, to_pixels, size, flags=flags), np.uint8)
    return laid, seen == _FULL


def _pixels(shape: tuple[int, ...]) -> Float64Array:
    """Bring units of the long side to OpenCV's pixels, the middle of the first of which is at 0."""
    side = float(max(shape[:2]))
    return np.array([[side, 0, -0.5], [0, side, -0.5], [0, 0, 1]])
