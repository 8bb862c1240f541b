"""Words that ask for another picture than the one that was given, taken out of what else is said of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bowerbird_engine.assets import Float32Array, SearchQuery
from bowerbird_engine.search.directions import DIRECTIONS, MOST, direction_of, directions_in
from bowerbird_engine.search.query import parse


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("like this but cleaner and in blue", ("cleaner",), "in blue"),
        ("cleaner", ("cleaner",), ""),
        ("a bit warmer, less busy", ("warmer", "simpler"), ""),
        ("red mug, cleaner, on wood", ("cleaner",), "red mug, on wood"),
        ("with warmer light on wood", ("warmer",), "on wood"),
        ("same but darker", ("darker",), ""),
        ("more minimal and softer light", ("simpler", "softer light"), ""),
        ("a wider view of it", ("wider",), ""),
        ("Much Darker background", ("darker",), ""),
        ("muted colours", ("muted",), ""),
        ("less colourful", ("muted",), ""),
        ("colder, brighter, more colorful", ("cooler", "brighter", "more colourful"), ""),
        ("busier with higher contrast", ("busier", "higher contrast"), ""),
        ("sharper and more vintage", ("sharper", "more vintage"), ""),
        ("closer, closer", ("closer",), ""),
        ("the same mug in blue", (), "mug in blue"),
        ("like this", (), ""),
    ],
)
def test_taken_out(text: str, names: tuple[str, ...], words: str) -> None:
    """Directions are found in the ways in which people write them, and the rest stays readable."""
    assert directions_in(text) == (names, words)


@pytest.mark.parametrize(
    "text", ["blue", "on wood", "a warm-hearted dog", "cleaners at work", "a warm kitchen", "likeness", ""]
)
def test_left_alone(text: str) -> None:
    """What only describes is no direction, and stays as it was typed."""
    assert directions_in(text) == ((), text)


def test_no_more_than_help() -> None:
    """More directions than help are left out."""
    assert directions_in(", ".join(DIRECTIONS))[0] == tuple(DIRECTIONS)[:MOST]


def test_each_has_its_way_back() -> None:
    """The way back of the way back is the way, described by texts of its own."""
    for direction in DIRECTIONS.values():
        back = DIRECTIONS[direction.opposite]
        assert back.opposite == direction.name
        assert not set(direction.texts) & set(back.texts)


def test_beside_a_picture_alone() -> None:
    """Without a picture such a word is a word, and with it too when the person says so."""
    assert parse(SearchQuery(text="warmer")).words == "warmer"
    assert parse(SearchQuery(text="warmer", like=b"p", entry="words")).words == "warmer"
    for given in (SearchQuery(text="warmer", like=b"p"), SearchQuery(text="warmer", examples=(b"p",))):
        clue = parse(given)
        assert (clue.words, clue.directions, clue.entry) == (None, ("warmer",), "picture+words")
        assert "“warmer”" in clue.why
        assert clue.weights.words == pytest.approx(0.5)


def encode(texts: Sequence[str]) -> Float32Array:
    """Give texts of warmth the first axis, texts of cold its other end, and each an axis of its own beside."""
    vectors = np.zeros((len(texts), 16), np.float32)
    for row, text in enumerate(texts):
        vectors[row, 0] = 1.0 if "warm" in text else -1.0 if "cold" in text else 0.0
        vectors[row, 1 + row] = 1.0
    scaled: Float32Array = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def test_the_way_between_two_ends() -> None:
    """A direction points from one end to the other, has unit length, and the way back is its opposite."""
    there, back = direction_of("warmer", encode), direction_of("cooler", encode)
    assert np.linalg.norm(there) == pytest.approx(1.0, abs=1e-5)
    assert there[0] > 0.7
    assert back[0] < -0.7


def test_a_model_that_tells_no_difference() -> None:
    """Two ends with the same vector give a way to nowhere, not a number that is none."""
    alike = direction_of("warmer", lambda texts: np.ones((len(texts), 3), np.float32) / np.float32(3**0.5))
    assert not alike.any()
