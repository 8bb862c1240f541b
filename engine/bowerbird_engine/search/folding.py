"""Folding the pictures of a list that belong to one group into the first of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bowerbird_engine.search.results import Fold, Ranking


def folded(ranking: Ranking, groups: Mapping[int, str]) -> Ranking:
    """Keep of each group (by content id) what stands first; pictures of a locked set are never folded away.

    A content without a group stands for itself.
    """
    first: dict[str, int] = {}
    others: dict[str, int] = {}
    kept = np.ones(len(ranking.keys), np.bool_)
    for place, key in enumerate(ranking.keys.tolist()):
        group = groups.get(key)
        if group is None:
            continue
        if group not in first:
            first[group] = key
            others[group] = 0
        elif key not in ranking.core:
            kept[place] = False
            others[group] += 1
    return replace(
        ranking,
        keys=ranking.keys[kept],
        percent=ranking.percent[kept],
        folds={key: Fold(group, others[group]) for group, key in first.items()},
    )
