"""Figures about lists of hits with known right answers. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BINS: Final = 10
CALIBRATED: Final = 50
"""Hits of each query whose percentages are held against the truth."""

SURE: Final = 80.0
"""Percent from which a person takes a hit for a match."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What counts of one hit: its percentage, whether it is a right answer, and the labels that were proved of it."""

    percent: float
    right: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The list that one query got, best first. `rights`, at least 1, counts all right answers there are, listed or not."""

    hits: tuple[Hit, ...]
    rights: int
    seconds: float = 0.0
    label: str | None = None
    """What had to be proved of the right answers."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group of queries. Shares are 0..1; None where nothing was there to measure."""

    queries: int
    first: float | None
    recall_1: float
    recall_5: float
    recall_10: float
    mean_average_precision: float
    calibration_error: float | None
    right_above: float | None
    above_of_right: float | None
    labels_right: float | None
    wrong_labels: int
    median_ms: float
    slowest_tenth_ms: float


def figures(answers: Sequence[Answer], *, limit: int) -> Figures:
    """Sum up the answers, at least one, to queries that asked for `limit` hits."""
    places = [place if (place := first_right(answer.hits)) else math.inf for answer in answers]
    shown = [hit for answer in answers for hit in answer.hits[:CALIBRATED]]
    took = sorted(answer.seconds * 1e3 for answer in answers)
    middle = statistics.median(places)
    return Figures(
        queries=len(answers),
        first=middle if math.isfinite(middle) else None,
        recall_1=_share(places, 1),
        recall_5=_share(places, 5),
        recall_10=_share(places, 10),
        mean_average_precision=statistics.fmean(average_precision(answer, limit) for answer in answers),
        calibration_error=calibration_error(shown) if shown else None,
        right_above=right_above(shown),
        above_of_right=above_of_right(shown),
        labels_right=labels_right(answers),
        wrong_labels=sum(bool(hit.labels) and not hit.right for answer in answers for hit in answer.hits),
        median_ms=statistics.median(took),
        slowest_tenth_ms=took[min(len(took) - 1, math.ceil(0.9 * len(took)) - 1)],
    )


def first_right(hits: Sequence[Hit]) -> int | None:
    """Find the place, from 1, of the first right answer."""
    return next((place for place, hit in enumerate(hits, 1) if hit.right), None)


def average_precision(answer: Answer, limit: int) -> float:
    """Average the precision at the place of each right answer of a list of at most `limit` hits.

    A right answer that is not listed adds nothing; where more are right than can be listed, a full list of nothing else
    is perfect.
    """
    found, total = 0, 0.0
    for place, hit in enumerate(answer.hits, 1):
        if hit.right:
            found += 1
            total += found / place
    return total / min(answer.rights, limit)


def calibration_error(hits: Sequence[Hit], bins: int = BINS) -> float:
    """Tell how far percentages are from the truth (ECE; Naeini, Cooper, Hauskrecht, AAAI 2015).

    Hits are put into bins of equal width; a bin's mean percentage is compared with the share of its hits that are
    right, and the differences, 0..1, are averaged by the number of hits.
    """
    told = [0.0] * bins
    right = [0] * bins
    for hit in hits:
        place = min(int(hit.percent / 100.0 * bins), bins - 1)
        told[place] += hit.percent / 100.0
        right[place] += hit.right
    return sum(abs(one - other) for one, other in zip(told, right, strict=True)) / len(hits)


def right_above(hits: Sequence[Hit], least: float = SURE) -> float | None:
    """Tell which share of the hits of at least so many percent is right."""
    sure = [hit.right for hit in hits if hit.percent >= least]
    return sum(sure) / len(sure) if sure else None


def above_of_right(hits: Sequence[Hit], least: float = SURE) -> float | None:
    """Tell which share of the right hits has at least so many percent."""
    told = [hit.percent >= least for hit in hits if hit.right]
    return sum(told) / len(told) if told else None


def labels_right(answers: Sequence[Answer]) -> float | None:
    """Tell which share of the right hits got the label that was expected: the relation, or how the picture was changed."""
    got = [
        answer.label in hit.labels
        for answer in answers
        if answer.label is not None
        for hit in answer.hits
        if hit.right
    ]
    return sum(got) / len(got) if got else None


def _share(places: Sequence[float], depth: int) -> float:
    return sum(place <= depth for place in places) / len(places)
