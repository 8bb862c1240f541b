"""Whether the pixels of two pictures agree where one lies on the other: the second proof, after the points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Uint8Array
from bowerbird_engine.features.opencv import opencv
from bowerbird_engine.features.planar_maps import Float64Array, mapped
from bowerbird_engine.features.repainting import repainted
from bowerbird_engine.features.warping import BoolArray, laid_over, scaled

_OVERLAP_SIDE: Final = 144
"""Pixels of the long side of what both show. Finer detail differs in a copy that was saved, and shifts by a pixel or two."""

_LEAST_OVERLAP: Final = 12
"""Pixels. A smaller overlap holds no windows."""

_WINDOWS: Final = 9
"""Of a window's side to the overlap's long side: a logo covers some windows, another view of a scene disagrees in most."""

_LEAST_WINDOW: Final = 7
_FLAT: Final = 4.0
"""Levels of standard deviation below which a window shows nothing: the noise of a JPEG of quality 10."""

_AGREEING: Final = 0.6
"""Correlation of a window from which it counts as the same."""

_EXACT: Final = 0.9
"""Correlation that the windows of a copy reach and those of another photo of the same scene do not."""

_FULL: Final = 255
_INNER: Final = 0.9
"""Of a window that must lie in both pictures."""
_TRIANGLE: Final = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the pixels say about a map from one picture to another.

    `share` (0..1) of the windows that show something correlate; `windows` is how many these are, as if they lay side by
    side, and `exact` (0..1) is the share of those that correlate which do so closely. `correlation` is that of the whole
    overlap, smoothed. `of_first` and `of_second` are the shares of each picture
    that lie in the other one. `colour` is the mean distance of colours where they agree, 0..1, and `repainted` the share of
    these places whose colour changed as no edit of the whole picture changes it.
    """

    share: float
    windows: float
    exact: float
    correlation: float
    of_first: float
    of_second: float
    colour: float
    repainted: float = 0.0


NO_AGREEMENT: Final = Agreement(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def agreement(first: Uint8Array, second: Uint8Array, matrix: Float64Array) -> Agreement:
    """Lay `second` over `first`, uint8 [H, W, 3], by a map from `first` to `second` in units of their long sides."""
    here, there = outline(first.shape), outline(second.shape)
    inverse = np.asarray(np.linalg.inv(matrix), np.float64)
    overlap = _overlap(here, mapped(matrix, here), mapped(inverse, there))
    if overlap is None:
        return NO_AGREEMENT
    area, extent = overlap
    scale = math.sqrt(_area(mapped(matrix, here)) / _area(here))
    side = min(max(first.shape[:2]), max(second.shape[:2]) * scale, _OVERLAP_SIDE / extent)
    if not side * extent >= _LEAST_OVERLAP:
        return NO_AGREEMENT
    small = scaled(first, side)
    laid, seen = laid_over(small, scaled(second, side / scale), matrix)
    if seen.sum() < _LEAST_OVERLAP * _LEAST_WINDOW:
        return NO_AGREEMENT
    window = max(_LEAST_WINDOW, round(side * extent / _WINDOWS))
    best, showing = _correlations(small, laid, seen, window)
    same = showing & (best > _AGREEING)
    shown, agreeing = int(showing.sum()), int(same.sum())
    return Agreement(
        share=agreeing / max(1, shown),
        windows=shown / (window * window),
        exact=int((same & (best > _EXACT)).sum()) / max(1, agreeing),
        correlation=_correlation(small, laid, seen),
        of_first=min(1.0, area / _area(here)),
        of_second=min(1.0, area * scale * scale / _area(there)),
        colour=_colour_distance(small, laid, same if same.any() else seen),
        repainted=repainted(small, laid, seen & ~(showing & ~same), same & (best > _EXACT)),
    )


def outline(shape: tuple[int, ...]) -> Float64Array:
    """Give the corners [4, 2] of a picture of this shape in units of its long side, clockwise from the top left."""
    height, width = shape[0] / max(shape[:2]), shape[1] / max(shape[:2])
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)


def _overlap(
    here: Float64Array, corners_there: Float64Array, lying: Float64Array
) -> tuple[float, float] | None:
    """Give the area that both show and its longest extent, in the first picture; None where the map is no picture's."""
    if not (np.isfinite(lying).all() and np.isfinite(corners_there).all()):
        return None
    corners = clipped(lying, here)
    if len(corners) < _TRIANGLE:
        return None
    return _area(corners), float(max(np.ptp(corners[:, 0]), np.ptp(corners[:, 1])))


