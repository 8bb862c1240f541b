"""Which points are paired: each other's nearest, and clearly so."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.features.local_features import DIMENSION, LocalFeatures
from bowerbird_engine.features.matching import RATIO, matched


def features(*values: tuple[int, int]) -> LocalFeatures:
    """Make points whose descriptors differ in their first two numbers."""
    descriptors = np.zeros((len(values), DIMENSION), np.int8)
    descriptors[:, :2] = np.reshape(values, (-1, 2))
    return LocalFeatures(np.ones((len(values), 4), np.float32), descriptors, 100, 100)


def test_the_nearest_must_be_clearly_nearer_than_the_second() -> None:
    """What repeats in a picture, as windows of a house do, tells nothing; what stands alone is paired."""
    first = features((0, 0), (20, 0))
    ambiguous = features((0, 10), (0, -10), (20, 1))
    assert matched(first, ambiguous).tolist() == [[1, 2]]
    assert matched(first, features((0, 8), (0, -10), (20, 1))).tolist() == [[0, 0], [1, 2]]
    assert 8 / 10 < RATIO < 1.0
    assert matched(first, features((0, 8), (0, -10), (20, 1)), ratio=0.7).tolist() == [[1, 2]]


def test_pairs_are_each_others_nearest() -> None:
    """A point that is nearer to another one of the first picture is not paired with this one."""
    second = features((0, 0), (30, 30))
    assert matched(features((0, 0), (0, 3)), second).tolist() == [[0, 0]]
    assert matched(features((25, 30), (0, 3)), second).tolist() == [[0, 1], [1, 0]]


def test_one_point_has_no_second_nearest() -> None:
    """Without one nothing can be clear."""
    assert matched(features((0, 0), (9, 9)), features((0, 0))).shape == (0, 2)
    assert matched(features(), features((0, 0), (9, 9))).shape == (0, 2)
