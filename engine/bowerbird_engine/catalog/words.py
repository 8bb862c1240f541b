"""Words as the full-text index sees them: runs of letters and digits, without case and without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Split a text into folded words."""
    folded = text.casefold()
    if not folded.isascii():
        folded = "".join(
            mark for mark in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(mark)
        )
    return _WORD.findall(folded)


class Terms:
    """What is looked for: words, and phrases whose words must stand one after the other."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._phrases = [_spaced(words) for term in terms if (words := words_of(term))]

    def found_in(self, text: str) -> list[bool]:
        """Tell of each term that holds a word whether it stands in the text."""
        words = _spaced(words_of(text))
        return [phrase in words for phrase in self._phrases]


def trigrams(code: str) -> list[str]:
    """Write a full-text query for each run of three characters of a folded code."""
    return [quoted(run) for run in dict.fromkeys(code[start : start + 3] for start in range(len(code) - 2))]


def quoted(text: str) -> str:
    """Write a text as a phrase of a full-text query, in which no character has a meaning of its own."""
    # A NUL would end the query, a lone surrogate cannot be sent at all.
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return '"' + clean.replace('"', '""') + '"'


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
