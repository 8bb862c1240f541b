"""Laws of groups of pictures, for any pairs that were proved and any that are not the same."""

from __future__ import annotations

import random

import hypothesis.strategies as st
from hypothesis import given

from bowerbird_engine.curation.picture_groups import grouped

CONTENTS = st.integers(1, 12)
PAIRS = st.lists(st.tuples(CONTENTS, CONTENTS), max_size=40)
SIZES = st.dictionaries(CONTENTS, st.integers(1, 4), max_size=12)


def turned(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Write pairs the other way round."""
    return [(other, one) for one, other in pairs]


@given(sizes=SIZES, proved=PAIRS, apart=PAIRS)
def test_groups_are_a_partition_around_what_stands_for_them(
    sizes: dict[int, int], proved: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    """Each has at least two members, all proved with the largest, which stands for itself and is in no other group."""
    groups = grouped(sizes, proved, apart)
    known = {frozenset(pair) for pair in proved}
    for content, representative in groups.items():
        assert groups[representative] == representative
        assert list(groups.values()).count(representative) > 1
        assert (-sizes[representative], representative) <= (-sizes[content], content)
        assert content == representative or frozenset((content, representative)) in known


@given(sizes=SIZES, proved=PAIRS, apart=PAIRS)
def test_no_group_holds_what_is_not_the_same(
    sizes: dict[int, int], proved: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    """However they are joined by others."""
    groups = grouped(sizes, proved, apart)
    for one, other in apart:
        assert one == other or one not in groups or groups[one] != groups.get(other)


@given(sizes=SIZES, proved=PAIRS, apart=PAIRS, lot=st.randoms())
def test_the_order_in_which_things_were_learned_does_not_matter(
    sizes: dict[int, int], proved: list[tuple[int, int]], apart: list[tuple[int, int]], lot: random.Random
) -> None:
    """Pairs in any order and written either way give the same groups."""
    mixed = turned(proved)
    lot.shuffle(mixed)
    assert grouped(dict(reversed(sizes.items())), mixed, turned(apart)) == grouped(sizes, proved, apart)


@given(sizes=SIZES, proved=PAIRS)
def test_whatever_was_proved_alone_is_a_group(sizes: dict[int, int], proved: list[tuple[int, int]]) -> None:
    """The control: without anything that is not the same, a pair of the largest content is never lost."""
    live = [(one, other) for one, other in proved if one != other and one in sizes and other in sizes]
    groups = grouped(sizes, proved, [])
    assert bool(groups) == bool(live)
    if live:
        largest = min({each for pair in live for each in pair}, key=lambda each: (-sizes[each], each))
        near = {each for pair in live if largest in pair for each in pair}
        assert near == {each for each, representative in groups.items() if representative == largest}
