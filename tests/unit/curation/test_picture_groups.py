"""Groups of pictures that are the same: stars around the largest, and never what the person said is not."""

from __future__ import annotations

from bowerbird_engine.curation.picture_groups import grouped


def test_the_largest_stands_for_its_group_and_of_equals_the_oldest() -> None:
    """Each member points to it, and it to itself."""
    assert grouped({1: 10, 2: 40, 3: 20}, [(1, 2), (2, 3)], []) == {1: 2, 2: 2, 3: 2}
    assert grouped({5: 10, 4: 10}, [(4, 5)], []) == {4: 4, 5: 4}


def test_a_chain_joins_no_two_that_were_not_proved() -> None:
    """Of 1-2-3-4 the ends are different pictures."""
    chain = [(1, 2), (2, 3), (3, 4)]
    assert grouped({1: 40, 2: 30, 3: 20, 4: 10}, chain, []) == {1: 1, 2: 1, 3: 3, 4: 3}


def test_what_is_not_the_same_is_in_no_group_together() -> None:
    """Neither as a pair nor by way of a third one that is like both."""
    sizes = {1: 30, 2: 20, 3: 10}
    proved = [(1, 2), (1, 3), (2, 3)]
    assert grouped(sizes, proved, []) == {1: 1, 2: 1, 3: 1}
    assert grouped(sizes, proved, [(2, 3)]) == {1: 1, 2: 1}
    assert grouped(sizes, proved, [(2, 1)]) == {1: 1, 3: 1}
    assert grouped({1: 2, 2: 1}, [(1, 2)], [(2, 1)]) == {}


def test_what_is_not_there_any_more_is_left_out() -> None:
    """Its pair as well; and one picture alone is no group."""
    assert grouped({1: 10}, [(1, 2)], []) == {}
    assert grouped({1: 10, 3: 5}, [(1, 2), (2, 3)], []) == {}
