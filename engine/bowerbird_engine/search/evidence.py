"""What letters and names say about a query: who is pinned, who is ranked, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.said_words import SaidSource
from bowerbird_engine.search.letters import Found, LetterSearch
from bowerbird_engine.search.query import Clue
from bowerbird_engine.search.ranking import RankedSignal
from bowerbird_engine.search.said import said_about
from bowerbird_engine.search.similarity import combine
from bowerbird_engine.search.spelling import Grade
from bowerbird_engine.search.wording import is_code

_MIN_PHRASE_WORDS: Final = 2
"""A whole line of several words that equals a description is a title; one word may stand on anything."""

TELLING: Final = 0.9
"""Added to the say of letters and names that have all the words of a description: with their usual one they come before
what merely looks like it, and of several such ones those come first that look like it, too."""

_FEW: Final = 5
"""A word that stands in more pictures says less about each than what they show: `coffee` on forty menus."""

_MOST_NUMBERED_WORDS: Final = 3
"""A longer text with a number in it is a description: `2 women and 1 man`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in letters and in names, and in folders, captions and keywords by source; all by content id."""

    letters: Mapping[int, Found]
    names: Mapping[int, Found]
    said: Mapping[SaidSource, Mapping[int, Found]] = field(
        default_factory=dict[SaidSource, Mapping[int, Found]]
    )

    @property
    def texts(self) -> tuple[Mapping[int, Found], ...]:
        """All that was found in texts of any source."""
        return (self.letters, self.names, *self.said.values())

    @property
    def any_exact(self) -> bool:
        """Whether letters in some picture are just what was asked."""
        return any(found.exact for found in self.letters.values())

    def of(self, content_id: int) -> tuple[Found, ...]:
        """Give what was found about one content, letters first."""
        return tuple(found for text in self.texts if (found := text.get(content_id)) is not None)

    def percent(self, clue: Clue) -> dict[int, float]:
        """Join letters and names of each content into one percentage; a weight below one leaves more doubt."""
        joined: dict[int, float] = {}
        said = [(found, clue.weights.name) for found in self.said.values()]
        for found, weight in (
            (self.letters, clue.weights.letters),
            (self.names, clue.weights.name),
            *said,
        ):
            for content_id, item in found.items():
                joined[content_id] = combine(joined.get(content_id, 0.0), item.percent * min(1.0, weight))
        return joined

    def signals(self, clue: Clue) -> list[RankedSignal]:
        """Give the ranked lists for fusion: letters, names, and once more those that say just what was asked."""
        return [
            _ranked(self.letters, clue.weights.letters),
            _ranked(self.names, clue.weights.name),
            _ranked(_telling(self.letters), TELLING if clue.weights.letters else 0.0),
            _ranked(_telling(self.names), TELLING if clue.weights.name else 0.0),
            *(_ranked(found, clue.weights.name) for found in self.said.values()),
        ]

    def pinned(self, clue: Clue) -> dict[int, float]:
        """Give what stands above everything that is only alike, with its value."""
        asked = clue.entry.split("+")
        pinned: dict[int, float] = {}
        by_letters, numbered = "letters" in asked, _is_numbered(clue.letters or "")
        several = len((clue.letters or "").split()) >= _MIN_PHRASE_WORDS
        for content_id, found in self.letters.items():
            is_title = found.exact if numbered else several and found.grade is Grade.LINE
            if is_title or (by_letters and found.exact):
                pinned[content_id] = found.percent
        names_count = "name" in asked or ("letters" in asked and is_code(clue.name or ""))
        for content_id, found in self.names.items():
            if names_count and found.exact:
                pinned[content_id] = max(found.percent, pinned.get(content_id, 0.0))
        return pinned


def gather(search: LetterSearch, clue: Clue, within: Int64Array) -> Evidence:
    """Look up what the clue sends to letters and to names."""
    letters: list[Found] = []
    names: list[Found] = []
    if clue.letters and (clue.weights.letters or clue.weights.name):
        found = _look_up(search, clue.letters, clue, within)
        letters = [item for item in found if item.source == "letters" and clue.weights.letters]
        names = [item for item in found if item.source == "name" and clue.name == clue.letters]
    if clue.name and clue.name != clue.letters and clue.weights.name:
        names = [item for item in _look_up(search, clue.name, clue, within) if item.source == "name"]
    return Evidence(_best(letters), _best(names), said_about(search.said_shares, clue, within))


def _look_up(search: LetterSearch, asked: str, clue: Clue, within: Int64Array) -> list[Found]:
    if clue.entry in {"words", "picture+words"}:
        return [*search.titles(asked, within), *search.words(asked, within)]
    if is_code(asked):
        # Its pieces are no words: `BB` of `BB-2047-K` stands on anything.
        return search.codes(asked, within)
    return [*search.codes(asked, within), *search.words(asked, within)]


def _best(found: Iterable[Found]) -> dict[int, Found]:
    best: dict[int, Found] = {}
    for item in found:
        known = best.get(item.content_id)
        if known is None or item.percent > known.percent:
            best[item.content_id] = item
    return best


def _ranked(found: Mapping[int, Found], weight: float) -> RankedSignal:
    keys = np.fromiter(found, np.int64, len(found))
    percent = np.fromiter((item.percent for item in found.values()), np.float64, len(found))
    order = np.lexsort((keys, -percent))
    return RankedSignal(keys[order], (percent[order] / 100.0).astype(np.float32), weight)


def _telling(finds: Mapping[int, Found]) -> Mapping[int, Found]:
    """Choose the finds that have all of what was asked: as a phrase or a whole name, or else where few have it."""
    surely = {content_id: found for content_id, found in finds.items() if _as_a_phrase(found)}
    loosely = {content_id: found for content_id, found in finds.items() if _as_a_whole(found)}
    return loosely if len(loosely) <= _FEW else surely


def _as_a_whole(found: Found) -> bool:
    # A code with one slip, or within a longer one, is nothing that a picture has by chance.
    nearly = found.grade is Grade.PARTIAL or found.edits == 1
    return found.exact or found.all_words or (nearly and is_code(found.asked))


def _as_a_phrase(found: Found) -> bool:
    several = len(found.asked.split()) >= _MIN_PHRASE_WORDS
    in_name = found.source == "name"
    return (in_name and found.grade is Grade.LINE) or (
        several and (found.exact or (in_name and found.all_words))
    )


def _is_numbered(asked: str) -> bool:
    # A number tells pictures apart by what stands in them: `911`, `bn07 wad`, `christmas 2021` on a card.
    return any(c.isdigit() for c in asked) and len(asked.split()) <= _MOST_NUMBERED_WORDS
