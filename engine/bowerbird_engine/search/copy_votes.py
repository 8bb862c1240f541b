"""Which pictures share details with the one that was given, however they were cut, turned or pasted. Pure.

A signal of its own for copies. It needs no model, and brings up what a model's space does not recall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Float64Array
from bowerbird_engine.features.consistency import Consistent
from bowerbird_engine.features.postings import Votes
from bowerbird_engine.search.semantic import Likeness

MOST: Final = 32
"""Pictures with most votes, whose votes are checked for agreeing on how one picture lies on the other: 4 core-ms."""

_EVEN: Final = 15.0
"""Weight of agreeing votes at which a picture is as likely a copy as not, among 5,500 pictures (ADR 0030)."""

_STEEPNESS: Final = 6.0
_TOLD: Final = 50.0
"""Percent from which the details are a reason that is told."""

_LEAST: Final = 5.0
"""Percent below which votes say nothing."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Pictures that share details with the given one, most first, with a percentage; `details` counts those worth telling."""

    keys: Int64Array
    percent: Float64Array
    details: Mapping[int, int]


NO_COPIES: Final = Copies(np.empty(0, np.int64), np.empty(0, np.float64), {})


def candidates(votes: Votes, allowed: Int64Array) -> Int64Array:
    """Choose the allowed contents, given sorted, that have most votes, ascending. Ties break by id."""
    kept = np.flatnonzero(np.isin(votes.keys, allowed, assume_unique=True))
    best = kept[np.lexsort((votes.keys[kept], -votes.weights[kept]))][:MOST]
    return np.sort(votes.keys[best])


def copies_of(keys: Int64Array, found: Sequence[Consistent]) -> Copies:
    """Choose what agreeing votes bring up among candidates, given ascending. Ties break by id."""
    percent = percent_of(np.array([one.weight for one in found], np.float64))
    kept = np.flatnonzero(percent >= _LEAST)
    best = kept[np.argsort(-percent[kept], kind="stable")]
    details: dict[int, int] = {}
    for place in map(int, best):
        if percent[place] >= _TOLD:
            details[int(keys[place])] = found[place].points
    return Copies(keys[best], percent[best], details)


def percent_of(weights: Float64Array) -> Float64Array:
    """Bring the weight of agreeing votes to a percentage."""
    odds = (np.maximum(weights, 1e-9) / _EVEN) ** _STEEPNESS
    return np.asarray(MAX_WITHOUT_PROOF * odds / (1.0 + odds), np.float64)


def joined(by_picture: Likeness, voted: Likeness, copies: Copies) -> tuple[Likeness, Likeness]:
    """Join a list by likeness with copies, each of which leaves its part of the doubt.

    `voted` tells how the model compares the copies, wherever they stand in its list. Gives the likeness with those that it
    did not reach, and the list that both make, of which a deeper one is a continuation.
    """
    beyond = ~np.isin(voted.keys, by_picture.keys)
    known = _with(by_picture, voted.keys[beyond], voted.cosines[beyond], voted.percent[beyond])
    unlearned = copies.keys[~np.isin(copies.keys, known.keys)]
    nothing = np.zeros(len(unlearned))
    every = _with(known, unlearned, nothing.astype(np.float32), nothing)
    order = np.argsort(every.keys)
    places = order[np.searchsorted(every.keys, copies.keys, sorter=order)]
    percent, votes = every.percent.copy(), np.zeros(len(every.keys))
    doubt = (1.0 - percent[places] / 100.0) * (1.0 - copies.percent / 100.0)
    percent[places], votes[places] = np.minimum(MAX_WITHOUT_PROOF, 100.0 * (1.0 - doubt)), copies.percent
    best = np.lexsort((-votes, -percent))
    if not by_picture.complete and len(by_picture.keys):
        # Of what lies deeper than the list nothing is known but that it reads less than its last.
        surely = (best < len(by_picture.keys)) | (percent[best] >= by_picture.percent[-1])
        best = best[surely]
    together = replace(
        by_picture,
        keys=every.keys[best],
        cosines=every.cosines[best],
        percent=percent[best],
        order=percent[best],
    )
    return known, together


def _with(likeness: Likeness, keys: Int64Array, cosines: Float32Array, percent: Float64Array) -> Likeness:
    return replace(
        likeness,
        keys=np.concatenate([likeness.keys, keys]),
        cosines=np.concatenate([likeness.cosines, cosines]),
        percent=np.concatenate([likeness.percent, percent]),
        order=None,
    )
