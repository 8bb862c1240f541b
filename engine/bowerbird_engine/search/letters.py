"""Finding a code or a phrase among the letters read in pictures and among file names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.records import CodeMatch, TextSource, WordShare
from bowerbird_engine.catalog.said_words import SaidSource
from bowerbird_engine.catalog.texts import TextTable
from bowerbird_engine.search.spelling import Agreement, Grade, agree, resembles, variants
from bowerbird_engine.search.terms import search_terms

CANDIDATES: Final = 400
"""Lines looked at per lookup, closest first."""

WORD_CANDIDATES: Final = 100
"""Pictures taken per source for the words of a description, those that hold most of them first."""

_ENOUGH: Final = 40
"""With so many lines that hold what was asked, nobody needs lines that only come close."""

_JOINED_PICTURES: Final = 60
"""Pictures whose neighbouring lines are joined, for codes that a label breaks in two or three, the closest first."""

_JOINED_LINES: Final = 4
"""Lines of each that are joined with what stands around them: a page of a book has more that come close by chance."""

_JOINED_DISCOUNT: Final = 0.98
"""Of two equal finds the one that stands in a line is the safer one."""

_ALL_WORDS: Final = 0.99
"""The share from which all words of a text stand in a picture, and its lines may be those of a phrase that was broken."""

_MAX_CODE: Final = 200
"""Longer texts are phrases; their trigrams would be in every line."""

_MIN_TITLE: Final = 5
"""Shorter texts stand in other words: `cat` in `location`."""

_MIN_NUMBER: Final = 3
"""A number alone says little to a model: 911 may be a car, and may stand on a door."""

_MAX_TITLE_WORDS: Final = 6
"""What is longer is a description; to look it up letter by letter would cost more than the rest of the search."""

_SHARE_POWER: Final = 1.5
"""Half of the words say less than half of what all of them say."""

_ALL_WORDS_PERCENT: Final = 88.0
_NAME_DISCOUNT: Final = 0.93
"""A name says what somebody once called the file, letters in the picture what it is."""


class Found(NamedTuple):
    """A picture whose letters or file name agree with what was asked: the best line or name, and how well (0..99).

    `asked` is the form of the query that agreed, `grade` is None when only words of it did. `lines` are the places of
    the lines that agreed, in reading order; none for words, which may stand in any. `all_words` tells that it holds
    every telling word of the text. A tuple, because a search makes hundreds of them.
    """

    content_id: int
    source: TextSource
    text: str
    asked: str
    percent: float
    grade: Grade | None
    edits: int = 0
    confused: bool = False
    lines: tuple[int, ...] = ()
    all_words: bool = False

    @property
    def exact(self) -> bool:
        """Whether it holds just what was asked, as a line or as words of its own."""
        return self.grade is not None and self.grade >= Grade.WORD


class LetterSearch:
    """Look texts up in the catalogue's letters and names. The results come best first, one per picture and source."""

    def __init__(self, texts: TextTable) -> None:
        self._texts = texts

    def codes(self, asked: str, within: Int64Array) -> list[Found]:
        """Find a code or a short phrase: exact, partial and fuzzy."""
        found = _Best()
        for variant in variants(asked):
            folded = fold_code(variant)
            if not folded or len(folded) > _MAX_CODE:
                continue
            found.keep_matches(variant, self._texts.match_code(folded, CANDIDATES, within))
            if found.count("letters") < _ENOUGH:
                close = self._texts.similar_codes(folded, CANDIDATES, within)
                found.keep_matches(variant, close)
                self._join_lines(variant, _in_letters(close), found)
                broken = self._texts.beginnings_and_ends(folded, CANDIDATES, within)
                self._join_lines(variant, _in_letters(broken), found)
        return found.ordered()

    def said_shares(
        self, source: SaidSource, terms: Sequence[str], at_least: float, within: Int64Array
    ) -> list[WordShare]:
        """Find the contents that hold words of a text in their folders, captions or keywords."""
        return self._texts.said_shares(source, terms, at_least, within)

    def titles(self, asked: str, within: Int64Array) -> list[Found]:
        """Find letters and names that hold a whole text, or all its telling words in a row, as they stand."""
        found = _Best()
        if len(asked.split()) > _MAX_TITLE_WORDS:
            return []
        for text in dict.fromkeys((asked, " ".join(search_terms(asked)))):
            folded = fold_code(text)
            if (
                (_MIN_NUMBER if folded.isdigit() and text.isdigit() else _MIN_TITLE)
                <= len(folded)
                <= _MAX_CODE
            ):
                found.keep_matches(text, self._texts.match_code(folded, CANDIDATES, within))
        return [item for item in found.ordered() if item.grade is not None and item.grade >= Grade.PARTIAL]

    def words(self, asked: str, within: Int64Array, *, at_least: float = 0.3) -> list[Found]:
        """Find pictures that hold the words of a text in their letters or names, at least this share of them."""
        found = _Best()
        terms = search_terms(asked)
        folded = fold_code(asked)
        whole: list[tuple[int, str]] = []
        for match in self._texts.word_shares(terms, at_least, WORD_CANDIDATES, within):
            percent = _ALL_WORDS_PERCENT * match.share**_SHARE_POWER * _discount(match.source)
            all_words = match.share >= _ALL_WORDS
            found.keep(
                Found(match.content_id, match.source, match.text, asked, percent, None, all_words=all_words)
            )
            if (
                match.source == "letters"
                and all_words
                and len(terms) > 1
                and folded not in fold_code(match.text)
            ):
                whole.append((match.content_id, match.text))
        if whole and len(asked.split()) <= _MAX_TITLE_WORDS:
            self._join_lines(asked, whole, found, slips=False)
        return found.ordered()

    def _join_lines(
        self, asked: str, close: Iterable[tuple[int, str]], found: _Best, *, slips: bool = True
    ) -> None:
        """Join close lines, each with its content, with what stands around them: a label may break a code or a phrase."""
        seeds: dict[int, set[str]] = {}
        for content_id, text in close:
            if content_id in seeds or len(seeds) < _JOINED_PICTURES:
                seeds.setdefault(content_id, set()).add(text)
        wanted = fold_code(asked)
        for content_id, lines in self._texts.lines(list(seeds)).items():
            if found.is_exact(content_id):
                continue
            places = [place for place, text in enumerate(lines) if text in seeds[content_id]]
            folded: dict[int, str] = {}
            for together in _neighbours(places[:_JOINED_LINES], len(lines)):
                for place in together:
                    if place not in folded:
                        folded[place] = fold_code(lines[place])
                if not resembles(wanted, "".join(folded[place] for place in together), slips=slips):
                    continue
                text = " ".join(lines[place] for place in together)
                agreement = agree(asked, text)
                if agreement is not None and (slips or agreement.grade >= Grade.WORD):
                    item = _found(
                        content_id, "letters", text, asked=asked, agreement=agreement, lines=together
                    )
                    found.keep(item._replace(percent=item.percent * _JOINED_DISCOUNT))


