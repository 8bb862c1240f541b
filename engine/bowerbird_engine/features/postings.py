"""The inverted index of visual words: which pictures have a word, and votes for those that have what a query has. Pure.

One vote for each point of the query that a picture has, too: the same word, and signatures that differ in few of 64 bits.
It counts the more the rarer the word is, and the less the more often the query repeats the word (Jégou, Douze, Schmid:
On the burstiness of visual elements, CVPR 2009).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.features.visual_words import VisualWords
from bowerbird_engine.features.vocabulary import WORDS, Uint64Array

Uint32Array = npt.NDArray[np.uint32]

MOST_BITS: Final = 20
"""Signatures of the same point differ in 10 bits or so, those of different points in 32."""

_PRIOR: Final = 256
"""Pictures of a usual library that are added to the real one, which may be too small to tell what is rare."""

_USUAL_SHARE: Final = 120 / WORDS
"""Of the pictures have a word: most have 120 different ones."""

_SPREAD: Final = 12.0
WEIGHTS: Final = np.exp(-((np.arange(MOST_BITS + 1) / _SPREAD) ** 2)).astype(np.float32)
"""Of a vote, by the bits in which signatures differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The pictures of a part of the library, by number in `keys` [N].

    Those that have a word stand from `starts[word]` to `starts[word + 1]` in `pictures`, with their signatures of it.
    """

    keys: Int64Array
    starts: Int64Array
    pictures: Uint32Array
    signatures: Uint64Array


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Pictures by their keys, ascending, with the weight of their votes."""

    keys: Int64Array
    weights: Float32Array


def postings(keys: Int64Array, words: Sequence[VisualWords]) -> Postings:
    """Index pictures."""
    pictures = np.repeat(np.arange(len(keys), dtype=np.uint32), [len(each) for each in words])
    every = np.concatenate([each.words for each in words]) if words else np.empty(0, np.uint16)
    signatures = np.concatenate([each.signatures for each in words]) if words else np.empty(0, np.uint64)
    return _by_word(keys, every, pictures, signatures)


def merged(parts: Sequence[Postings]) -> Postings:
    """Join parts of a library into one."""
    firsts = np.cumsum([0, *(len(part.keys) for part in parts[:-1])])
    return _by_word(
        np.concatenate([part.keys for part in parts]),
        np.concatenate(
            [np.repeat(np.arange(WORDS, dtype=np.uint16), np.diff(part.starts)) for part in parts]
        ),
        np.concatenate([part.pictures + np.uint32(first) for part, first in zip(parts, firsts, strict=True)]),
        np.concatenate([part.signatures for part in parts]),
    )


def vote(parts: Sequence[Postings], query: VisualWords) -> Votes:
    """Count the votes of a query for every picture that gets one."""
    words, worth = query.words.astype(np.int64), worth_of(parts, query)
    found = [_agreeing(part, query, words, worth) for part in parts if len(words) and len(part.pictures)]
    if not found:
        return Votes(np.empty(0, np.int64), np.empty(0, np.float32))
    keys, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(keys, kind="stable")
    return Votes(keys[order], weights[order])


def worth_of(parts: Sequence[Postings], query: VisualWords) -> Float32Array:
    """Tell what a vote of each word of a query is worth."""
    words = query.words.astype(np.int64)
    number = sum(len(part.keys) for part in parts)
    holders = sum(
        (part.starts[words + 1] - part.starts[words] for part in parts), np.zeros(len(words), np.int64)
    )
    rarity = np.log((number + _PRIOR) / (holders + _PRIOR * _USUAL_SHARE))
    repeated = np.bincount(words, minlength=WORDS)[words]
    return np.asarray(rarity**2 / np.sqrt(repeated), np.float32)


def _agreeing(
    part: Postings, query: VisualWords, words: Int64Array, worth: Float32Array
) -> tuple[Int64Array, Float32Array]:
    begins = part.starts[words].tolist()
    ends = part.starts[words + 1].tolist()
    lengths = part.starts[words + 1] - part.starts[words]
    # Copied list by list: gathering one by one takes three times as long.
    differing = np.concatenate([part.signatures[begin:end] for begin, end in zip(begins, ends, strict=True)])
    differing ^= np.repeat(query.signatures, lengths)
    bits = np.bitwise_count(differing)
    places = np.flatnonzero(bits <= MOST_BITS)
    firsts = np.cumsum(lengths) - lengths
    of_query = np.searchsorted(firsts + lengths, places, side="right")
    pictures = part.pictures[part.starts[words[of_query]] + places - firsts[of_query]].astype(np.int64)
    weights = worth[of_query] * WEIGHTS[bits[places]]
    total = np.bincount(pictures, weights=weights, minlength=len(part.keys))
    got = np.flatnonzero(total)
    return part.keys[got], total[got].astype(np.float32)


def _by_word(
    keys: Int64Array, words: npt.NDArray[np.uint16], pictures: Uint32Array, signatures: Uint64Array
) -> Postings:
    # Stable on 16 bits is a radix sort: 13 million take a quarter of a second.
    order = np.argsort(words, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(words, minlength=WORDS))]).astype(np.int64)
    return Postings(keys, starts, pictures[order], signatures[order])


def settled(parts: Sequence[Postings]) -> list[Postings]:
    """Join neighbouring parts until each is more than twice as large as the next one: a query asks few of them."""
    groups = [(len(part.keys), [part]) for part in parts]
    while len(groups) > 1 and any(
        first <= 2 * second for (first, _), (second, _) in itertools.pairwise(groups)
    ):
        (first, before), (second, after) = groups[-2:]
        groups[-2:] = [(first + second, before + after)]
    # Each group at once: joined two by two, a hundred equal parts would be copied fifty times.
    return [group[0] if len(group) == 1 else merged(group) for _, group in groups]
