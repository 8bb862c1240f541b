"""The visual words of contents: few bytes each, of which the inverted index of copies is made."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import LIVE


class WordChanges(NamedTuple):
    """The contents whose words were stored after a generation, up to the generation of now."""

    generation: int
    content_ids: list[int]


class VisualWordTable:
    """Keep the words of each content, with the identity of what made them. What is kept of a content is never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lacking(self, identity: str, root_ids: Iterable[int], limit: int, after: int = 0) -> list[int]:
        """List live contents without words of this identity, by id, those after `after`, with a file in these roots."""
        rows = self._database.rows(
            "SELECT id FROM content WHERE id > ?1"  # noqa: S608
            " AND NOT EXISTS (SELECT 1 FROM visual_words WHERE content_id = content.id AND identity = ?2)"
            f" AND EXISTS (SELECT 1 FROM file INDEXED BY file_live WHERE content_id = content.id AND {LIVE}"
            "  AND root_id IN (SELECT value FROM json_each(?3))) ORDER BY id LIMIT ?4",
            (after, identity, json.dumps(list(root_ids)), limit),
        )
        return [row[0] for row in rows]

    def put(self, identity: str, words: Sequence[tuple[int, bytes]]) -> None:
        """Store the words of contents, in place of those that something else made."""
        with self._database.transaction():
            # At least the time in microseconds: a catalogue that is put back from a copy never gives a number again
            # that a cache made before knows with other words.
            generation = max(self.generation(identity) + 1, time.time_ns() // 1000)
            self._database.execute_many(
                "INSERT OR REPLACE INTO visual_words (content_id, identity, generation, data) VALUES (?, ?, ?, ?)",
                [(content_id, identity, generation, data) for content_id, data in words],
            )

    def get(self, identity: str, content_id: int) -> bytes | None:
        """Give the words of one content, None when there are none yet."""
        row = self._database.row(
            "SELECT data FROM visual_words WHERE content_id = ? AND identity = ?", (int(content_id), identity)
        )
        return None if row is None else row[0]

    def of_contents(self, identity: str, content_ids: Iterable[int]) -> dict[int, bytes]:
        """Give the words of contents; those without any yet are left out."""
        rows = self._database.rows(
            # The plus keeps SQLite from going through all that has this identity.
            "SELECT content_id, data FROM visual_words WHERE content_id IN (SELECT value FROM json_each(?))"
            " AND +identity = ?",
            (json.dumps(list(content_ids)), identity),
        )
        return {row[0]: row[1] for row in rows}

    def since(self, identity: str, generation: int) -> WordChanges:
        """Tell what was stored after a generation, by id; what is gone meanwhile is not told, and is no live content.

        The words themselves, which are 1,800 bytes each, are read in parts: those of a large library are a gigabyte.
        """
        with self._database.snapshot():
            now = self.generation(identity)
            rows = self._database.rows(
                "SELECT content_id FROM visual_words INDEXED BY visual_words_generation"
                " WHERE identity = ? AND generation > ? ORDER BY content_id",
                (identity, generation),
            )
        return WordChanges(now, [row[0] for row in rows])

    def generation(self, identity: str) -> int:
        """Give the number of the latest change, 0 where nothing is kept."""
        row = self._database.row(
            "SELECT generation FROM visual_words WHERE identity = ? ORDER BY generation DESC LIMIT 1",
            (identity,),
        )
        return 0 if row is None else row[0]

    def count(self, identity: str) -> int:
        """Count the contents whose words are kept."""
        number: int = self._database.value(
            "SELECT count(*) FROM visual_words WHERE identity = ?", (identity,)
        )
        return number