def clipped(polygon: Float64Array, by: Float64Array) -> Float64Array:
    """Cut a polygon [N, 2] to what lies in a convex one, clockwise as one looks at a picture (Sutherland and Hodgman 1974)."""
    for start, end in zip(by, np.roll(by, -1, axis=0), strict=True):
        if len(polygon) == 0:
            break
        edge = end - start
        depth = edge[0] * (polygon[:, 1] - start[1]) - edge[1] * (polygon[:, 0] - start[0])
        following, its_depth = np.roll(polygon, -1, axis=0), np.roll(depth, -1)
        kept: list[Float64Array] = []
        for point, after, here, there in zip(polygon, following, depth, its_depth, strict=True):
            if here >= 0:
                kept.append(point)
            if (here >= 0) != (there >= 0):
                kept.append(point + (after - point) * (here / (here - there)))
        polygon = np.array(kept, np.float64).reshape(-1, 2)
    return polygon


def _area(corners: Float64Array) -> float:
    x, y = corners.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _correlations(
    first: Uint8Array, second: Uint8Array, seen: BoolArray, window: int
) -> tuple[Float32Array, BoolArray]:
    """Correlate windows around every pixel; of two ways to see a picture, grey and its brightest channel, the better counts.

    A turned hue leaves the brightest channel as it was, and a changed white leaves the grey. Tells also which windows show
    something.
    """
    best = np.full(seen.shape, -1.0, np.float32)
    showing = np.zeros(seen.shape, np.bool_)
    inner = _mean(seen.astype(np.float32), window) > _INNER
    for brightness in (_grey, _brightest):
        correlations, textured = _local_correlation(brightness(first), brightness(second), seen, window)
        best = np.maximum(best, np.where(textured, correlations, -1.0))
        showing |= textured
    return best, showing & inner & seen


def _local_correlation(
    first: Float32Array, second: Float32Array, seen: BoolArray, window: int
) -> tuple[Float32Array, BoolArray]:
    weight = seen.astype(np.float32)
    total = np.maximum(_mean(weight, window), 1e-3)
    mean_first, mean_second = _mean(first * weight, window) / total, _mean(second * weight, window) / total
    spread_first = np.maximum(_mean(first * first * weight, window) / total - mean_first**2, 0)
    spread_second = np.maximum(_mean(second * second * weight, window) / total - mean_second**2, 0)
    together = _mean(first * second * weight, window) / total - mean_first * mean_second
    correlation = together / np.sqrt(np.maximum(spread_first * spread_second, 1.0))
    textured = np.maximum(spread_first, spread_second) > _FLAT * _FLAT
    return np.asarray(correlation, np.float32), np.asarray(textured, np.bool_)


def _correlation(first: Uint8Array, second: Uint8Array, seen: BoolArray) -> float:
    one, other = _grey(first)[seen], _grey(second)[seen]
    one, other = one - one.mean(), other - other.mean()
    strength = float(np.sqrt(np.dot(one, one) * np.dot(other, other)))
    return float(np.dot(one, other)) / strength if strength > 0 else 0.0


def _colour_distance(first: Uint8Array, second: Uint8Array, where: BoolArray) -> float:
    one, other = _smooth(first.astype(np.float32))[where], _smooth(second.astype(np.float32))[where]
    return float(np.linalg.norm(one - other, axis=1).mean()) / (_FULL * math.sqrt(3))


def _grey(pixels: Uint8Array) -> Float32Array:
    return _smooth(np.asarray(opencv().cvtColor(pixels, opencv().COLOR_RGB2GRAY), np.float32))


def _brightest(pixels: Uint8Array) -> Float32Array:
    return _smooth(pixels.max(axis=2).astype(np.float32))


def _smooth(values: Float32Array) -> Float32Array:
    return np.asarray(opencv().GaussianBlur(values, (0, 0), 1.0), np.float32)


def _mean(values: Float32Array, window: int) -> Float32Array:
    cv = opencv()
    return np.asarray(cv.boxFilter(values, -1, (window, window), borderType=cv.BORDER_CONSTANT), np.float32)
