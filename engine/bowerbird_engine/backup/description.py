"""What is worth saying of a library in its backup, read from its catalogue, also one of an older version."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.backup.manifest import BackupFolder, BackupPack, Manifest
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.migrations import check_schema
from bowerbird_engine.catalog.records import StoredRoot
from bowerbird_engine.encoding.packs import survey_packs
from bowerbird_engine.release import version
from bowerbird_engine.scanning.roots import resolve

_WITH_COLLECTIONS: Final = 3
"""The schema since which there are collections."""

_WITH_REMOVED_FOLDERS: Final = 8
"""The schema since which a folder that was removed is kept for a while."""

_AWAY: Final = """
    SELECT DISTINCT content.hash FROM file JOIN content ON content.id = file.content_id
    WHERE file.missing_since IS NULL AND NOT EXISTS (
        SELECT 1 FROM file AS other WHERE other.content_id = file.content_id AND other.missing_since IS NULL
        AND other.root_id IN (SELECT value FROM json_each(?)))
    ORDER BY content.hash
"""


def describe(database: Database, packs_dir: Path) -> Manifest:
    """Describe a library as it is now. Within a snapshot of the catalogue, what is said is what a copy holds."""
    schema, count = check_schema(database), database.value
    return Manifest(
        library=count("SELECT id FROM library"),
        schema=schema,
        product=version(),
        made=datetime.now(UTC).astimezone(),
        files=count("SELECT count(*) FROM file WHERE missing_since IS NULL"),
        pictures=count("SELECT count(*) FROM content"),
        collections=count("SELECT count(*) FROM collection") if schema >= _WITH_COLLECTIONS else 0,
        folders=tuple(
            BackupFolder(os.fspath(root.last_path), root.volume_key, root.volume_label)
            for root in stored_folders(database)
        ),
        packs=tuple(
            BackupPack(pack.id, pack.description.title, pack.digest) for pack in survey_packs(packs_dir)[0]
        ),
        members={},
    )


def contents_away(database: Database) -> list[ContentHash]:
    """List the pictures none of whose files lies on a disk that is here."""
    stored = stored_folders(database)
    here = [root.id for root in resolve(stored, [root.id for root in stored]) if root.online]
    return [ContentHash(row[0]) for row in database.rows(_AWAY, (str(here),))]


def stored_folders(database: Database) -> list[StoredRoot]:
    """List the folders of a library, also of an older version, in the order in which they were added."""
    present = "removed_since IS NULL" if check_schema(database) >= _WITH_REMOVED_FOLDERS else "true"
    columns = "id, volume_key, volume_label, path_on_volume, last_path"
    rows = database.rows(f"SELECT {columns} FROM root WHERE {present} ORDER BY id")  # noqa: S608
    return [
        StoredRoot(root_id, key, label, place, Path(os.fsdecode(last)))
        for root_id, key, label, place, last in rows
    ]
