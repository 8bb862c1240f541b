"""The drawings that the starter model learns from: repeatable, and said and labelled in full."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tools.starter.attributes.words import ATTRIBUTES, COLOURS, NAMES
from tools.starter.drawings import KEPT, KINDS, drawn
from tools.starter.drawings.canvas import Drawn, Random


def test_the_same_number_gives_the_same_picture() -> None:
    """A run can be repeated: nothing depends on what was drawn before."""
    first = drawn(11)
    drawn(12)
    again = drawn(11)
    assert np.array_equal(np.asarray(first[0]), np.asarray(again[0]))
    assert first[1:] == again[1:]
    assert first[1] != drawn(12)[1]


@pytest.mark.parametrize("make", [make for make, _ in KINDS], ids=[make.__name__ for make, _ in KINDS])
def test_every_kind_is_said_in_five_ways_and_labelled(make: Callable[[Random], Drawn]) -> None:
    """Each drawing has five different captions, and labels of its kind."""
    for seed in range(12):
        picture, captions, labels = make(np.random.default_rng(seed))
        assert len(set(captions)) == 5
        assert labels
        assert all(text == text.strip() and text for text in (*captions, *labels))
        assert picture.mode == "RGB"


def test_what_is_kept_has_one_size_and_no_wrong_article() -> None:
    """Pictures are kept small; captions put together from parts read well."""
    for number in range(60):
        picture, captions, labels = drawn(number)
        assert picture.size == (KEPT, KEPT)
        assert not any(f" {text} ".count(" a orange ") or f" {text} ".count(" a icon ") for text in captions)
        assert len(labels) == len(set(labels))


def test_shares_of_the_kinds_add_up() -> None:
    """Every drawing is of some kind."""
    assert sum(share for _, share in KINDS) == pytest.approx(1.0)


def test_every_property_is_said_in_many_ways_and_no_way_twice() -> None:
    """A word that stood for two properties would teach both to be the same."""
    said = [way for ways in (*COLOURS.values(), *ATTRIBUTES.values()) for way in ways]
    assert len(NAMES) == len({*NAMES})
    assert len(said) == len(set(said))
    assert min(len(ways) for ways in ATTRIBUTES.values()) >= 7
    assert min(len(ways) for ways in COLOURS.values()) >= 12
