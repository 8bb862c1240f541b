"""Whether colours differ in a part of two pictures alone: one thing in another colour, which is no edit of the picture.

An edit maps all colours of a picture at once: another hue, less colour, more contrast, another white. Two photos or renderings
of one product in two colours agree in their ground and not in the thing, in a way that no such map explains.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Uint8Array
from bowerbird_engine.features.opencv import opencv
from bowerbird_engine.features.warping import BoolArray

_SMOOTHING: Final = 1.8
"""Pixels: the blocks of a strong JPEG and the edges of a small copy are no colours."""
_MOST_PLACES: Final = 4000

_UNCHANGED: Final = 0.015
_CHANGED: Final = 0.05
_EXPLAINED: Final = 0.04
"""Distances of colours, 0..1. What an edit explains comes to 0.01 and less, a thing in another colour to 0.05 and more."""
_LEAST_UNCHANGED: Final = 0.1
_LEAST_CHANGED: Final = 0.05
"""Shares of the places. A tint or another light leaves nothing as it was, and a logo changes few places that agree closely."""

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)
_GAINS: Final = (0.4, 0.55, 0.7, 0.85, 1.15, 1.3, 1.45, 1.6, 1.8, 2.0, 2.2, 2.5)
_SWAPS: Final = ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
_TURNS: Final = range(10, 360, 10)
_FULL: Final = 255.0
_CLIPPED: Final = 8.0
"""Levels from black and from white at which a change may have been cut off."""


def repainted(first: Uint8Array, second: Uint8Array, seen: BoolArray, exact: BoolArray) -> float:
    """Give the share (0..1) of the places that agree closely whose change of colour no edit of the whole explains.

    `first` and `second` are uint8 [H, W, 3] and lie on each other; `seen` and `exact` [H, W] are where both show something,
    and where their windows agree closely. 0 where all of a picture changed, or as good as nothing.
    """
    places = np.flatnonzero(exact)
    if not len(places):
        return 0.0
    one, other = (_smoothed(pixels).reshape(-1, 3) for pixels in (first, second))
    apart = _distance(one, other)
    if (apart[seen.ravel()] < _UNCHANGED).mean() < _LEAST_UNCHANGED:
        return 0.0
    if (apart[places] > _CHANGED).mean() < _LEAST_CHANGED:
        return 0.0
    places = places[:: -(-len(places) // _MOST_PLACES)]
    one, other = one[places], other[places]
    # An edit may lose colours, so that it can be told in one direction alone.
    return min(
        float((_distance(edited, after) > _EXPLAINED).mean())
        for before, after in ((one, other), (other, one))
        for edited in _edits(before, after)
    )


def _edits(before: Float32Array, after: Float32Array) -> Iterator[Float32Array]:
    """Give what edits of the whole make of colours [N, 3], each fitted to the colours after it."""
    yield before
    luma = (before @ _LUMA)[:, None]
    colour = before - luma
    share = float((colour * (after - luma)).sum()) / max(float((colour * colour).sum()), 1.0)
    yield np.asarray(luma + max(0.0, share) * colour, np.float32)
    inner = (after > _CLIPPED) & (after < _FULL - _CLIPPED)
    if inner.any():
        for gain in _GAINS:
            offset = float(np.median((after - gain * before)[inner]))
            yield _clipped(gain * before + offset)
        whites = [_gain(before[:, channel], after[:, channel], inner[:, channel]) for channel in range(3)]
        yield _clipped(before * np.array(whites, np.float32))
    for swap in _SWAPS:
        yield before[:, swap]
    for turn in _TURNS:
        yield _turned(before, turn)


def _clipped(colours: Float32Array) -> Float32Array:
    return np.asarray(np.clip(colours, 0, _FULL), np.float32)


def _gain(before: Float32Array, after: Float32Array, inner: BoolArray) -> float:
    weight = float((before[inner] ** 2).sum())
    return float((before[inner] * after[inner]).sum()) / weight if weight > 0 else 1.0


def _turned(colours: Float32Array, degrees: int) -> Float32Array:
    cv = opencv()
    turned = np.asarray(cv.cvtColor(colours[None] / _FULL, cv.COLOR_RGB2HSV), np.float32)
    turned[..., 0] = (turned[..., 0] + degrees) % 360
    back = np.asarray(cv.cvtColor(turned, cv.COLOR_HSV2RGB), np.float32)
    return np.asarray(back[0] * _FULL, np.float32)


def _smoothed(pixels: Uint8Array) -> Float32Array:
    return np.asarray(opencv().GaussianBlur(pixels.astype(np.float32), (0, 0), _SMOOTHING), np.float32)


def _distance(one: Float32Array, other: Float32Array) -> Float32Array:
    return np.asarray(np.linalg.norm(one - other, axis=1) / (_FULL * np.sqrt(3)), np.float32)
