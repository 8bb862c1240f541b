from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import DIMENSION, LIMITS, Int8Array, LocalFeatures
from bowerbird_engine.features.visual_words import KEPT, asked, from_bytes, indexed, mirrored, to_bytes
from bowerbird_engine.features.vocabulary import WORDS, Vocabulary, shipped_vocabulary
from fakes.drawings import drawing


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Load the vocabulary once."""
    return shipped_vocabulary()


def descriptors(number: int, seed: int = 0) -> Int8Array:
    """Draw descriptors of chance."""
    spread = np.random.default_rng(seed).normal(0, 0.4, (number, DIMENSION)) * LIMITS
    return np.clip(np.rint(spread), -LIMITS.astype(np.int16), LIMITS).astype(np.int8)


def features_of(values: Int8Array) -> LocalFeatures:
    """Make features that are nothing but these descriptors."""
    return LocalFeatures(np.zeros((len(values), 4), np.float32), values, 100, 100)


def test_the_vocabulary_fits_into_the_package(vocabulary: Vocabulary) -> None:
    """It is small, and its words are different ones."""
    assert vocabulary.words.nbytes <= 1_500_000
    assert len(np.unique(vocabulary.words, axis=0)) > 0.95 * WORDS


def test_each_word_is_nearest_to_itself(vocabulary: Vocabulary) -> None:
    """The short cut over groups finds nearly every word by itself."""
    some = np.arange(0, WORDS, 37)
    found = vocabulary.nearest(vocabulary.words[some])[:, 0]
    assert np.mean(np.all(vocabulary.words[found] == vocabulary.words[some], axis=1)) > 0.97


def test_words_are_nearly_always_the_nearest_of_all(vocabulary: Vocabulary) -> None:
    """The groups are a short cut: real points nearly always get the word that a search through all of them gives."""
    points = extract(drawing(1)).descriptors.astype(np.int64)
    words = vocabulary.words.astype(np.int64)
    squares = (words**2).sum(axis=1) - 2 * points @ words.T
    exact = squares.min(axis=1)
    found = vocabulary.nearest(points.astype(np.int8))[:, 0]
    rows = np.arange(len(points))
    assert int(np.sum(squares[rows, found] == exact)) > 0.8 * len(points)
    chance = np.random.default_rng(0).integers(0, WORDS, len(points))
    assert int(np.sum(squares[rows, chance] == exact)) < 0.05 * len(points)


def test_the_nearest_come_first_and_are_different(vocabulary: Vocabulary) -> None:
    """Several words of a point come by their distance."""
    points = descriptors(50)
    found = vocabulary.nearest(points, 3)
    distances = np.linalg.norm(points[:, None].astype(float) - vocabulary.words[found], axis=2)
    assert np.all(np.diff(distances, axis=1) >= 0)
    assert all(len(set(row)) == 3 for row in found.tolist())
    assert vocabulary.nearest(points[:0], 2).shape == (0, 2)


def test_signatures_of_near_points_agree_and_those_of_others_do_not(vocabulary: Vocabulary) -> None:
    """A point that moved a little keeps most of its bits; another one has half of them by chance."""
    points = descriptors(300)
    words = vocabulary.nearest(points)[:, 0]
    nudged = points + np.random.default_rng(1).integers(-1, 2, points.shape).astype(np.int8)
    near = np.bitwise_count(vocabulary.signatures(points, words) ^ vocabulary.signatures(nudged, words))
    rolled = np.roll(points, 1, axis=0)
    others = np.bitwise_count(vocabulary.signatures(points, words) ^ vocabulary.signatures(rolled, words))
    assert np.median(near) < 16 < np.median(others)


def test_a_picture_keeps_each_word_once_and_few_bytes(vocabulary: Vocabulary) -> None:
    """What is packed comes back."""
    words = indexed(extract(drawing(2)), vocabulary)
    assert len(np.unique(words.words)) == len(words)
    assert 50 < len(words) <= KEPT
    back = from_bytes(to_bytes(words))
    assert back.words.tolist() == words.words.tolist()
    assert back.signatures.tolist() == words.signatures.tolist()
    assert np.abs(back.places[:, :2] - words.places[:, :2]).max() < 0.005
    assert np.abs(back.places[:, 2] / words.places[:, 2] - 1).max() < 0.05
    assert len(to_bytes(words)) <= 1800


def test_no_points_are_no_words(vocabulary: Vocabulary) -> None:
    """A plain picture is indexed and asked without words."""
    none = features_of(descriptors(0))
    assert len(indexed(none, vocabulary)) == len(asked(none, vocabulary, 100)) == 0
    assert len(from_bytes(b"")) == 0


@pytest.mark.parametrize("data", [b"x", b"\xff" * 14, bytes(14 * 2), bytes(14 * (KEPT + 1))])
def test_what_is_no_words_is_refused(data: bytes) -> None:
    """A piece of a record, a word that there is not, one twice, too many of them."""
    with pytest.raises(ValueError, match="no visual words"):
        from_bytes(data)


def test_the_mirrored_picture_has_the_mirrored_points() -> None:
    """The exchange of numbers gives what looking at the mirrored picture gives; without it nothing fits."""
    pixels = drawing(3)
    here = extract(pixels).descriptors
    there = extract(np.ascontiguousarray(pixels[:, ::-1])).descriptors.astype(float)
    assert _nearest(mirrored(here), there) < 0.5 * _nearest(here, there)


def _nearest(some: Int8Array, others: npt.NDArray[np.float64]) -> float:
    return float(np.median(np.linalg.norm(some[:, None].astype(float) - others, axis=2).min(axis=1)))
