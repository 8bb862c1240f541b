"""The questions, and what matches each: changed copies, classes, captions, a few of their words, names of classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from tools.calibration.asking import Asked, BoolArray, Library, Questions, ask, libraries
from tools.calibration.sets import Item
from tools.calibration.vectors import Vectors

from bowerbird_engine.assets import Float32Array, Int64Array

_MOST: Final = 300
"""Queries of one kind in one library."""

_FEWEST_OF_A_CLASS: Final = 3

_PHOTOS_COUNT: Final = 4.0
"""People keep photos of all sorts more than rows of goods, and a photo's neighbours seldom match: unweighted, the goods'
classes would raise every percentage."""

CAPTION_SHARE: Final = 0.75
"""A photo whose captions hold so many of the words of another one's caption shows the same."""

# Words that nobody types into a search box.
_STOPPED: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "being",
        "by",
        "for",
        "from",
        "has",
        "have",
        "her",
        "him",
        "his",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "off",
        "on",
        "or",
        "out",
        "over",
        "she",
        "he",
        "some",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "through",
        "to",
        "two",
        "up",
        "down",
        "was",
        "were",
        "which",
        "while",
        "who",
        "with",
        "very",
        "one",
        "another",
        "other",
        "each",
        "others",
        "around",
        "along",
        "across",
        "near",
    ]
)


def ask_pictures(items: Sequence[Item], vectors: Vectors, seed: int) -> list[Asked]:
    """Search with changed copies, and with unseen goods for others of their class."""
    draw = np.random.default_rng((seed, 1))
    kinds = np.array([item.kind or f"only {place}" for place, item in enumerate(items)])
    found: list[Asked] = []
    for library in libraries(items, seed):
        chosen = _some(np.flatnonzero(np.isin(vectors.originals, library.places)), draw)
        found += ask(
            library,
            vectors.items,
            Questions(
                "copies",
                vectors.copies[chosen],
                kinds[vectors.originals[chosen], None] == kinds[None, :],
                weight=_PHOTOS_COUNT if library.name.startswith("photos") else 1.0,
            ),
        )
        own = _some(_unseen(items, library, photos=False), draw)
        same = kinds[own, None] == kinds[None, :]
        found += ask(library, vectors.items, Questions("classes", vectors.items[own], same, left_out=own))
    return found


def ask_words(
    items: Sequence[Item], vectors: Vectors, say: Callable[[Sequence[str]], Float32Array], seed: int
) -> list[Asked]:
    """Search with captions, with a few words of them, and with the names of classes."""
    draw = np.random.default_rng((seed, 2))
    told = [frozenset(word for caption in item.captions for word in stems(caption)) for item in items]
    kinds = np.array([item.kind for item in items])
    named = {item.kind: item.named for item in items if item.kind}
    found: list[Asked] = []
    for library in libraries(items, seed):
        own = _some(_unseen(items, library, photos=True), draw)
        if len(own):
            places: list[int] = own.tolist()
            captions = [items[place].captions[int(draw.integers(5))] for place in places]
            right = matching([stems(caption) for caption in captions], told, CAPTION_SHARE)
            right[np.arange(len(own)), own] = True
            found += ask(library, vectors.items, Questions("captions", say(captions), right))
            short = [some_words(caption, draw) for caption in captions]
            right = matching([stems(text) for text in short], told, 1.0)
            found += ask(library, vectors.items, Questions("few words", say(short), right))
        here: list[str] = kinds[library.places].tolist()
        classes = [kind for kind in sorted(named) if here.count(kind) >= _FEWEST_OF_A_CLASS]
        if classes:
            same = np.array(classes)[:, None] == kinds[None, :]
            said = say([named[kind] for kind in classes])
            found += ask(library, vectors.items, Questions("class names", said, same))
    return found


def stems(text: str) -> frozenset[str]:
    """Give the words of a text that carry its meaning, without the commonest endings."""
    return frozenset(re.sub(r"(ing|ed|es|s)$", "", word) for word in _telling_words(text))


def matching(wanted: Sequence[frozenset[str]], told: Sequence[frozenset[str]], share: float) -> BoolArray:
    """Tell which of the items have at least this share of the words of each query [queries, items]."""
    words = {word: place for place, word in enumerate(sorted({word for words in wanted for word in words}))}
    asked, held = (np.zeros((len(sets), len(words)), np.float32) for sets in (wanted, told))
    for table, sets in ((asked, wanted), (held, told)):
        for row, members in enumerate(sets):
            table[row, [words[word] for word in members if word in words]] = 1.0
    enough = share * asked.sum(axis=1, keepdims=True)
    return np.asarray((asked @ held.T >= enough) & (enough > 0), np.bool_)


def _telling_words(text: str) -> list[str]:
    found = (match.group() for match in re.finditer(r"[a-z][a-z'-]+", text.lower()))
    return [word for word in found if word not in _STOPPED]


def some_words(caption: str, draw: np.random.Generator) -> str:
    """Choose one to three telling words of a caption, in their order."""
    words = _telling_words(caption) or ["photo"]
    number = min(len(words), int(draw.integers(1, 4)))
    chosen: list[int] = draw.choice(len(words), number, replace=False).tolist()
    return " ".join(words[place] for place in sorted(chosen))


def _unseen(items: Sequence[Item], library: Library, *, photos: bool) -> Int64Array:
    places: list[int] = library.places.tolist()
    return np.array(
        [place for place in places if items[place].unseen and items[place].photo == photos], np.int64
    )


def _some(places: npt.NDArray[np.intp] | Int64Array, draw: np.random.Generator) -> Int64Array:
    return np.asarray(draw.choice(places, min(_MOST, len(places)), replace=False), np.int64)
