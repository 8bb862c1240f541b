"""Lines that may stand on their head or on their side, read in each way that they may stand. Pure.

A recognizer's own network for turning takes some lines that are upside down for upright ones, small and soft ones above
all. A line read from the wrong side is read badly, and its score says so. What is clearly longer than high is known to
lie along its length; a few characters in a nearly square box may stand on their side, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from bowerbird_engine.assets import Uint8Array

DOUBTFUL: Final = 0.8
"""Lines read with a lower score are read the other way round, too. Of 119 photographed labels, 64 of them turned, this
reads the codes of 58 turned ones instead of 55, and none fewer of the others. One line in fourteen falls below it; each
costs 15 ms of a processor."""

MOST_LINES: Final = 16
"""A page of small print that is badly read is not worth reading twice."""

SQUARE: Final = 1.5
"""Lines at most so many times as long as high may stand on their side: the recognizers lay down only what is higher by
as much."""

Reading = tuple[str, float]
"""What a line says, and how sure that is."""


def both_ways(
    lines: Sequence[Uint8Array],
    readings: Sequence[Reading],
    read: Callable[[list[Uint8Array]], Sequence[Reading]],
) -> list[Reading]:
    """Read doubtful lines [H, W, 3] upside down as well, short ones in all four ways, and keep the surest readings."""
    kept = list(readings)
    doubtful = [place for place, (_, score) in enumerate(kept) if score < DOUBTFUL]
    doubtful = sorted(doubtful, key=lambda place: (-lines[place].shape[1], place))[:MOST_LINES]
    ways = [(place, quarters) for place in doubtful for quarters in _turns(lines[place])]
    if not ways:
        return kept
    turned = read([np.ascontiguousarray(np.rot90(lines[place], quarters)) for place, quarters in ways])
    for (place, _), reading in zip(ways, turned, strict=True):
        if reading[1] > kept[place][1]:
            kept[place] = reading
    return kept


def _turns(line: Uint8Array) -> tuple[int, ...]:
    height, width = line.shape[:2]
    return (2,) if width > SQUARE * height else (2, 1, 3)
