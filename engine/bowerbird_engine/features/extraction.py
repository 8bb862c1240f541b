"""Finding local features: SIFT at one working size, spread over the picture and over scales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array, Uint8Array
from bowerbird_engine.features.local_features import MOST, LocalFeatures, quantised
from bowerbird_engine.features.opencv import opencv
from bowerbird_engine.features.projection import shipped_projection

if TYPE_CHECKING:
    from collections.abc import Sequence

    import cv2

WORKING_SIDE: Final = 320
"""Pixels of the long side that features are looked for in. SIFT doubles it first: 32 core-ms, at 400 50."""

_CONTRAST: Final = 0.02
"""Half of SIFT's usual threshold (0.04): skies, drawings and blurred pictures have points as well."""

_EDGES: Final = 12.0

_CELLS: Final = 6
_SCALE_LIMITS: Final = (2.6, 5.0)
"""Diameters, at the working size, between which points compete: without them nearly all would be among the smallest."""

_LEAST_SIDE: Final = 8


def extract(pixels: Uint8Array, *, side: int = WORKING_SIDE, most: int = MOST) -> LocalFeatures:
    """Find the local features of a picture, uint8 [H, W, 3] sRGB. A plain one has none.

    The same pixels give the same features. A picture is brought to a working size of `side` pixels first, enlarged where
    it is smaller. More than the usual `most` can be compared but not kept.
    """
    height, width = pixels.shape[:2]
    grey, factor = at_working_size(pixels, side)
    if min(grey.shape) < _LEAST_SIDE:
        return _none(width, height)
    found, sift = described_points(grey, 2 * most)
    if not found:
        return _none(width, height)
    places = np.array([(point.pt[0], point.pt[1], point.size, point.angle) for point in found], np.float32)
    strength = np.array([point.response for point in found], np.float32)
    chosen = _spread(places, strength, grey.shape, most)
    points = places[chosen]
    # The middle of the first pixel is at 0 for OpenCV and at half a pixel for us.
    points[:, :2] = (points[:, :2] + 0.5) / (factor * max(width, height))
    points[:, 2] /= factor * max(width, height)
    points[:, 3] = np.deg2rad(points[:, 3])
    return quantised(points, shipped_projection().shortened(sift[chosen]), width, height)


def at_working_size(pixels: Uint8Array, working_side: int = WORKING_SIDE) -> tuple[Uint8Array, float]:
    """Make a picture grey and its long side `working_side`; tell by which factor it was enlarged."""
    cv = opencv()
    grey = cv.cvtColor(np.ascontiguousarray(pixels), cv.COLOR_RGB2GRAY)
    factor = working_side / max(grey.shape)
    size = tuple(max(1, round(side * factor)) for side in (grey.shape[1], grey.shape[0]))
    way = cv.INTER_AREA if factor < 1 else cv.INTER_CUBIC
    return np.asarray(cv.resize(grey, size, interpolation=way), np.uint8), factor


def described_points(grey: Uint8Array, number: int = 2 * MOST) -> tuple[Sequence[cv2.KeyPoint], Float32Array]:
    """Find the strongest points of a grey picture and their SIFT descriptors [N, 128], in no order.

    Twice as many as are kept leave a choice.
    """
    sift = opencv().SIFT_create(nfeatures=number, contrastThreshold=_CONTRAST, edgeThreshold=_EDGES)
    found, descriptors = sift.detectAndCompute(grey, None)
    return found, np.asarray(descriptors, np.float32)


def _spread(places: Float32Array, strength: Float32Array, shape: tuple[int, ...], most: int) -> Int64Array:
    """Choose the points to keep: the strongest of each cell and class of scales, then the second of each, and so on."""
    height, width = shape
    column = np.minimum(places[:, 0] * _CELLS // width, _CELLS - 1)
    row = np.minimum(places[:, 1] * _CELLS // height, _CELLS - 1)
    size = np.searchsorted(_SCALE_LIMITS, places[:, 2])
    cell = ((row * _CELLS + column) * (len(_SCALE_LIMITS) + 1) + size).astype(np.int64)
    # Ties are broken by place, so that the order in which OpenCV finds points does not matter.
    order = np.lexsort((places[:, 3], places[:, 0], places[:, 1], -strength, cell))
    begins = np.flatnonzero(np.diff(cell[order], prepend=-1))
    turn = np.empty(len(order), np.int64)
    turn[order] = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    return np.lexsort((places[:, 3], places[:, 0], places[:, 1], -strength, turn))[:most]


def _none(width: int, height: int) -> LocalFeatures:
    return LocalFeatures(np.zeros((0, 4), np.float32), np.zeros((0, 64), np.int8), width, height)
