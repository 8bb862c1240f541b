"""Which copies were put into a curated folder, and what they are copies of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bowerbird_engine.assets import AssetId, ContentHash
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.places import printable
from bowerbird_engine.catalog.records import StoredCopy

_COLUMNS = "curated_copy.id, folder, name, hash, asset_id, query, copied, project, subject, source"


class CuratedTable:
    """Keep one row per name in a folder. Rows say what was done; whether the file is still there, the disk says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        folder: Path,
        name: str,
        content_hash: ContentHash,
        asset_id: AssetId,
        *,
        query: str | None,
        copied: datetime,
        project: str | None = None,
        subject: str | None = None,
        source: Path | None = None,
    ) -> None:
        """Remember a copy; what was remembered of this name before is past, because the name was free."""
        self._database.execute(
            "INSERT OR REPLACE INTO curated_copy"
            " (folder, name, hash, asset_id, query, copied, project, subject, source)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                os.fsencode(folder),
                os.fsencode(name),
                content_hash,
                asset_id,
                None if query is None else printable(query),
                round(copied.timestamp() * 1000),
                None if project is None else printable(project),
                None if subject is None else printable(subject),
                None if source is None else os.fsencode(source),
            ),
        )

    def of_content(self, folder: Path, content_hash: ContentHash) -> list[StoredCopy]:
        """List the copies of a content in a folder, the latest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM curated_copy WHERE folder = ? AND hash = ? ORDER BY id DESC",  # noqa: S608
            (os.fsencode(folder), content_hash),
        )
        return [_copy(row) for row in rows]

    def of_contents(self, folder: Path, hashes: Iterable[ContentHash]) -> list[StoredCopy]:
        """List the copies of some contents in a folder."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM json_each(?) AS wanted"  # noqa: S608
            " CROSS JOIN curated_copy ON folder = ? AND hash = unhex(wanted.value)",
            (json.dumps([content.hex() for content in dict.fromkeys(hashes)]), os.fsencode(folder)),
        )
        return [_copy(row) for row in rows]

    def latest(self, limit: int, before: int | None = None) -> list[StoredCopy]:
        """List copies of all folders, the latest first, those before a row."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM curated_copy WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2",  # noqa: S608
            (before, limit),
        )
        return [_copy(row) for row in rows]

    def folders(self) -> list[Path]:
        """List the folders that copies were ever put into."""
        rows = self._database.rows("SELECT DISTINCT folder FROM curated_copy ORDER BY folder")
        return [Path(os.fsdecode(folder)) for (folder,) in rows]

    def move(self, places: Mapping[Path, Path]) -> None:
        """Let the copies of some folders lie elsewhere from now on; where two are now one, a name stays as it was."""
        rows = self._database.rows("SELECT id, folder FROM curated_copy")
        moved = [(row_id, places.get(Path(os.fsdecode(folder)))) for row_id, folder in rows]
        self._database.execute_many(
            "UPDATE OR IGNORE curated_copy SET folder = ? WHERE id = ?",
            [(os.fsencode(place), row_id) for row_id, place in moved if place is not None],
        )


def _copy(row: Row) -> StoredCopy:
    row_id, folder, name, content_hash, asset_id, query, copied, project, subject, source = row
    return StoredCopy(
        row_id,
        Path(os.fsdecode(folder)),
        os.fsdecode(name),
        content_hash,
        asset_id,
        query,
        datetime.fromtimestamp(copied / 1000, UTC),
        project,
        subject,
        None if source is None else Path(os.fsdecode(source)),
    )
