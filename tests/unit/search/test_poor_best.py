"""A search for what the library does not have: what comes closest is listed, and said to be no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_engine.assets import SearchQuery
from bowerbird_engine.encoding.curves import Background
from fakes.encoders import FAKE_CURVES, logistic
from fakes.library import Library

NOTE = "Nothing in the library matches this well; these come closest."
VOLCANO = SearchQuery(text="volcano erupting tonight", entry="words", limit=10)

STRICT = replace(FAKE_CURVES, words=logistic(9.0, 0.6, Background(-0.13, 0.08)))
"""To which nothing in the library matches any words."""


def test_a_poor_best_is_said_once(library: Library) -> None:
    """On the first page of a search by words, and not on those after it."""
    library.curves = STRICT
    searcher = library.searcher()
    first = searcher.search(VOLCANO)
    second = searcher.search(replace(VOLCANO, cursor=first.next))
    assert first.hits[0].similarity < 20
    assert first.notes == (NOTE,)
    assert second.hits
    assert second.notes == ()


def test_a_good_best_is_not_called_poor(library: Library) -> None:
    """The same words, by curves to which they match."""
    first = library.searcher().search(VOLCANO)
    assert first.hits[0].similarity > 20
    assert first.notes == ()


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(text="a red mug", entry="words"),
        SearchQuery(text="volcano erupting tonight", entry="name"),
        SearchQuery(like=b"1,2,3"),
    ],
    ids=["a name has a word", "by name", "by a picture"],
)
def test_what_is_no_guess_from_words_is_not_called_poor(library: Library, query: SearchQuery) -> None:
    """What a name says is no guess, and a picture is not words."""
    library.curves = STRICT
    assert NOTE not in library.searcher().search(query).notes


def test_ranks_are_not_called_poor(library: Library) -> None:
    """Without curves a percentage tells a place, and nothing of how well it matches."""
    library.curves = None
    last = library.searcher().search(replace(VOLCANO, limit=1))
    assert not last.hits[0].calibrated
    assert NOTE not in last.notes