def _in_letters(matches: Iterable[CodeMatch]) -> Iterator[tuple[int, str]]:
    return ((match.content_id, match.text) for match in matches if match.source == "letters")


def _neighbours(places: Iterable[int], lines: int) -> list[tuple[int, ...]]:
    """Give the places of two or three lines that may go together with one of these, in both orders, each once.

    Upside down, the last line is read first; and a line of something else may lie between.
    """
    together: dict[tuple[int, ...], None] = {}
    for place in places:
        for start in range(max(0, place - 2), min(place, lines - 2) + 1):
            third = start + 2
            for one in ((start, start + 1), (start, third), (start, start + 1, third)):
                if place in one and one[-1] < lines:
                    together[one] = together[one[::-1]] = None
    return list(together)


class _Best:
    """The best find of each picture and source."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, TextSource], Found] = {}

    def keep(self, item: Found) -> None:
        key = (item.content_id, item.source)
        known = self._found.get(key)
        if known is None or item.percent > known.percent:
            self._found[key] = item

    def keep_matches(self, asked: str, matches: Iterable[CodeMatch]) -> None:
        compared: dict[str, Agreement | None] = {}
        for match in matches:
            text = posixpath.splitext(match.text)[0] if match.source == "name" else match.text
            # What is asked for often stands in many pictures in the same line.
            if text not in compared:
                compared[text] = agree(asked, text)
            agreement = compared[text]
            if agreement is not None:
                lines = () if match.region is None else (match.region,)
                self.keep(
                    _found(
                        match.content_id,
                        match.source,
                        match.text,
                        asked=asked,
                        agreement=agreement,
                        lines=lines,
                    )
                )

    def is_exact(self, content_id: int) -> bool:
        known = self._found.get((content_id, "letters"))
        return known is not None and known.exact

    def count(self, source: TextSource) -> int:
        return sum(item.source == source for item in self._found.values())

    def ordered(self) -> list[Found]:
        return sorted(self._found.values(), key=lambda item: (-item.percent, item.source, item.content_id))


def _found(
    content_id: int,
    source: TextSource,
    text: str,
    *,
    asked: str,
    agreement: Agreement,
    lines: tuple[int, ...],
) -> Found:
    return Found(
        content_id,
        source,
        text,
        asked,
        percent=agreement.percent * _discount(source),
        grade=agreement.grade,
        edits=agreement.edits,
        confused=agreement.confused,
        lines=tuple(sorted(lines)),
    )


def _discount(source: TextSource) -> float:
    return 1.0 if source == "letters" else _NAME_DISCOUNT
