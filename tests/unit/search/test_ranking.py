"""How lists become one."""

from __future__ import annotations

import numpy as np

from bowerbird_engine.search.ranking import FUSED_DEPTH, RankedSignal, competition_ranks, fuse


def signal(keys: list[int], weight: float = 1.0, certainty: list[float] | None = None) -> RankedSignal:
    """Make a list: of equal certainties, every place is a rank."""
    sure = np.ones(len(keys)) if certainty is None else np.array(certainty)
    return RankedSignal(np.array(keys, np.int64), sure.astype(np.float32), weight, tied=certainty is not None)


def test_equals_share_a_rank() -> None:
    """Competition ranks: 1, 2, 2, 4."""
    assert competition_ranks(np.array([9, 5, 5, 1], np.float32)).tolist() == [1, 2, 2, 4]
    assert competition_ranks(np.array([], np.float32)).tolist() == []


def test_single_list_keeps_its_order() -> None:
    """Fusion of one list is that list."""
    assert fuse([signal([5, 3, 9, 1])], {}).tolist() == [5, 3, 9, 1]


def test_two_lists_agree() -> None:
    """What two signals found goes before what only one found."""
    assert fuse([signal([1, 2, 3, 4]), signal([4])], {}).tolist()[0] == 4


def test_union_never_intersection() -> None:
    """Nothing that a signal found is lost."""
    assert sorted(fuse([signal([1, 2]), signal([3], 0.3)], {}).tolist()) == [1, 2, 3]


def test_weights() -> None:
    """A light signal does not outvote a heavy one."""
    assert fuse([signal([1, 2]), signal([9], 0.1)], {}).tolist() == [1, 2, 9]
    assert fuse([signal([1, 2], 0.1), signal([9])], {}).tolist() == [9, 1, 2]
    assert fuse([signal([1, 2]), signal([9], 0.0)], {}).tolist() == [1, 2]


def test_certainty_scales() -> None:
    """A find that is little sure lifts a picture less than one that is sure, at the same rank."""
    wide = signal(list(range(1, 41)))
    assert fuse([wide, signal([30, 31], 0.5, [0.9, 0.1])], {}).tolist()[0] == 30
    lifted = fuse([wide, signal([31], 0.5, [0.1])], {}).tolist().index(31)
    assert fuse([wide, signal([31], 0.5, [0.9])], {}).tolist().index(31) < lifted < 31


def test_pinned_come_first() -> None:
    """Pinned contents stand above all else, by value, then by id."""
    fused = fuse([signal([1, 2, 3])], {3: 91.0, 8: 99.0, 7: 99.0})
    assert fused.tolist() == [7, 8, 3, 1, 2]


def test_ties_by_id() -> None:
    """Equal scores are ordered by content id."""
    assert fuse([signal([9, 2, 5], certainty=[1, 1, 1])], {}).tolist() == [2, 5, 9]


def test_beyond_the_fused_depth() -> None:
    """What lies deeper follows in the order of the first list, and a deeper list does not change the beginning."""
    keys = list(range(1, FUSED_DEPTH * 3))
    deep = fuse([signal(keys), signal([keys[-1], 7])], {})
    shallow = fuse([signal(keys[:FUSED_DEPTH]), signal([keys[-1], 7])], {})
    assert deep[: len(shallow)].tolist() == shallow.tolist()
    assert sorted(deep.tolist()) == keys
    tail = deep[len(shallow) :].tolist()
    assert tail == sorted(tail)


def test_nothing() -> None:
    """No list, no result."""
    assert fuse([], {}).tolist() == []
    assert fuse([], {4: 1.0}).tolist() == [4]
