"""Judge rankings. Ties always count against the pack: equal scores must not look like an answer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

FLOATS = NDArray[np.float32]
BOOLS = NDArray[np.bool_]
INTS = NDArray[np.int64]


def unit(rows: FLOATS) -> FLOATS:
    """Scale rows to length one."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def best_first(scores: FLOATS, right: BOOLS) -> BOOLS:
    """Order what is right by falling score; among equal scores the wrong come first."""
    return np.asarray(right[np.lexsort((right, -scores))], np.bool_)


def average_precision(scores: FLOATS, right: BOOLS) -> float:
    """Give the average precision of a ranking, 0..1; nothing right gives 0."""
    hits = best_first(scores, right)
    if not hits.any():
        return 0.0
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def precision_at(scores: FLOATS, right: BOOLS, count: int) -> float:
    """Give the share of the first `count` that is right, or of as many as there are right ones at all."""
    reachable = min(count, int(right.sum()))
    return float(best_first(scores, right)[:reachable].mean()) if reachable else 0.0


def first_right(scores: FLOATS, right: BOOLS) -> int:
    """Give the rank of the first right one, counted from 1; 0 where none is right."""
    hits = best_first(scores, right)
    return int(hits.argmax()) + 1 if hits.any() else 0


def ranks(scores: FLOATS, owners: INTS) -> INTS:
    """Give for each row of scores how many others reach the score of the row's own column."""
    own = scores[np.arange(len(scores)), owners]
    return np.asarray((scores >= own[:, None]).sum(1) - 1, np.int64)


def recall(found: INTS, at: Iterable[int]) -> dict[str, float]:
    """Give the percentage of ranks (from 0) below each limit."""
    return {f"R@{limit}": percent(float((found < limit).mean())) for limit in at}


def percent(share: float) -> float:
    """Write a share as a percentage with one decimal."""
    return round(share * 100, 1)


def mean_percent(shares: Iterable[float]) -> float:
    """Write the mean of shares as a percentage; 0 where there are none."""
    values = list(shares)
    return percent(float(np.mean(values))) if values else 0.0


def within(positives: int, negatives: int, low: float = 0.05, high: float = 0.2) -> tuple[int, int]:
    """Tell how many positives and negatives to keep so that the prevalence lies between two limits."""
    positives = min(positives, int(negatives * high / (1 - high)))
    return positives, min(negatives, int(positives * (1 - low) / low))
