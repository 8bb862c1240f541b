"""What a pack's likenesses mean: curves from a likeness to a percentage, fitted on labelled pairs. Pure.

They are part of a pack's description and not of its digest: they say how its vectors are read and change none of them,
so that better curves need no picture to be looked at again. docs/adr/0026-percentages-are-fitted-per-pack.md tells how.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.encoding.fields import Fields
from bowerbird_engine.errors import PackError

Float64Array = npt.NDArray[np.float64]

MAX_WITHOUT_PROOF: Final = 99.0
"""The most that a likeness earns: 100 is kept for the same content."""

MOST_POINTS: Final = 64
USUAL_SIZE: Final = 1000
"""Pictures of a library that a curve's points hold for as they are written."""


@dataclass(frozen=True, slots=True)
class Background:
    """What closeness a query has with pictures that have nothing to do with it: its middle, and one spread of it."""

    middle: float
    spread: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising curve from `z`, the spreads that a picture stands above a query's background, to a percentage.

    `points` are its bends, z and percent, with straight lines between them; beyond the ends it is level. `growth` is
    by how much z they move up when a library grows e-fold: among more pictures that have nothing to do with a query,
    more come close to it by chance. `prior` is the usual background, and `lean` (0..1) how far each query's own one is drawn to it.
    `tail` (0..1) is how far a query's spread goes by the upper tail of its background.
    """

    points: tuple[tuple[float, float], ...]
    growth: float
    prior: Background
    lean: float
    tail: float = 0.5

    @property
    def calibrated(self) -> bool:
        """Tell that percentages are likenesses and not ranks."""
        return True

    def percent(self, z: Float64Array) -> Float64Array:
        """Bring standings [N] to percentages, at most `MAX_WITHOUT_PROOF`."""
        bends = np.array(self.points, np.float64)
        return np.asarray(np.minimum(np.interp(z, bends[:, 0], bends[:, 1]), MAX_WITHOUT_PROOF), np.float64)

    def standing(self, percent: float) -> float:
        """Find the least `z` that reads a percentage; that of the last point where none does."""
        for (low, below), (high, above) in itertools.pairwise(self.points):
            if below < percent <= above:
                return low + (high - low) * (percent - below) / (above - below)
        return self.points[0][0] if percent <= self.points[0][1] else self.points[-1][0]

    def among(self, pictures: int) -> Curve:
        """Give the curve for a library of so many pictures, whose points stay as they are."""
        shift = self.growth * math.log(max(pictures, 1) / USUAL_SIZE)
        return replace(self, points=tuple((z + shift, percent) for z, percent in self.points), growth=0.0)


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves of one pack: for queries by words, and by a picture."""

    words: Curve
    picture: Curve


def parse_curves(fields: Fields) -> Curves:
    """Read curves strictly. Raises PackError that names the first field that is wrong."""
    return Curves(_curve(fields.inner("words")), _curve(fields.inner("picture")))


def describe_curves(curves: Curves) -> dict[str, object]:
    """Turn curves into what JSON says; `parse_curves` gives them back."""
    return {"words": _told(curves.words), "picture": _told(curves.picture)}


def _curve(fields: Fields) -> Curve:
    points = fields.pairs("points")
    if not 2 <= len(points) <= MOST_POINTS:  # noqa: PLR2004  a line has two ends
        raise PackError(f"'{fields.where('points')}' must hold 2 to {MOST_POINTS} pairs of numbers")
    steps = list(itertools.pairwise(points))
    if any(one[0] >= other[0] or one[1] > other[1] for one, other in steps):
        raise PackError(
            f"'{fields.where('points')}' must rise: each z above the one before, no percent below it"
        )
    if points[0][1] < 0.0 or points[-1][1] > MAX_WITHOUT_PROOF:
        raise PackError(
            f"'{fields.where('points')}' must keep to percentages from 0 to {MAX_WITHOUT_PROOF:g}"
        )
    prior = fields.inner("background")
    return Curve(
        points=points,
        growth=fields.number("growth", 0.0, 5.0),
        prior=Background(prior.number("middle", -1.0, 10.0), prior.number("spread", 1e-3, 10.0)),
        lean=fields.number("lean", 0.05, 1.0),
        tail=fields.number("tail", 0.0, 1.0),
    )


def _told(curve: Curve) -> dict[str, object]:
    return {
        "points": [list(point) for point in curve.points],
        "growth": curve.growth,
        "background": {"middle": curve.prior.middle, "spread": curve.prior.spread},
        "lean": curve.lean,
        "tail": curve.tail,
    }
