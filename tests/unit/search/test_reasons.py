"""The words of a reason: no stronger than the percentage, no more than the library bears out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import Asset, AssetId, ContentHash, Reason
from bowerbird_engine.search import reasons
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.query import Clue, Weights
from bowerbird_engine.search.results import Likenesses, Ranking
from bowerbird_engine.search.semantic import Likeness


def _likeness(library: int, cosine: float = 0.98, percent: float = 95.0) -> Likeness:
    """List one picture that stands above a library of this size."""
    background = np.sort(np.append(np.linspace(0.0, 0.5, library - 1), cosine)).astype(np.float32)
    return Likeness(
        np.array([7]), np.array([cosine], np.float32), np.array([percent]), background, complete=True
    )


def _asset() -> Asset:
    return Asset(
        AssetId("A"), 7, Path("/p/a.jpg"), 1, ContentHash(b"h" * 32), 4, 3, "image/jpeg", 9, True, "disk"
    )


@pytest.mark.parametrize(("shown", "expected"), [(95.0, "looks almost the same"), (7.0, "looks different")])
def test_a_reason_is_never_stronger_than_the_percentage_beside_it(shown: float, expected: str) -> None:
    """A likeness of 95 % that ends at 7 % in the list is not called almost the same."""
    clue = Clue("picture", "", Weights(picture=1.0))
    likenesses = Likenesses(picture=_likeness(100))
    ranking = Ranking(
        clue,
        np.array([7]),
        np.array([shown]),
        Evidence({}, {}),
        likenesses,
        frozenset(),
        itself=False,
        complete=True,
    )

    (hit,) = ranking.hits(0, 1, {7: (_asset(),)})

    assert hit.similarity == shown
    assert re.fullmatch(rf"{expected}(, closer than 9\d % of the library)?", hit.reasons[0].detail)


@pytest.mark.parametrize(
    ("library", "expected"),
    [(1, ""), (9, ""), (70, "closer than 98 %"), (999, "closer than 99 %"), (1000, "closer than 99.9 %")],
)
def test_a_standing_is_true_of_the_library(library: int, expected: str) -> None:
    """The best of 70 pictures is closer than 69 of them, which is not 99.9 %."""
    fact = _likeness(library).facts([7, 8])

    detail = reasons.words_reason(95.0, fact[7].share_below).detail

    assert list(fact) == [7]
    assert (
        detail == f"matches the description, {expected} of the library" if expected else detail.endswith("n")
    )


@pytest.mark.parametrize(
    ("name", "ahead", "said"),
    [
        ("cleaner", 1.2, "cleaner than what you gave"),
        ("muted", 0.5, "more muted than what you gave"),
        ("warmer", 0.0, "hardly warmer than what you gave"),
        ("more vintage", -0.8, "not more vintage than what you gave"),
    ],
)
def test_a_direction_is_compared_with_what_was_given(name: str, ahead: float, said: str) -> None:
    """Whether a picture lies further that way is said of what was given, and not of the library."""
    assert reasons.direction_reason(name, ahead) == Reason("direction", said)
