"""What a person wants to avoid: which pictures of a list look like it, and where these stand then. Pure.

They go behind everything else that answers the query, and before what does not; nothing is left out, and each keeps its
percentage. So a picture that is taken for one to avoid and is none costs its place and no more, and no picture that has
nothing to do with the query comes up for it. The figures are in docs/adr/0017-words-to-avoid.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.search.ranking import FUSED_DEPTH
from bowerbird_engine.search.reasons import FAINT
from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.similarity import Float64Array

BoolArray = npt.NDArray[np.bool_]

STANDS_OUT: Final = 1.0
"""So many spreads above the middle of the library, a sixth of it at most, a picture may be one to avoid."""

SURELY: Final = 50.0
"""What reads so much of the words to avoid is to be avoided, whatever the other pictures of the list are; in percent."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """One thing to avoid, and how many spreads each picture of a list stands above the library's middle for it.

    NaN where that is not known. From `surely` spreads on a picture reads `SURELY`.
    """

    text: str
    z: Float64Array
    surely: float


def behind(ranking: Ranking, unwanted: Sequence[Unwanted]) -> Ranking:
    """Put the pictures to avoid behind all others that answer the query.

    Where the list ends before all of these are known, those to avoid would come later: it is cut before them then.
    """
    answering = int(np.searchsorted(-ranking.percent, -FAINT, side="right"))
    matches = [_to_avoid(thing, answering) for thing in unwanted]
    avoided = np.logical_or.reduce(matches)
    head, tail = avoided[:answering], np.arange(answering, len(avoided))
    settled = ranking.complete or answering < len(avoided)
    order: Int64Array = np.concatenate(
        [np.flatnonzero(~head), *((np.flatnonzero(head), tail) if settled else ())]
    ).astype(np.int64)
    return replace(
        ranking,
        keys=ranking.keys[order],
        percent=ranking.percent[order],
        avoided=_named(ranking.keys, unwanted, matches),
    )


def explained(avoid: Sequence[str]) -> str:
    """Say what becomes of pictures to avoid."""
    *first, last = (f"\u201c{text}\u201d" for text in avoid)
    things = f"{', '.join(first)} or {last}" if first else last
    return f"What looks like {things} comes after the rest."


def _to_avoid(thing: Unwanted, answering: int) -> BoolArray:
    """Tell which pictures of a list look like one thing, of whose first so many answer the query.

    Where the words of both are alike to the model, fruit and apples, all that answers stands out: the half that does
    so more is taken then.
    """
    compared = thing.z[: min(answering, FUSED_DEPTH)]
    least = max(STANDS_OUT, split_in_two(compared[np.isfinite(compared)]))
    return np.asarray(thing.z >= min(least, thing.surely), np.bool_)


def split_in_two(values: Float64Array) -> float:
    """Find where values fall into two groups most clearly (Otsu 1979); minus infinity where there are not two."""
    ordered = np.sort(values)
    if len(ordered) < 2 or ordered[0] == ordered[-1]:  # noqa: PLR2004
        return -np.inf
    below = np.arange(1, len(ordered))
    above = len(ordered) - below
    sums = np.cumsum(ordered)[:-1]
    apart = (ordered.sum() - sums) / above - sums / below
    place = int(np.argmax(below * above * apart**2))
    return float(ordered[place] + ordered[place + 1]) / 2.0


def _named(keys: Int64Array, unwanted: Sequence[Unwanted], matches: Sequence[BoolArray]) -> dict[int, str]:
    """Name for each picture to avoid the thing that it looks like most."""
    named: dict[int, str] = {}
    z = np.array([np.where(match, thing.z, -np.inf) for thing, match in zip(unwanted, matches, strict=True)])
    for place in np.flatnonzero(np.isfinite(z).any(axis=0)).tolist():
        named[int(keys[place])] = unwanted[int(np.argmax(z[:, place]))].text
    return named
