"""In what condition a catalogue is, and what it holds in numbers: for the doctor, who names no file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bowerbird_engine.catalog.connection import Database, sqlite_version

COUNTED = (
    "root", "file", "content", "vector", "removed_vector", "reading", "region", "collection", "collection_file",
    "curated_copy", "saved_search", "self_test_probe", "content_facts", "keyword", "folder", "visual_words",
    "compared_content", "same_picture", "picture_group", "not_the_same",
)  # fmt: skip
"""Tables whose rows tell how large a library is."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What SQLite says of the file. Sizes are in bytes; `latest` is the latest change that bears a time, in seconds."""

    sqlite: str
    schema: int
    journal: str
    size: int
    log_size: int
    unused: int
    latest: float


@dataclass(frozen=True, slots=True)
class SpaceCount:
    """How many vectors of a space are kept, and the number of its latest change."""

    pack_id: str
    digest: str
    dimension: int
    role: str
    vectors: int
    generation: int


class CatalogueCondition:
    """Ask a catalogue about itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> Condition:
        """Give the present condition."""
        value = self._database.value
        log = self._database.path.with_name(f"{self._database.path.name}-wal")
        generations = "SELECT max(generation) FROM space"
        missing = "SELECT max(missing_since) FROM file WHERE missing_since IS NOT NULL"
        return Condition(
            sqlite=sqlite_version(),
            schema=value("PRAGMA user_version"),
            journal=value("PRAGMA journal_mode"),
            size=value("PRAGMA page_size") * value("PRAGMA page_count"),
            log_size=log.stat().st_size if log.exists() else 0,
            unused=value("PRAGMA page_size") * value("PRAGMA freelist_count"),
            # Generations are at least the time in microseconds, and files go missing at a time in milliseconds.
            latest=max((value(generations) or 0) / 1e6, (value(missing) or 0) / 1e3),
        )

    def failures(self, root_ids: Iterable[int]) -> dict[tuple[str, str], int]:
        """Count the present files of these roots that are not searchable, by status and code."""
        rows = self._database.rows(
            "SELECT status, failure_code, count(*) FROM file INDEXED BY file_failed"
            " WHERE missing_since IS NULL AND failure_code IS NOT NULL"
            " AND root_id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
            (json.dumps(list(root_ids)),),
        )
        return {(status, code): number for status, code, number in rows}

    def sizes(self) -> dict[str, int]:
        """Count the rows of each table that this catalogue has."""
        there = {row[0] for row in self._database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        return {
            table: self._database.value(f"SELECT count(*) FROM {table}")  # noqa: S608  names of our own
            for table in COUNTED
            if table in there
        }

    def spaces(self) -> list[SpaceCount]:
        """List all spaces, also those of packs that are gone."""
        rows = self._database.rows(
            "SELECT pack_id, digest, dimension, role,"
            " (SELECT count(*) FROM vector WHERE space_id = space.id), generation FROM space ORDER BY id"
        )
        return [SpaceCount(*row) for row in rows]

    def media_types(self) -> dict[str, int]:
        """Count the contents by media type."""
        rows = self._database.rows("SELECT media_type, count(*) FROM content GROUP BY 1 ORDER BY 2 DESC, 1")
        return dict(rows)

    def folder_count(self) -> int:
        """Count the folders in which pictures lie."""
        number: int = self._database.value("SELECT count(*) FROM folder")
        return number
