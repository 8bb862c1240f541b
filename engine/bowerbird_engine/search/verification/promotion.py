"""Bringing up what is proved: the step from a list and verdicts to another list. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bowerbird_engine.search.results import Ranking
from bowerbird_engine.search.verdict import Verdict

_PROVED_FROM: Final = 90.0
_PROVED_TO: Final = 99.9
"""Percent that a proved picture reads, by its strength; 100 is for the same file alone."""

_WHOLE: Final = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
_SAME_FILE: Final = Verdict(("same_file",), (_WHOLE,), _WHOLE)


@dataclass(frozen=True, slots=True)
class Proved:
    """A verdict and how strong it is, 0..1; None of a picture that could not be looked at."""

    verdict: Verdict | None
    strength: float = 0.0


def promoted(ranking: Ranking, known: Mapping[int, Proved], best: Sequence[int]) -> Ranking:
    """Put what is proved of the `best` first, strongest first, after the same file; the rest keeps its order.

    The percentages still fall along the list. Pictures to avoid stay behind the others.
    """
    verdicts = {content: proved.verdict for content, proved in known.items() if proved.verdict is not None}
    verdicts |= {content: _SAME_FILE for content in best if content in ranking.same}
    strengths = {
        content: known[content].strength
        for content, verdict in verdicts.items()
        if verdict.labels and content in known and content not in ranking.avoided
    }
    order = sorted(strengths, key=lambda content: (-strengths[content], content))
    if not order:
        return replace(ranking, verdicts=verdicts)
    percent = dict(zip(ranking.keys.tolist(), ranking.percent.tolist(), strict=True))
    shown = {
        content: min(
            _PROVED_TO, max(percent[content], _PROVED_FROM + (_PROVED_TO - _PROVED_FROM) * strengths[content])
        )
        for content in order
    }
    first = [content for content in ranking.keys.tolist() if content in ranking.same]
    keys = [*first, *order, *(key for key in ranking.keys.tolist() if key not in shown and key not in first)]
    end = next((place for place, key in enumerate(keys) if key in ranking.avoided), len(keys))
    values = np.array([shown.get(key, percent[key]) for key in keys], np.float64)
    values[:end] = np.minimum.accumulate(values[:end])
    return replace(ranking, keys=np.array(keys, np.int64), percent=values, verdicts=verdicts)
