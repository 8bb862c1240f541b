"""How the lists that several signals give become one. Pure.

Weighted reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009): a picture scores `weight / (60 + rank)` for
every list that it is in. Ranks need no common scale, and being in two lists counts more than being high in one. Each
find also says how sure it is: the first of three file names with half of the words is no first of a thousand, and the
first by looks may look like nothing. What a signal is certain of, such as an exact code, is pinned above everything that was fused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array

RRF_CONSTANT: Final = 60
"""The value of the paper; Lucene, Elasticsearch and Azure kept it."""

FUSED_DEPTH: Final = 256
"""Ranks beyond this add nothing to the fusion: the order of the first pages must not depend on how far one reads.

It holds for lists that go on. Those of letters, names and keywords are whole, and hundreds may share one rank in them: all count.
"""


@dataclass(frozen=True, slots=True)
class RankedSignal:
    """One signal's list, best first, by content id. `weight` is its say, which the `certainty` (0..1) of each find scales.

    With `tied`, finds of equal certainty share a rank; without it every place is a rank of its own.
    """

    keys: Int64Array
    certainty: Float32Array
    weight: float
    tied: bool = True


def competition_ranks(falling: Float32Array) -> Int64Array:
    """Rank a falling list from 1; equals share the rank of the first of them."""
    if not len(falling):
        return np.empty(0, np.int64)
    first_of_equals = np.concatenate([[True], falling[1:] != falling[:-1]])
    starts = np.flatnonzero(first_of_equals)
    return np.asarray(starts[np.cumsum(first_of_equals) - 1] + 1, np.int64)


def fuse(signals: Iterable[RankedSignal], pinned: Mapping[int, float]) -> Int64Array:
    """Order every content that one of the signals lists, ties by content id.

    The pinned come first by their value, then the others by fused ranks, then what lies beyond `FUSED_DEPTH` in the
    first signal, in its order.
    """
    lists = [signal for signal in signals if signal.weight > 0]
    if not lists:
        return _pinned_first(pinned)
    heads = [(signal.keys[: _depth(signal)], _shares(signal)) for signal in lists]
    keys, places = np.unique(np.concatenate([head for head, _ in heads]), return_inverse=True)
    scores = np.zeros(len(keys), np.float64)
    # bincount adds in the order of the lists, so that the sums are the same on every machine.
    scores += np.bincount(
        places, weights=np.concatenate([shares for _, shares in heads]), minlength=len(keys)
    )
    fused = keys[np.lexsort((keys, -scores))]
    tail = lists[0].keys[FUSED_DEPTH:]
    top = _pinned_first(pinned)
    rest = np.concatenate([fused, tail[~np.isin(tail, keys)]]) if len(tail) else fused
    return np.concatenate([top, rest[~np.isin(rest, top)]]) if len(top) else rest


def _depth(signal: RankedSignal) -> int:
    return len(signal.keys) if signal.tied else FUSED_DEPTH


def _shares(signal: RankedSignal) -> npt.NDArray[np.float64]:
    certainty = signal.certainty[: _depth(signal)]
    ranks = competition_ranks(certainty) if signal.tied else np.arange(1, len(certainty) + 1)
    return np.asarray(signal.weight * certainty / (RRF_CONSTANT + ranks), np.float64)


def _pinned_first(pinned: Mapping[int, float]) -> Int64Array:
    order: Sequence[int] = sorted(pinned, key=lambda key: (-pinned[key], key))
    return np.array(order, np.int64)
