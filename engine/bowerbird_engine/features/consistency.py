"""Votes that agree on how one picture lies on the other. Pure.

Corners and strokes of letters look alike in pictures that have nothing else in common. So of the pictures with most votes
only those votes count that one and the same turn, scale and shift explains; each point of a pair tells one by itself, as it
has a size and a direction (Jégou, Douze, Schmid, ECCV 2008 call the weaker form of this weak geometric consistency).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from bowerbird_engine.assets import Float32Array
from bowerbird_engine.features.postings import MOST_BITS, WEIGHTS
from bowerbird_engine.features.visual_words import VisualWords

_SLACK: Final = 0.02
"""Of the long side, by which a point may lie elsewhere."""

_SLACK_PER_DISTANCE: Final = 0.1
"""More of it the farther away a point is: directions are true to some degrees."""

_TURN: Final = np.deg2rad(25)
_OCTAVES: Final = 0.6
_LEAST: Final = 3
"""Two pairs agree by chance."""


class Consistent(NamedTuple):
    """The weight of the votes that agree, and how many points they are from."""

    weight: float
    points: int


def consistent(query: VisualWords, worth: Float32Array, kept: VisualWords) -> Consistent:
    """Weigh the votes of a query for a picture whose words are kept, each of them once and ascending."""
    if not len(kept) or not len(query):
        return Consistent(0.0, 0)
    places = np.minimum(np.searchsorted(kept.words, query.words), len(kept) - 1)
    bits = np.bitwise_count(query.signatures ^ kept.signatures[places])
    pairs = np.flatnonzero((kept.words[places] == query.words) & (bits <= MOST_BITS))
    if len(pairs) < _LEAST:
        return Consistent(0.0, 0)
    weights = worth[pairs] * WEIGHTS[bits[pairs]]
    mirrored = query.owners[pairs] >= query.mirrored_from
    agree = _agreement(query.places[pairs], kept.places[places[pairs]]) & (mirrored[:, None] == mirrored)
    best = int(np.argmax(agree @ weights))
    chosen = np.flatnonzero(agree[best])
    # A point with two words, or with two counterparts, is one detail.
    chosen = chosen[np.argsort(-weights[chosen], kind="stable")]
    for ends in (query.owners[pairs], places[pairs]):
        chosen = chosen[np.sort(np.unique(ends[chosen], return_index=True)[1])]
    if len(chosen) < _LEAST:
        return Consistent(0.0, 0)
    return Consistent(float(weights[chosen].sum()), len(chosen))


def _agreement(here: Float32Array, there: Float32Array) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Tell for each pair [M] which others [M] the turn, scale and shift explains that it stands for."""
    turn = there[:, 3] - here[:, 3]
    octaves = np.log2(there[:, 2] / here[:, 2])
    scale = np.exp2(octaves)
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    x, y = here[None, :, 0] - here[:, None, 0], here[None, :, 1] - here[:, None, 1]
    off_x = cosine[:, None] * x - sine[:, None] * y - (there[None, :, 0] - there[:, None, 0])
    off_y = sine[:, None] * x + cosine[:, None] * y - (there[None, :, 1] - there[:, None, 1])
    allowed = _SLACK + _SLACK_PER_DISTANCE * scale[:, None] * np.hypot(x, y)
    other_turn = np.abs((turn[None, :] - turn[:, None] + np.pi) % (2 * np.pi) - np.pi)
    other_octaves = np.abs(octaves[None, :] - octaves[:, None])
    agreeing = np.hypot(off_x, off_y) <= allowed
    return np.asarray(agreeing & (other_turn <= _TURN) & (other_octaves <= _OCTAVES), np.bool_)
