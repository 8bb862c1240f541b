"""The laws of code folding."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.catalog.codes import CONFUSABLES, fold_code

SEPARATORS = " -_./\\:;,#|\u2013\u2014\u00b7\t\n"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folding is idempotent for any text."""
    once = fold_code(text)
    assert fold_code(once) == once


@given(st.text())
def test_case_does_not_matter(text: str) -> None:
    """Upper, lower and swapped case fold alike."""
    assert fold_code(text.upper()) == fold_code(text)
    assert fold_code(text.lower()) == fold_code(text)


@given(st.text(alphabet=st.characters(codec="ascii")), st.data())
def test_separators_do_not_matter(text: str, data: st.DataObject) -> None:
    """A separator put anywhere changes nothing."""
    place = data.draw(st.integers(0, len(text)))
    separator = data.draw(st.sampled_from(SEPARATORS))
    assert fold_code(text[:place] + separator + text[place:]) == fold_code(text)


@given(st.text(), st.sampled_from(sorted(CONFUSABLES.items())), st.text())
def test_confusables_do_not_matter(before: str, pair: tuple[str, str], after: str) -> None:
    """A letter and the digit that it is mistaken for fold alike, in either case."""
    letter, digit = pair
    expected = fold_code(before + digit + after)
    assert fold_code(before + letter + after) == expected
    assert fold_code(before + letter.lower() + after) == expected


def test_every_character_obeys_the_laws() -> None:
    """No single character of Unicode breaks idempotence or the indifference to case."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        once = fold_code(character)
        assert fold_code(once) == once, hex(code)
        assert fold_code(character.upper()) == once, hex(code)
        assert fold_code(character.lower()) == once, hex(code)


@given(
    st.text(alphabet="ACDEFGHJKMNPQRTUVWXY34679", min_size=1),
    st.text(alphabet="ACDEFGHJKMNPQRTUVWXY34679", min_size=1),
)
def test_other_letters_and_digits_stay_apart(one: str, other: str) -> None:
    """Codes that differ in a letter or digit that nobody confuses do not fold together."""
    assert (fold_code(one) == fold_code(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("BB-2047-K", "882047K"),
        ("bb 2O47 k", "882047K"),
        ("\uff21\uff22\uff0d\uff11\uff12", "A812"),
        ("RE16 TGK", "RE16TGK"),
        ("É-٣", "E3"),
        ("straße", "5TRA55E"),
        ("--- \0 \ud800", ""),
        ("", ""),
    ],
)
def test_examples(text: str, folded: str) -> None:
    """Known codes fold to the spelling that the catalogue stores."""
    assert fold_code(text) == folded
