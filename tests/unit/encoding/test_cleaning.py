"""Texts are cleaned as the models' own recipes do it."""

from __future__ import annotations

import html

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.encoding.cleaning import clean
from bowerbird_engine.encoding.description import CLEANINGS, Cleaning


@pytest.mark.parametrize(
    ("how", "text", "cleaned"),
    [
        ("none", "  A Cat,\tand &amp; more ", "  A Cat,\tand &amp; more "),
        ("lowercase", "  A CAT ÄÖ ", "  a cat äö "),
        ("canonicalize", "  A cat,\n (and) a DOG's  bowl! ", "a cat and a dogs bowl"),
        ("canonicalize", "«Straße» — 猫。", "«straße» — 猫。"),
        ("canonicalize", "?!...", ""),
        ("clip", "  A  Cat,\nand a DOG ", "a cat, and a dog"),
        ("clip", "fish &amp;amp; CHIPS &lt;3", "fish & chips <3"),
        ("clip", "schÃ¶n", "schön"),
        ("clip", "“quoted” ﬁne", '"quoted" fine'),
        ("clip", "", ""),
    ],
)
def test_the_recipes(how: Cleaning, text: str, cleaned: str) -> None:
    """Each recipe does its own and nothing of another's."""
    assert clean(text, how) == cleaned


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_ascii_needs_no_mending(text: str) -> None:
    """Where the mending library is not asked, it would have changed nothing."""
    mended = html.unescape(html.unescape(ftfy.fix_text(text)))
    assert clean(text, "clip") == " ".join(mended.split()).lower()


@given(text=st.text(max_size=60), how=st.sampled_from(CLEANINGS))
def test_every_text_can_be_cleaned(text: str, how: Cleaning) -> None:
    """No text is too odd, and all recipes but "none" lower the letters and the last two leave single spaces."""
    cleaned = clean(text, how)
    if how in {"canonicalize", "clip"}:
        assert cleaned == " ".join(cleaned.split())
