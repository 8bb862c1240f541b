"""The laws of comparing a code with what was read: exact before partial before fuzzy, and slips in both directions."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bowerbird_engine.search.spelling import Agreement, Grade, agree

CHARACTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without those that folding makes one."""
CODE = st.text(alphabet=CHARACTERS, min_size=5, max_size=16)
WORD = st.text(alphabet=CHARACTERS, min_size=1, max_size=8)
LOOKALIKES = [("6", "G"), ("M", "N"), ("E", "F"), ("K", "X"), ("4", "A")]


def agreed(asked: str, line: str) -> Agreement:
    """Compare two that must have something to do with each other."""
    found = agree(asked, line)
    assert found is not None
    return found


@given(CODE, WORD)
def test_exact_before_partial(code: str, word: str) -> None:
    """A line that is the code beats one that holds it as a word, and that one beats one that holds it within a word."""
    line, among, within = agreed(code, code), agreed(code, f"{word} {code}"), agreed(code, f"{word}{code}")
    assert line.percent > among.percent > within.percent
    assert (line.grade, among.grade, within.grade) == (Grade.LINE, Grade.WORD, Grade.PARTIAL)


@given(CODE, st.data())
def test_a_slip_is_never_as_good_as_the_code(code: str, data: st.DataObject) -> None:
    """One character exchanged, left out or put in stays below every line that holds the code as words of its own."""
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from(CHARACTERS))
    assume(other != code[place])
    for slipped in (
        code[:place] + other + code[place + 1 :],
        code[:place] + code[place + 1 :],
    ):
        found = agree(slipped, code)
        if found is not None and found.grade is Grade.FUZZY:
            assert found.percent < agreed(code, f"{code} and much more that stands in this line").percent
            assert found.edits == 1


@given(CODE, st.data())
def test_one_exchanged_character_is_seen_from_both_sides(code: str, data: st.DataObject) -> None:
    """What was read wrongly and what was typed wrongly are the same distance."""
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from(CHARACTERS))
    assume(other != code[place])
    slipped = code[:place] + other + code[place + 1 :]
    assert agreed(slipped, code) == agreed(code, slipped)


@given(CODE, st.sampled_from(LOOKALIKES), st.booleans(), st.data())
def test_lookalikes_are_nearer(code: str, pair: tuple[str, str], turned: bool, data: st.DataObject) -> None:
    """An exchange of characters that look alike, in either direction, is nearer than one of others at the same place."""
    one, other = reversed(pair) if turned else pair
    place = data.draw(st.integers(0, len(code)))
    asked, alike, unlike = (code[:place] + middle + code[place:] for middle in (one, other, "Y"))
    assert agreed(asked, alike).percent > agreed(asked, unlike).percent


def test_the_control_of_these_laws() -> None:
    """Codes with nothing in common do not agree, so that agreeing says something."""
    with pytest.raises(AssertionError):
        agreed("AC34697", "XYXYXYX")
