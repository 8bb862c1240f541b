"""What words, directions and several pictures make of a list by picture: who has how much say, and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from bowerbird_engine.search.refining import agreed, along, refined
from bowerbird_engine.search.semantic import Likeness


def likeness(percent: Mapping[int, float]) -> Likeness:
    """Make a list of contents by their percentages, of which the cosines are a hundredth."""
    order = sorted(percent, key=lambda key: -percent[key])
    values = np.array([percent[key] for key in order], np.float64)
    cosines = (values / 100).astype(np.float32)
    return Likeness(np.array(order, np.int64), cosines, values, np.empty(0, np.float32), complete=True)


def test_each_picture_has_its_say() -> None:
    """What stands high for the one that counts more comes first; with equal say it is the other one."""
    listed = likeness({1: 80.0, 2: 70.0, 3: 5.0})
    standings = [np.array([3.0, 0.0]), np.array([0.0, 4.0])]
    assert agreed(listed, standings, [1.0, 0.5]).keys.tolist() == [1, 2, 3]
    assert agreed(listed, standings, [0.5, 0.5]).keys.tolist() == [2, 1, 3]
    assert agreed(listed, standings, [0.5, 0.5]).percent.tolist() == [70.0, 80.0, 5.0]


@pytest.mark.parametrize("weight", [0.0, 0.25, 0.5, 1.0])
def test_what_was_not_compared_with_the_words_does_not_match_them(weight: float) -> None:
    """It keeps the picture's share of its percentage, behind the pool; in the pool both sides are blended."""
    by_picture, by_words = likeness({1: 80.0, 2: 60.0, 3: 50.0}), likeness({1: 10.0, 2: 90.0})
    both = refined(by_picture, by_words, (), weight=weight)
    shown = dict(zip(both.keys.tolist(), both.percent.tolist(), strict=True))
    assert shown == pytest.approx(
        {1: 80 - 70 * weight, 2: 60 + 30 * weight, 3: 50 * (1 - weight)},
    )
    assert both.keys.tolist() == ([2, 1, 3] if weight > 0.5 else [1, 2, 3])


def test_a_direction_reads_half_at_the_same_place() -> None:
    """What lies as far along as the target is as surely further as not; what lies further reads more."""
    way = along("warmer", np.array([1, 2, 3]), np.array([0.1, 0.2, 0.3], np.float32), 0.2)
    assert way.percent[1] == pytest.approx(49.5, abs=0.6)
    assert way.percent[0] < 20
    assert way.percent[2] > 80
    assert way.ahead[3] == pytest.approx(-way.ahead[1])
    everywhere = along("warmer", np.array([1, 2]), np.array([0.2, 0.2], np.float32), 0.1)
    assert everywhere.ahead == {1: 0.0, 2: 0.0}
