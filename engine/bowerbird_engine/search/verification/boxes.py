"""Boxes of what two pictures share, as fractions of each of them. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from bowerbird_engine.assets import Quad
from bowerbird_engine.features.agreement import clipped
from bowerbird_engine.features.planar_maps import Float64Array, mapped
from bowerbird_engine.search.verification.comparison import Finding

_SLACK: Final = 0.02
"""Of the long side, by which a corner may lie outside and still count as inside: the map is not exact to a pixel."""


def boxes(finding: Finding) -> tuple[Quad, Quad]:
    """Give where in the other picture the given one lies, and the part of the given one that the other shows."""
    there = _shared(mapped(finding.matrix, finding.given), finding.other)
    inverse = np.asarray(np.linalg.inv(finding.matrix), np.float64)
    here = _shared(mapped(inverse, finding.other), finding.given)
    if finding.mirrored:
        width = float(finding.given[:, 0].max())
        here = np.column_stack([width - here[:, 0], here[:, 1]])[::-1]
    return _quad(there, finding.other), _quad(here, finding.given)


def _shared(lying: Float64Array, frame: Float64Array) -> Float64Array:
    """Give the corners [4, 2] of a picture that lies on another, inside it; of one that lies across its edge, a rectangle."""
    limit = frame.max(axis=0)
    if (lying > -_SLACK).all() and (lying < limit + _SLACK).all():
        return np.clip(lying, 0, limit)
    overlap = clipped(lying, frame)
    if len(overlap) == 0:
        return np.zeros((4, 2))
    if len(overlap) == len(frame):
        return overlap
    left, top = overlap.min(axis=0)
    right, bottom = overlap.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _quad(corners: Float64Array, frame: Float64Array) -> Quad:
    """Bring corners to fractions, beginning with the one nearest to the top left."""
    fractions = np.clip(corners / frame.max(axis=0), 0, 1)
    fractions = np.roll(fractions, -int(fractions.sum(axis=1).argmin()), axis=0)
    values = [round(float(value), 4) for value in fractions.ravel()]
    return (values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7])
