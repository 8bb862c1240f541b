"""Which pictures share details with the one that was given, however they were cut, turned or pasted. Pure.

A signal of its own for copies. It needs no model, and brings up what a model's space does not recall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.catalog.membership import places_of
from bowerbird_engine.encoding.curves import MAX_WITHOUT_PROOF, Float64Array
from bowerbird_engine.features.consistency import Consistent
from bowerbird_engine.features.postings import Votes
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.semantic import Likeness
from bowerbird_engine.search.similarity import Scale, background_of, standardise

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
    """Pictures that share details with the given one, most first, with a percentage; `details` counts those worth telling.

    They are `partial` while the details of many pictures are still being read.
    """

    keys: Int64Array
    percent: Float64Array
    details: Mapping[int, int]
    partial: bool = False


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


def of_each(found: Sequence[Copies]) -> Copies:
    """Join the copies of several pictures: each counts for that of which it is most surely a copy. Ties break by id."""
    if len(found) == 1:
        return found[0]
    percent: dict[int, float] = {}
    details: dict[int, int] = {}
    for copies in found:
        for key, likely in zip(copies.keys.tolist(), copies.percent.tolist(), strict=True):
            if likely > percent.get(key, 0.0):
                percent[key] = likely
                details[key] = copies.details.get(key, 0)
    order = sorted(percent, key=lambda key: (-percent[key], key))
    return Copies(
        np.array(order, np.int64),
        np.array([percent[key] for key in order], np.float64),
        {key: details[key] for key in order if details[key]},
        partial=any(copies.partial for copies in found),
    )


def joined(by_picture: Likeness, voted: Likeness, copies: Copies, scale: Scale) -> tuple[Likeness, Likeness]:
    """Join a list by likeness with copies, each of which leaves its part of the doubt.

    `voted` tells how the model compares the copies, wherever they stand in its list, and `scale` how percentages were read.
    Gives the likeness with those that it did not reach, and the list that both make, of which a deeper one is a continuation.
    Of one picture that falls by its percentage. Of several it keeps to how it stands to each, and copies of one of them
    come up to what as surely is like all.
    """
    beyond = ~np.isin(voted.keys, by_picture.keys)
    known = _with(by_picture, voted.keys[beyond], voted.cosines[beyond], voted.percent[beyond])
    unlearned = copies.keys[~np.isin(copies.keys, known.keys)]
    nothing = np.zeros(len(unlearned))
    every = _with(known, unlearned, nothing.astype(np.float32), nothing)
    places = places_of(copies.keys, every.keys)
    percent, votes = every.percent.copy(), np.zeros(len(every.keys))
    doubt = (1.0 - percent[places] / 100.0) * (1.0 - copies.percent / 100.0)
    percent[places], votes[places] = np.minimum(MAX_WITHOUT_PROOF, 100.0 * (1.0 - doubt)), copies.percent
    leading = _leading(every, by_picture, scale)
    for key, place in zip(copies.keys.tolist(), places.tolist(), strict=True):
        if key in copies.details:
            # Words weigh it against what looks alike: it must stand as far from that as its percentage calls for.
            stands = scale.standing(float(percent[place]))
            if not scale.calibrated:
                # Ranks know one standing alone, that of hardly any chance: taken for even odds.
                stands *= votes[place] / _TOLD
            leading[place] = max(leading[place], stands)
    falling = percent if by_picture.order is None else leading
    best = np.lexsort((-votes, -falling))
    if not by_picture.complete and len(by_picture.keys):
        # Of what lies deeper than the list nothing is known but that it stands below its last, as that stood by itself.
        last = (by_picture.percent if by_picture.order is None else by_picture.order)[-1]
        best = best[(best < len(by_picture.keys)) | (falling[best] >= last)]
    together = replace(
        by_picture,
        keys=every.keys[best],
        cosines=every.cosines[best],
        percent=percent[best],
        order=np.maximum.accumulate(leading[best][::-1])[::-1],
    )
    return known, together


def _leading(every: Likeness, by_picture: Likeness, scale: Scale) -> Float64Array:
    """Tell how many spreads each content stands above the background, to the picture or to each of several."""
    if by_picture.order is None:
        return standardise(every.cosines, background_of(by_picture.background, scale))
    # What lies beyond the head of the list is not told apart there either.
    leading = np.full(len(every.keys), by_picture.order[:FUSED_DEPTH].min() - 1.0)
    leading[: len(by_picture.keys)] = by_picture.order
    return leading


def _with(likeness: Likeness, keys: Int64Array, cosines: Float32Array, percent: Float64Array) -> Likeness:
    return replace(
        likeness,
        keys=np.concatenate([likeness.keys, keys]),
        cosines=np.concatenate([likeness.cosines, cosines]),
        percent=np.concatenate([likeness.percent, percent]),
        order=None,
    )
