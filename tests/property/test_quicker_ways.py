"""What was made quicker gives what the plain way gives: here the plain ways stand."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from bowerbird_engine.catalog.membership import members
from bowerbird_engine.search.sorting import name_order
from bowerbird_engine.search.spelling import spelled

names = st.text(st.characters(exclude_characters="\0"), max_size=12)
with_numbers = st.lists(st.one_of(names, st.integers(0, 10**6).map(str), st.just("0" * 40)), max_size=4)


def plain_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Give the parts of a name, one by one."""
    return tuple(
        (0, int(part), "") if at % 2 and len(part) <= 32 else (1, 0, part)
        for at, part in enumerate(re.split("([0-9]+)", name.casefold()))
        if part
    )


def plainly_spelled(text: str) -> str:
    """Take each character by itself."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@given(with_numbers.map("".join), with_numbers.map("".join))
@example("img2", "IMG10")
@example("a", "a1")
@example("a1", "a\x01")
@example("7", "007")
@example("x", "x" + "1" * 40)
def test_names_are_ordered_as_by_their_parts(one: str, other: str) -> None:
    """One text compares as the parts do."""
    by_parts, by_text = (plain_order(one), plain_order(other)), (name_order(one), name_order(other))
    assert (by_text[0] < by_text[1]) == (by_parts[0] < by_parts[1])
    assert (by_text[0] == by_text[1]) == (by_parts[0] == by_parts[1])


@given(st.text())
@example("SKU bb-2047_k")
@example("\uff33\uff2b\uff35")
def test_spelling_is_the_same_with_and_without_ascii(text: str) -> None:
    """The table for ASCII gives what Unicode's ways give."""
    assert spelled(text) == plainly_spelled(text)


@given(st.lists(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_members_are_those_of_a_set(ids: list[int], within: set[int]) -> None:
    """Those at either end are among them, and none are of an empty one."""
    found = members(np.array(ids, np.int64), np.array(sorted(within), np.int64))
    assert found.tolist() == [one in within for one in ids]
