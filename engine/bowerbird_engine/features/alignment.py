"""How one picture lies on another, from the points that match. Pure, and without chance: the same points, the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.features.local_features import LocalFeatures
from bowerbird_engine.features.planar_maps import Float64Array, affine, mapped, projective, similarity

_LEAST_MATCHES: Final = 4
_SEEDS: Final = 8
"""Guesses that are followed up: the ones that most matches agree with."""
_OCTAVES: Final = 0.6
_RADIANS: Final = np.deg2rad(30)
"""How far the size and the direction of one match may be from those of another one of the same copy. SIFT gives directions to
a few degrees and sizes to a few percent; perspective and a stretched copy bend both."""
_REACH: Final = 0.25
"""Of the distance from the match that a guess is made of: what its errors of size and direction come to."""
_TOLERANCES: Final = (0.04, 0.02, 0.012)
"""In units of the long side, for a similarity, an affine and a projective map."""
_AFFINE_FROM: Final = 6
_PROJECTIVE_FROM: Final = 16
_CELL: Final = 0.012
"""Points nearer than this count once: one place often has several directions or sizes."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A projective map [3, 3] from the first picture to the second, both in units of their long sides.

    `support` is the number of different places that match under it, of `matches` pairs that look alike. `error` is the median
    distance by which they miss, in units of the second one's long side. `pairs` [M, 2] are those that match.
    """

    matrix: Float64Array
    support: int
    matches: int
    error: float
    pairs: Int64Array


def aligned(first: LocalFeatures, second: LocalFeatures, matches: Int64Array) -> Alignment | None:
    """Find the map that most matches agree with; None where no four of them agree.

    Every match is a guess of its own, because a point has a size and a direction: no drawing of lots is needed, and what
    agrees must agree in place, size and direction.
    """
    if len(matches) < _LEAST_MATCHES:
        return None
    source, target = (
        first.points[matches[:, 0]].astype(np.float64),
        second.points[matches[:, 1]].astype(np.float64),
    )
    agreeing = _agreeing(source, target)
    votes = agreeing.sum(axis=1)
    best: tuple[int, Float64Array, npt.NDArray[np.bool_]] | None = None
    tried: set[bytes] = set()
    for seed in np.argsort(-votes, kind="stable")[:_SEEDS]:
        if votes[seed] < _LEAST_MATCHES:
            break
        same = agreeing[seed].tobytes()
        if same in tried:
            continue
        tried.add(same)
        fitted = _refined(source, target, agreeing[seed])
        if fitted is None:
            continue
        support = _places(source[fitted[1]], target[fitted[1]])
        if best is None or support > best[0]:
            best = (support, *fitted)
    if best is None or best[0] < _LEAST_MATCHES:
        return None
    support, matrix, inside = best
    apart = np.linalg.norm(mapped(matrix, source[inside, :2]) - target[inside, :2], axis=1)
    return Alignment(matrix, support, len(matches), float(np.median(apart)), matches[inside])


def _agreeing(source: Float64Array, target: Float64Array) -> npt.NDArray[np.bool_]:
    """Tell for each guess [M] which matches [M] fit it."""
    octaves = np.log2(target[:, 2] / source[:, 2])
    turns = target[:, 3] - source[:, 3]
    scale = np.exp2(octaves)
    maps = scale * np.exp(1j * turns)
    here, there = source[:, 0] + 1j * source[:, 1], target[:, 0] + 1j * target[:, 1]
    expected = there[:, None] + maps[:, None] * (here[None, :] - here[:, None])
    apart = np.abs(expected - there[None, :])
    reach = _TOLERANCES[0] / 2 + _REACH * np.abs(there[None, :] - there[:, None])
    turned = np.abs((turns[None, :] - turns[:, None] + np.pi) % (2 * np.pi) - np.pi)
    alike = np.abs(octaves[None, :] - octaves[:, None]) < _OCTAVES
    return np.asarray((apart < reach) & alike & (turned < _RADIANS), np.bool_)


def _refined(
    source: Float64Array, target: Float64Array, inside: npt.NDArray[np.bool_]
) -> tuple[Float64Array, npt.NDArray[np.bool_]] | None:
    """Fit a similarity, then an affine and a projective map as far as there are points for them."""
    candidates = inside
    matrix = np.eye(3)
    for fit, least, tolerance, rounds in (
        (similarity, 2, _TOLERANCES[0], 3),
        (affine, _AFFINE_FROM, _TOLERANCES[1], 2),
        (projective, _PROJECTIVE_FROM, _TOLERANCES[2], 2),
    ):
        for _ in range(rounds):
            if inside.sum() < max(least, _LEAST_MATCHES):
                break
            found = fit(source[inside, :2], target[inside, :2])
            if found is None:
                break
            near = np.linalg.norm(mapped(found, source[:, :2]) - target[:, :2], axis=1) < tolerance
            near &= candidates if fit is similarity else inside | candidates
            if near.sum() < _LEAST_MATCHES:
                break
            settled = np.array_equal(near, inside)
            matrix, inside = found, near
            if settled:
                # Another round would fit the same points.
                break
    return None if inside.sum() < _LEAST_MATCHES else (matrix, inside)


def _places(source: Float64Array, target: Float64Array) -> int:
    """Count the different places: of points that lie on each other in either picture, one counts."""
    ends = [np.unique(np.floor(points[:, :2] / _CELL), axis=0) for points in (source, target)]
    return min(len(places) for places in ends)
