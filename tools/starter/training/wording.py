"""Choose the phrases that the tokenizer keeps whole, and write the queries that pictures are trained to answer."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tools.starter.attributes.words import phrases

FRAMES = ("{}", "{}", "{}", "a photo of {}", "photo of a {}", "a picture of {}", "{} photo", "a {}", "the {}")

# How often a property is said the plainest way: that is what most people type.
PLAIN = 0.3

# Words that people put around what they look for, and that say nothing about it.
FILLERS = (
    *("photo", "photos", "photograph", "picture", "pictures", "image", "images", "shot", "scene", "view"),
    *("thing", "things", "item", "object", "stuff", "piece", "product", "something", "some", "a", "the"),
    *("with", "in", "on", "of", "that", "is", "looks", "like", "style", "look", "mood", "kind"),
    *("very", "really", "mostly", "nice", "beautiful", "good"),
)
FILLED = 0.4


def whole_phrases() -> list[str]:
    """List what the tokenizer keeps whole: the words for measured properties, where they are several.

    "Black and white" is neither black nor white. Labels of several words and pairs that captions bind ("ice cream") gained nothing: a
    sum of words tells those as well.
    """
    said = [each.lower() for ways in phrases(()) for each in ways]
    return list(dict.fromkeys(text for text in said if re.fullmatch(r"[a-z]+( [a-z]+){1,3}", text)))


def way(ways: int, chance: np.random.Generator) -> int:
    """Choose one of so many ways to say a property, the first oftener than the others."""
    return 0 if chance.random() < PLAIN else int(chance.integers(ways))


def filled(text: str, chance: np.random.Generator) -> str:
    """Put one or two words that say nothing around a text, in some cases."""
    if chance.random() >= FILLED:
        return text
    before, after = (FILLERS[int(at)] for at in chance.integers(0, len(FILLERS), 2))
    return (f"{before} {text}", f"{text} {after}", f"{before} {text} {after}")[int(chance.integers(3))]


def frame(label: str, chance: np.random.Generator) -> str:
    """Say a label as people type it."""
    return FRAMES[int(chance.integers(len(FRAMES)))].format(label)


def combine(
    ways: Sequence[Sequence[str]], truths: NDArray[np.int8], count: int, chance: np.random.Generator
) -> tuple[list[str], NDArray[np.int8]]:
    """Write `count` queries, each of one to four true properties of some picture of the batch.

    `truths` [N,K] says 1, 0 or -1 (open) of each picture and property. Gives the queries and what is known of them,
    [N,count]: a query is true of a picture when all of its parts are, and false when one of them is.
    """
    texts: list[str] = []
    known = np.zeros((len(truths), count), np.int8)
    for column in range(count):
        own = np.flatnonzero(truths[int(chance.integers(len(truths)))] == 1)
        if not len(own):
            own = chance.integers(0, truths.shape[1], 1)
        size = min(len(own), 1 + int(chance.choice(4, p=(0.1, 0.4, 0.3, 0.2))))
        parts = chance.choice(own, size, replace=False)
        words = [ways[part][way(len(ways[part]), chance)] for part in parts]
        texts.append((", " if chance.random() < 0.5 else " ").join(words))
        told = truths[:, parts]
        known[:, column] = np.where((told == 1).all(1), 1, np.where((told == 0).any(1), 0, -1))
    return texts, known
