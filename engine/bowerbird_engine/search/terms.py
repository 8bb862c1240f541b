"""The words of a query that are worth looking up in letters and names. Pure."""

from __future__ import annotations

import re
from typing import Final

MAX_TERMS: Final = 12
"""A description of more distinct words is found by what it means, not by one word more."""

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_STOP: Final = frozenset(
    {
        *(
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "been",
            "by",
            "for",
            "from",
            "has",
            "have",
            "he",
            "her",
            "his",
        ),
        *(
            "i",
            "in",
            "into",
            "is",
            "it",
            "its",
            "me",
            "my",
            "no",
            "not",
            "of",
            "on",
            "onto",
            "or",
            "our",
            "out",
            "over",
        ),
        *(
            "she",
            "some",
            "that",
            "the",
            "their",
            "them",
            "there",
            "these",
            "they",
            "this",
            "those",
            "to",
            "under",
            "up",
        ),
        *("very", "was", "were", "what", "which", "who", "with", "you", "your"),
        *("image", "images", "photo", "photograph", "photos", "picture", "pictures", "pic", "shot"),
    }
)
"""Words that say nothing about which picture is meant."""


def search_terms(text: str) -> tuple[str, ...]:
    """Give the distinct words of a text that tell pictures apart, in its order; all of them if none does."""
    words = dict.fromkeys(match.group().casefold() for match in _WORD.finditer(text))
    telling = [word for word in words if word not in _STOP]
    return tuple(telling or words)[:MAX_TERMS]


def terms_in(asked: str, text: str) -> tuple[str, ...]:
    """Give the telling words of a query that stand in a text, be it in their plain plural or singular."""
    words = {match.group().casefold() for match in _WORD.finditer(text)}
    return tuple(term for term in search_terms(asked) if words & {term, f"{term}s", term.removesuffix("s")})
