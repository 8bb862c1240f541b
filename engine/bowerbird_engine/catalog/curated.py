"""Which copies were put into a curated folder, and what they are copies of."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from bowerbird_engine.assets import AssetId, ContentHash
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.places import printable
from bowerbird_engine.catalog.records import StoredCopy

_COLUMNS = "id, folder, name, hash, asset_id, query, copied"


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
    ) -> None:
        """Remember a copy; what was remembered of this name before is past, because the name was free."""
        self._database.execute(
            "INSERT OR REPLACE INTO curated_copy (folder, name, hash, asset_id, query, copied)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                os.fsencode(folder),
                os.fsencode(name),
                content_hash,
                asset_id,
                None if query is None else printable(query),
                round(copied.timestamp() * 1000),
            ),
        )

    def of_content(self, folder: Path, content_hash: ContentHash) -> list[StoredCopy]:
        """List the copies of a content in a folder, the latest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM curated_copy WHERE folder = ? AND hash = ? ORDER BY id DESC",  # noqa: S608
            (os.fsencode(folder), content_hash),
        )
        return [_copy(row) for row in rows]

    def latest(self, limit: int, before: int | None = None) -> list[StoredCopy]:
        """List copies of all folders, the latest first, those before a row."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM curated_copy WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2",  # noqa: S608
            (before, limit),
        )
        return [_copy(row) for row in rows]


def _copy(row: Row) -> StoredCopy:
    row_id, folder, name, content_hash, asset_id, query, copied = row
    return StoredCopy(
        row_id,
        Path(os.fsdecode(folder)),
        os.fsdecode(name),
        content_hash,
        asset_id,
        query,
        datetime.fromtimestamp(copied / 1000, UTC),
    )
