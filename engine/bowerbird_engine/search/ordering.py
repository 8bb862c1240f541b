"""Another order than by likeness: which pictures answer is decided first, then they are put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.membership import places_of
from bowerbird_engine.search.reasons import FAINT
from bowerbird_engine.search.results import Ranking


def settled(ranking: Ranking) -> bool:
    """Tell whether all that answers is known: nothing deeper can read more than the last of a falling list."""
    return ranking.complete or (len(ranking.percent) > 0 and float(ranking.percent[-1]) < FAINT)


def reordered_by(ranking: Ranking, order: Callable[[Int64Array], Int64Array]) -> Ranking:
    """Put what answers into an order of contents; pictures to avoid stay behind the others, in that order too.

    A picture answers with a percentage that is not faint, or when letters or names found it.
    """
    answers = ranking.percent >= FAINT
    for found in ranking.evidence.texts:
        answers |= np.isin(ranking.keys, np.fromiter(found, np.int64, len(found)))
    avoided = np.isin(ranking.keys, np.fromiter(ranking.avoided, np.int64, len(ranking.avoided)))
    keys = np.concatenate([order(ranking.keys[answers & part]) for part in (~avoided, avoided)])
    places = places_of(keys, ranking.keys)
    return replace(ranking, keys=keys, percent=ranking.percent[places], complete=True)
