"""What differs between two lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.replay.lists import Listed, compare, pairs_kept

CONTENTS = st.lists(st.integers(0, 30), unique=True, max_size=20)


def hits(*numbers: int, tied: bool = False) -> list[Listed]:
    """Make a list of these pictures."""
    return [Listed(f"{number:02}", 50.0 if tied else 99.0 - place) for place, number in enumerate(numbers)]


def places(changes: tuple[object, ...]) -> list[tuple[str, int | None, int | None]]:
    """Name what changed, and its places."""
    return [(each.content, each.before, each.now) for each in changes]  # type: ignore[attr-defined]


def test_what_moved_is_not_what_made_room() -> None:
    """One that comes in, or goes to the top, pushes the others down: only it is told."""
    found = compare(hits(1, 2, 3, 4), hits(9, 1, 2, 3, 4), {"01"})
    assert (places(found.new), found.moved, found.kept, found.same) == ([("09", None, 1)], (), 4, False)
    found = compare(hits(1, 2, 3, 4), hits(4, 1, 2, 3), set())
    assert (places(found.moved), found.kept, found.same) == ([("04", 4, 1)], 3, False)


def test_what_is_missing_is_gone_or_further_down() -> None:
    """The library tells which."""
    found = compare(hits(1, 2, 3), hits(1), {"02"})
    assert places(found.missing) == [("02", 2, None), ("03", 3, None)]
    assert [change.in_library for change in found.missing] == [True, False]


def test_the_order_of_equals_says_nothing() -> None:
    """Pictures with one percentage stand by the numbers that a library gave them; others do not."""
    assert compare(hits(1, 2, 3, tied=True), hits(3, 1, 2, tied=True), set()).same
    assert not compare(hits(1, 2, 3), hits(3, 1, 2), set()).same


def test_a_drift_of_percentages_is_told() -> None:
    """The largest one, and the list is the same all the same."""
    found = compare([Listed("a", 90.0), Listed("b", 50.0)], [Listed("a", 89.5), Listed("b", 52.0)], set())
    assert (found.same, found.drift) == (True, 2.0)


@given(CONTENTS)
def test_a_list_is_itself(numbers: list[int]) -> None:
    """Nothing differs between a list and itself, and all pairs are kept."""
    found = compare(hits(*numbers), hits(*numbers), set())
    assert (found.same, found.kept, found.drift) == (True, len(numbers), 0.0)
    assert pairs_kept([str(each) for each in numbers], [str(each) for each in numbers]) == 1.0


@given(CONTENTS, CONTENTS)
def test_everything_is_accounted_for(before: list[int], now: list[int]) -> None:
    """Kept, moved and missing make up the one list, kept, moved and new the other; what was kept is in one order in both."""
    found = compare(hits(*before), hits(*now), set())
    assert found.kept + len(found.moved) + len(found.missing) == len(before)
    assert found.kept + len(found.moved) + len(found.new) == len(now)
    moved = {change.content for change in found.moved}
    steady = [f"{each:02}" for each in before if each in now and f"{each:02}" not in moved]
    assert steady == [f"{each:02}" for each in now if f"{each:02}" in steady]
    assert found.same == (before == now)


@given(CONTENTS)
def test_a_list_turned_around_keeps_no_pair(numbers: list[int]) -> None:
    """The control of the share of pairs."""
    texts = [str(each) for each in numbers]
    assert pairs_kept(texts, texts[::-1]) == (0.0 if len(numbers) > 1 else 1.0)
