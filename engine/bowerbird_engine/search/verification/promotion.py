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

_MOST_OF_WORDS: Final = 0.5
"""The say of words, the usual one, up to which what is proved comes first all the same; who gives them more wants their order."""

_WHOLE: Final = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
_SAME_FILE: Final = Verdict(("same_file",), (_WHOLE,), _WHOLE)


@dataclass(frozen=True, slots=True)
class Proved:
    """A verdict and how strong it is, 0..1; None of a picture that could not be looked at."""

    verdict: Verdict | None
    strength: float = 0.0


def promoted(ranking: Ranking, known: Mapping[int, Proved], best: Sequence[int]) -> Ranking:
    """Put what is proved of the `best` first, after the same file, then what is related; the rest keeps its order.

    Beside words that have half of the say at most, what is proved comes first in the order that the words gave it, and its
    proof counts as the picture's share of the percentage; what is merely related stays where it is. Words with more of the
    say keep the whole order, and the labels tell what is proved. The percentages still fall along the list. Pictures to
    avoid stay behind the others.
    """
    say = ranking.clue.weights.words
    verdicts = {content: proved.verdict for content, proved in known.items() if proved.verdict is not None}
    verdicts |= {content: _SAME_FILE for content in best if content in ranking.same}
    if say > _MOST_OF_WORDS:
        return replace(ranking, verdicts=verdicts)
    words = ranking.likenesses.words
    described = {} if words is None or not say else words.facts(list(known))
    percent = dict(zip(ranking.keys.tolist(), ranking.percent.tolist(), strict=True))
    ranks: dict[int, tuple[int, float]] = {}
    for content, proved in known.items():
        if content in ranking.same or content in ranking.avoided:
            continue
        if proved.verdict is None or not (proved.verdict.labels or (proved.verdict.detail and not say)):
            continue
        ranks[content] = 1 if proved.verdict.labels else 2, 0.0 if say else proved.strength
        own = described[content].percent if content in described else 0.0
        percent[content] = _shown(percent[content], proved, say, own)
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


def _shown(percent: float, proved: Proved, say: float, words: float) -> float:
    least, most = _PROVED if proved.verdict is not None and proved.verdict.labels else _RELATED
    by_proof = least + (most - least) * proved.strength
    return min(_PROVED[1], max(percent, (1.0 - say) * by_proof + say * words))
