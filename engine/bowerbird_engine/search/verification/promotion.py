"""Bringing up what is proved: the step from a list and verdicts to another list. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.verdict import Verdict

_PROVED: Final = (90.0, 99.9)
"""Percent that a proved picture reads at least and at most, by its strength; 100 is for the same file alone."""
_RELATED: Final = (60.0, 85.0)
"""Percent that a picture of the same thing or scene reads at least, by its strength."""

_WHOLE: Final = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
_SAME_FILE: Final = Verdict(("same_file",), (_WHOLE,), _WHOLE)


@dataclass(frozen=True, slots=True)
class Proved:
    """A verdict and how strong it is, 0..1; None of a picture that could not be looked at."""

    verdict: Verdict | None
    strength: float = 0.0


def promoted(ranking: Ranking, known: Mapping[int, Proved], best: Sequence[int]) -> Ranking:
    """Put what is proved of the `best` first, after the same file, then what is related; the rest keeps its order.

    The percentages still fall along the list. Pictures to avoid stay behind the others.
    """
    verdicts = {content: proved.verdict for content, proved in known.items() if proved.verdict is not None}
    verdicts |= {content: _SAME_FILE for content in best if content in ranking.same}
    percent = dict(zip(ranking.keys.tolist(), ranking.percent.tolist(), strict=True))
    ranks: dict[int, tuple[int, float]] = {}
    for content, proved in known.items():
        if content in ranking.same or content in ranking.avoided:
            continue
        if proved.verdict is not None and (proved.verdict.labels or proved.verdict.detail):
            ranks[content] = 1 if proved.verdict.labels else 2, proved.strength
            percent[content] = _shown(percent[content], proved)
    ranks |= {content: (0, 1.0) for content in ranking.same if content not in ranking.avoided}
    if not ranks:
        return replace(ranking, verdicts=verdicts)
    listed = [content for content in ranking.keys.tolist() if content in ranks]
    # Sorting keeps the order of what is equal.
    order = sorted(listed, key=lambda content: (ranks[content][0], -ranks[content][1]))
    keys = [*order, *(content for content in ranking.keys.tolist() if content not in ranks)]
    end = next((place for place, content in enumerate(keys) if content in ranking.avoided), len(keys))
    values = np.array([percent[content] for content in keys], np.float64)
    values[:end] = np.minimum.accumulate(values[:end])
    return replace(ranking, keys=np.array(keys, np.int64), percent=values, verdicts=verdicts)


def _shown(percent: float, proved: Proved) -> float:
    least, most = _PROVED if proved.verdict is not None and proved.verdict.labels else _RELATED
    return min(_PROVED[1], max(percent, least + (most - least) * proved.strength))
