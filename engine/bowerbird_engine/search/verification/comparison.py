"""Comparing the picture that was given with one of the library, the given one also as in a mirror. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.features.agreement import Agreement, agreement, outline
from bowerbird_engine.features.alignment import aligned
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import LocalFeatures
from bowerbird_engine.features.matching import matched
from bowerbird_engine.features.planar_maps import Float64Array, mapped
from bowerbird_engine.features.small_pictures import SmallPicture, likeness, small_picture

LEAST_SUPPORT: Final = 8
"""Places that match. Fewer are not worth a look at the pixels: between different pictures five were the most."""

_LEAST_LIKENESS: Final = 0.9
"""Of two small pictures, before the whole ones are laid over each other."""

_LARGEST_SCALE: Final = 16.0
_MOST_STRETCH: Final = 2.5
"""How many times as wide as high, or the other way round, a copy may have become: a wide picture squashed to a square."""
_MOST_SLANT: Final = 6.0
"""How many times as large as elsewhere a part may have become by perspective."""


_SIDES: Final = (320, 480)
_MOST: Final = 1000
"""Points of the picture that was given, looked for at a larger size where it has one: a photo in a page or in a screenshot
is a small part of it. That costs some 50 ms more, once for a query, and 2 ms more for each picture of the list."""


class GivenPicture:
    """The picture that was given, uint8 [H, W, 3], with its features as it is and mirrored, which are made when needed."""

    def __init__(self, pixels: Uint8Array) -> None:
        self.pixels = pixels

    @cached_property
    def features(self) -> LocalFeatures:
        """The features of the picture as it is."""
        return _rich(self.pixels)

    @cached_property
    def mirrored_pixels(self) -> Uint8Array:
        """The picture with left and right exchanged."""
        return np.ascontiguousarray(self.pixels[:, ::-1])

    @cached_property
    def mirrored_features(self) -> LocalFeatures:
        """The features of the mirrored picture: a mirrored point looks like another one."""
        return _rich(self.mirrored_pixels)

    @cached_property
    def small(self) -> SmallPicture:
        """The picture at a glance."""
        return small_picture(self.pixels)


def _rich(pixels: Uint8Array) -> LocalFeatures:
    least, largest = _SIDES
    return extract(pixels, side=min(largest, max(least, *pixels.shape[:2])), most=_MOST)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """How the given picture lies on another one.

    `matrix` [3, 3] maps the given one, `mirrored` where that is so, to the other in units of their long sides; `support`
    is the number of places that match, 0 where whole pictures were compared, `matches` how many pairs of points look
    alike, and `error` by how much those that match miss. `given` and `other` are the outlines.
    """

    matrix: Float64Array
    mirrored: bool
    support: int
    matches: int
    error: float
    agreement: Agreement
    given: Float64Array
    other: Float64Array


def compared(given: GivenPicture, features: LocalFeatures, pixels: Uint8Array) -> Finding | None:
    """Find how the given picture lies on another one; None where nothing speaks for it.

    `pixels` [H, W, 3] are those of the other one, of any size.
    """
    return by_points(given, features, pixels) or as_a_whole(given, pixels)


def by_points(given: GivenPicture, features: LocalFeatures, pixels: Uint8Array) -> Finding | None:
    """Look for points that match."""
    found = [
        (alignment, mirrored)
        for mirrored, own in ((False, given.features), (True, given.mirrored_features))
        if (alignment := aligned(own, features, matched(own, features))) is not None
        and alignment.support >= LEAST_SUPPORT
    ]
    if not found:
        return None
    best, mirrored = max(found, key=lambda one: one[0].support)
    seen = _looked_at(given, pixels, best.matrix, mirrored=mirrored)
    return seen and replace(seen, support=best.support, matches=best.matches, error=best.error)


def as_a_whole(given: GivenPicture, pixels: Uint8Array) -> Finding | None:
    """Lay the whole picture over the whole other one, turned by quarters and mirrored: pictures without points, and tiny ones."""
    other = small_picture(pixels)
    best = None
    for mirrored, quarters, look in _ways(given.small):
        alike = likeness(look, other)
        if alike >= _LEAST_LIKENESS and (best is None or alike > best[0]):
            best = alike, mirrored, quarters
    if best is None:
        return None
    matrix = quarter_turned(given.pixels.shape, pixels.shape, best[2])
    return _looked_at(given, pixels, matrix, mirrored=best[1])


def _ways(small: SmallPicture) -> Iterator[tuple[bool, int, SmallPicture]]:
    for mirrored in (False, True):
        for quarters in range(4):
            look = small[:, ::-1] if mirrored else small
            yield mirrored, quarters, np.rot90(look, -quarters)


def _looked_at(
    given: GivenPicture, pixels: Uint8Array, matrix: Float64Array, *, mirrored: bool
) -> Finding | None:
    outlines = outline(given.pixels.shape), outline(pixels.shape)
    if not plausible(matrix, *outlines):
        return None
    own = given.mirrored_pixels if mirrored else given.pixels
    return Finding(matrix, mirrored, 0, 0, 0.0, agreement(own, pixels, matrix), *outlines)


def quarter_turned(given: tuple[int, ...], other: tuple[int, ...], quarters: int) -> Float64Array:
    """Map the whole of one picture to the whole of another one, turned clockwise by so many quarters."""
    width, height = outline(given)[2]
    wide, high = outline(other)[2]
    to_square = np.diag([1 / width, 1 / height, 1.0])
    turn = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(np.diag([wide, high, 1.0]) @ np.linalg.matrix_power(turn, quarters) @ to_square)


def plausible(matrix: Float64Array, given: Float64Array, other: Float64Array) -> bool:
    """Tell whether a map could be that of a copy: it turns nothing over, and neither scales nor bends too much."""
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            inverse = np.asarray(np.linalg.inv(matrix), np.float64)
        except np.linalg.LinAlgError:
            return False
        there, here = mapped(matrix, given), mapped(inverse, other)
    if not (np.isfinite(there).all() and np.isfinite(here).all() and _convex(there) and _convex(here)):
        return False
    stretches = [_stretch(matrix, point) for point in given]
    if any(least <= 0 or most / least > _MOST_STRETCH for least, most in stretches):
        return False
    scales = [math.sqrt(least * most) for least, most in stretches]
    return (
        min(scales) > 1 / _LARGEST_SCALE
        and max(scales) < _LARGEST_SCALE
        and max(scales) < math.sqrt(_MOST_SLANT) * min(scales)
    )


def _convex(corners: Float64Array) -> bool:
    edges = np.roll(corners, -1, axis=0) - corners
    following = np.roll(edges, -1, axis=0)
    return bool((edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] > 0).all())


def _stretch(matrix: Float64Array, point: Float64Array) -> tuple[float, float]:
    """Give the least and the largest scale of a map at a point."""
    x, y, depth = matrix @ np.array([point[0], point[1], 1.0])
    jacobian = (matrix[:2, :2] - np.outer([x / depth, y / depth], matrix[2, :2])) / depth
    most, least = np.linalg.svd(jacobian, compute_uv=False).tolist()
    return least, most
