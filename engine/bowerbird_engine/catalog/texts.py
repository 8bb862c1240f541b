"""The letters found in pictures and the names of files, and how they are searched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bowerbird_engine.assets import Int64Array, TextRegion
from bowerbird_engine.catalog import code_search, said_words, word_shares
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import LIVE, printable
from bowerbird_engine.catalog.records import CodeMatch, UnreadContent, WordShare
from bowerbird_engine.catalog.said_words import SaidSource
from bowerbird_engine.catalog.text_rows import BOX, lines_of, regions_of

_WAY: Final = "~"
"""`reader~way` is a reader that leaves out some pictures: what `reader` itself has read is read for it, too."""


class TextTable:
    """Keep the lines of letters of each content, by the recognizer that read it last, and find words and codes.

    `within` narrows a search to these live content ids (sorted) before the limit is applied.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading

    def unread(
        self, identity: str, limit: int, after: int = 0, root_ids: Iterable[int] = ()
    ) -> list[UnreadContent]:
        """List contents that this recognizer has not read, by id, those after `after`, with one file of these roots."""
        rows = self._database.rows(
            "SELECT content.id, file.root_id, file.path FROM content JOIN file ON file.id ="  # noqa: S608
            f" (SELECT min(id) FROM file INDEXED BY file_live WHERE content_id = content.id AND {LIVE}"
            "   AND held_since IS NULL AND root_id IN (SELECT value FROM json_each(?)))"
            " WHERE content.id > ? AND NOT EXISTS"
            " (SELECT 1 FROM reading WHERE reading.content_id = content.id AND identity IN (?, ?))"
            " ORDER BY content.id LIMIT ?",
            (json.dumps(list(root_ids)), after, *_counted(identity), limit),
        )
        return [UnreadContent(*row) for row in rows]

    def put(self, content_id: int, identity: str, regions: Sequence[TextRegion]) -> None:
        """Store what a recognizer read in a content, replacing the reading before."""
        lines = [(printable(region.text), region.score, BOX.pack(*region.box)) for region in regions]
        with self._database.transaction():
            self._set_reading(content_id, identity, None, None)
            self._database.execute("DELETE FROM region WHERE content_id = ?", (content_id,))
            self._database.execute("DELETE FROM letters_words WHERE rowid = ?", (content_id,))
            for position, (text, score, box) in enumerate(lines):
                code = fold_code(text)
                self._database.execute(
                    "INSERT INTO region (content_id, position, text, code, score, box) VALUES (?, ?, ?, ?, ?, ?)",
                    (content_id, position, text, code, score, box),
                )
                self._database.execute(
                    "INSERT INTO letters_codes (rowid, code) VALUES (?, ?)", (self._database.last_id(), code)
                )
            if lines:
                self._database.execute(
                    "INSERT INTO letters_words (rowid, text) VALUES (?, ?)",
                    (content_id, "\n".join(text for text, _, _ in lines)),
                )

    def fail(self, content_id: int, identity: str, code: str, reason: str) -> None:
        """Remember that a recognizer could not read a content; an older reading of its letters stays."""
        with self._database.transaction():
            self._set_reading(content_id, identity, code, printable(reason))

    def compact(self) -> None:
        """Join the pieces that many small writes left of the full-text indexes, after a pass over many pictures.

        A search looks each word up in every piece. Where there is one piece already, this costs microseconds.
        """
        with self._database.transaction():
            for index in ("letters_words", "letters_codes", "name_words", "name_codes"):
                self._database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608

    def regions(self, content_id: int) -> tuple[TextRegion, ...]:
        """Give the lines of letters of a content in reading order."""
        rows = self._database.rows(
            "SELECT text, score, box FROM region WHERE content_id = ? ORDER BY position", (int(content_id),)
        )
        return tuple(TextRegion(text, score, BOX.unpack(box)) for text, score, box in rows)

    def regions_of(self, content_ids: Sequence[int]) -> dict[int, list[TextRegion]]:
        """Give the lines of letters of several contents, with their boxes, in one look; those without are left out."""
        return regions_of(self._database, content_ids)

    def progress(self, identity: str) -> tuple[int, int]:
        """Count the contents with a present file that this recognizer has read, and all of them."""
        row = self._database.row(
            "SELECT count(reading.content_id), count(*) FROM"  # noqa: S608
            f" (SELECT DISTINCT content_id FROM file INDEXED BY file_live WHERE {LIVE}) AS live"
            " LEFT JOIN reading ON reading.content_id = live.content_id AND identity IN (?, ?)",
            _counted(identity),
        )
        return (0, 0) if row is None else (row[0], row[1])

    # Searching

    def word_shares(
        self, terms: Sequence[str], at_least: float, limit: int, within: Int64Array
    ) -> list[WordShare]:
        """Find pictures that hold at least this share of the terms, in letters, then in names, `limit` of each.

        Plain plurals count as their words; words that are everywhere count only when there are no others.
        """
        return word_shares.word_shares(self._database, terms, at_least, limit, within)

    def said_shares(
        self, source: SaidSource, terms: Sequence[str], at_least: float, within: Int64Array
    ) -> list[WordShare]:
        """Find pictures that hold at least this share of the terms in folder, captions or keywords, best first."""
        return said_words.said_shares(self._database, source, terms, at_least, within)

    def lines(self, content_ids: Sequence[int]) -> dict[int, list[str]]:
        """Give the lines of letters of each content in reading order; contents without any are left out."""
        return lines_of(self._database, content_ids)

    def match_code(self, folded: str, limit: int, within: Int64Array | None = None) -> list[CodeMatch]:
        """Find lines of letters, then names, that hold a folded code anywhere, `limit` of each, shortest first."""
        return code_search.match_code(self._database, folded, limit, within)

    def similar_codes(self, folded: str, limit: int, within: Int64Array | None = None) -> list[CodeMatch]:
        """Find lines of letters, then names, that share runs of three characters with a folded code.

        `limit` of each, those that share most first: candidates for a fuzzy comparison.
        """
        return code_search.similar_codes(self._database, folded, limit, within)

    def beginnings_and_ends(
        self, folded: str, limit: int, within: Int64Array | None = None
    ) -> list[CodeMatch]:
        """Find lines of letters that are the beginning or the end of a folded code, the longest first.

        A label that breaks a code has such lines, even where the rest of it was misread or mistyped.
        """
        return code_search.beginnings_and_ends(self._database, folded, limit, within)

    def _set_reading(self, content_id: int, identity: str, code: str | None, reason: str | None) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO reading (content_id, identity, failure_code, failure_reason) VALUES (?, ?, ?, ?)",
            (content_id, identity, code, reason),
        )


def _counted(identity: str) -> tuple[str, str]:
    return identity, identity.partition(_WAY)[0]
