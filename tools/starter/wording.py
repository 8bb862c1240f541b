"""Choose the phrases that the tokenizer keeps whole, and write the queries that pictures are trained to answer."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .concepts import phrases
from .data import Picture

# Pairs of words in captions that are one thing ("ice cream"): seen this often, and this much oftener than by chance.
SEEN, BOUND = 12, 20.0
FRAMES = ("{}", "{}", "{}", "a photo of {}", "photo of a {}", "a picture of {}", "{} photo", "a {}", "the {}", "close-up of {}")

WORD = re.compile(r"[a-z]+")
SMALL = frozenset(
    "a an the of on in at to and or is are was be with for from by as it its his her their this that there while into over".split()
)


def bound_pairs(captions: Iterable[str]) -> list[str]:
    """List the pairs of neighbouring words that go together oftener than by chance, the most frequent first."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for caption in captions:
        said = WORD.findall(caption.lower())
        words.update(said)
        pairs.update(pair for pair in zip(said, said[1:], strict=False) if not SMALL.intersection(pair))
    total = max(1, words.total())
    kept = [
        " ".join(pair)
        for pair, count in pairs.most_common()
        if count >= SEEN and count * total > BOUND * words[pair[0]] * words[pair[1]]
    ]
    return list(dict.fromkeys(kept))


def whole_phrases(pictures: Sequence[Picture]) -> list[str]:
    """List what is kept whole: the words for measured properties, labels of several words, and bound pairs of captions."""
    learned = [picture for picture in pictures if picture.split == "train"]
    said = [way.lower() for ways in phrases(()) for way in ways]
    labels = [label for picture in learned for label in picture.labels]
    pairs = bound_pairs(text for picture in learned for text in picture.captions)
    several = [text for text in (*said, *labels, *pairs) if re.fullmatch(r"[a-z]+( [a-z]+){1,3}", text)]
    return list(dict.fromkeys(several))


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
        words = [ways[part][int(chance.integers(len(ways[part])))] for part in parts]
        texts.append((", " if chance.random() < 0.5 else " ").join(words))
        told = truths[:, parts]
        known[:, column] = np.where((told == 1).all(1), 1, np.where((told == 0).any(1), 0, -1))
    return texts, known
