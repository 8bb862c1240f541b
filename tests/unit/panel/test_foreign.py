"""What others wrote: refused where it is broken, and beside our words neither a new line nor another direction."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_panel.foreign import as_label, in_one_line, is_id, is_whole, quoted

TURNED = "gnp\u202egpj.mug"
"""Shown, it ends in another way than it does."""


@pytest.mark.parametrize("text", ["a3", "0f3c_~-.x", "A" * 200])
def test_an_id_is_one(text: str) -> None:
    """What a search returns is taken."""
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "../../v1/me", "a/b", "a\\b", "\0", "a\n", "é", "١٢٣", "\ud800", "a b", "a?b", "A" * 201],
)
def test_what_could_lead_elsewhere_is_no_id(text: str) -> None:
    """No step up, no separator, nothing beyond ASCII."""
    assert not is_id(text)


def test_half_a_character_is_not_whole() -> None:
    """A lone surrogate is; a pair of them is one character."""
    assert is_whole("réd 🏺")
    assert not is_whole("red \ud83c mug")


@given(st.text())
def test_nothing_breaks_out_of_a_sentence(text: str) -> None:
    """After the name the sentence goes on in its line and in its direction, and any system can show it."""
    told = quoted(text)
    assert told.encode("utf-8")
    assert not {unicodedata.category(letter) for letter in told} & {"Cc", "Zl", "Zp"}
    depth = 0
    for letter in told[:-1]:
        depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
        assert depth > 0
    assert (depth, told[-1]) == (1, "\u2069")


def test_names_in_sentences_and_in_lists() -> None:
    """A sentence keeps a name's own direction inside the name; in a list of GIMP's it has nothing that turns."""
    assert quoted("mug\n\x1b[31m.png") == "\u2068mug  [31m.png\u2069"
    assert quoted("mug\u2069.png") == "\u2068mug.png\u2069"
    assert quoted(TURNED) == f"\u2068{TURNED}\u2069"
    assert in_one_line("a\u2028b\x85c\ud800") == "a b c?"
    assert as_label(TURNED) == "gnpgpj.mug"
    assert as_label("schöne\tTasse 🏺.jpg") == "schöne Tasse 🏺.jpg"
