"""What is proved of a picture that was given beside words: first, in the words' order, unless the words have more of the say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bowerbird_engine import SearchQuery
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.query import parse
from bowerbird_engine.search.results import Likenesses, Ranking
from bowerbird_engine.search.semantic import Likeness
from bowerbird_engine.search.verdict import Verdict
from bowerbird_engine.search.verification.promotion import Proved, promoted

COPY, OTHER_COPY, SCENE = 3, 4, 2
KNOWN = {
    COPY: Proved(Verdict(("crop_of",), detail="a crop"), 0.2),
    OTHER_COPY: Proved(Verdict(("same_picture",), detail="the same"), 1.0),
    SCENE: Proved(Verdict(detail="the same scene"), 0.9),
}
BEST = [1, 2, 3, 4, 5]


def listed(weight: float | None) -> Ranking:
    """Make a list by a picture, with words beside it if they have a weight."""
    words = {} if weight is None else {"text": "in the snow", "weight": weight}
    keys = np.array(BEST, np.int64)
    described = Likeness(
        keys,
        np.zeros(5, np.float32),
        np.array([70.0, 60, 50, 30, 10]),
        np.zeros(1, np.float32),
        complete=True,
    )
    return Ranking(
        parse(SearchQuery(like=b"picture", **words)),  # type: ignore[arg-type]
        keys,
        np.array([80.0, 60, 40, 30, 20]),
        Evidence({}, {}),
        Likenesses(words=None if weight is None else described),
        frozenset(),
        itself=False,
        complete=True,
    )


@pytest.mark.parametrize("weight", [0.01, 0.3, 0.5])
def test_proved_copies_come_first_in_the_words_order(weight: float) -> None:
    """The scene stays where the words put it, and the proof is the picture's share of the percentage."""
    after = promoted(listed(weight), KNOWN, BEST)
    assert after.keys.tolist() == [COPY, OTHER_COPY, 1, SCENE, 5]
    assert after.percent[0] == pytest.approx((1 - weight) * (90 + 0.2 * 9.9) + weight * 50)
    assert np.all(np.diff(after.percent) <= 0)
    assert after.verdicts[COPY].labels == ("crop_of",)


def test_by_the_picture_alone_the_surest_comes_first_and_then_the_scene() -> None:
    """The control: without words, or with words that say nothing, nothing but proofs orders what is proved."""
    for weight in (None, 0.0):
        after = promoted(listed(weight), KNOWN, BEST)
        assert after.keys.tolist() == [OTHER_COPY, COPY, SCENE, 1, 5]
        assert after.percent[0] == pytest.approx(99.9)


@pytest.mark.parametrize("weight", [0.51, 1.0])
def test_words_with_more_of_the_say_keep_the_order(weight: float) -> None:
    """The labels still tell what is proved."""
    before = listed(weight)
    after = promoted(before, KNOWN, BEST)
    assert after.keys.tolist() == BEST
    assert after.percent.tolist() == before.percent.tolist()
    assert after.verdicts[OTHER_COPY].labels == ("same_picture",)


def test_what_is_avoided_stays_behind_beside_words() -> None:
    """A proved copy that looks like something to avoid is labelled, and comes up no more than without words."""
    avoiding = replace(listed(0.5), avoided={OTHER_COPY: "red", 5: "red"})
    after = promoted(avoiding, KNOWN, BEST)
    assert after.keys.tolist() == [COPY, 1, SCENE, OTHER_COPY, 5]
    assert after.verdicts[OTHER_COPY].labels == ("same_picture",)
