"""Earlier searches: words alone, the latest first."""

from __future__ import annotations

from .state import Clue

MOST = 30
MOST_LETTERS = 500
"""Of the words of one search; more is no search that anybody looks for again."""


def remembered(history: tuple[Clue, ...], clue: Clue) -> tuple[Clue, ...]:
    """Put a search in front; what is equal to it but for spaces and capitals makes room."""
    kept = Clue(clue.words.strip(), clue.avoid.strip())
    if not kept.words or len(kept.words) + len(kept.avoid) > MOST_LETTERS:
        return history
    others = (each for each in history if _folded(each) != _folded(kept))
    return (kept, *others)[:MOST]


def _folded(clue: Clue) -> tuple[str, str]:
    return " ".join(clue.words.casefold().split()), " ".join(clue.avoid.casefold().split())
