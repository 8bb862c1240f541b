"""The folders that the person added."""

from __future__ import annotations

import os
from pathlib import Path

from bowerbird_engine.assets import Volume
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.contents import drop_unused_contents
from bowerbird_engine.catalog.records import StoredRoot
from bowerbird_engine.errors import FolderError, UnknownFolderError

_COLUMNS = "id, volume_key, volume_label, path_on_volume, last_path"


class RootTable:
    """Keep each folder by its volume and its path on it, so that it is known again wherever the volume is mounted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, volume: Volume, path_on_volume: bytes, path: Path) -> StoredRoot:
        """Add a folder. Raises FolderError when this very folder is there already."""
        with self._database.transaction():
            known = self._database.row(
                f"SELECT {_COLUMNS} FROM root WHERE volume_key = ? AND path_on_volume = ?",  # noqa: S608
                (volume.key, path_on_volume),
            )
            if known is not None:
                raise FolderError(f"{path} is already part of the library.")
            self._database.execute(
                "INSERT INTO root (volume_key, volume_label, path_on_volume, last_path) VALUES (?, ?, ?, ?)",
                (volume.key, volume.label, path_on_volume, os.fsencode(path)),
            )
            return StoredRoot(self._database.last_id(), volume.key, volume.label, path_on_volume, path)

    def all(self) -> list[StoredRoot]:
        """List the folders in the order in which they were added."""
        return [_root(row) for row in self._database.rows(f"SELECT {_COLUMNS} FROM root ORDER BY id")]  # noqa: S608

    def remove(self, root_id: int) -> int:
        """Forget a folder, its files, and every content that no other file holds; count the files.

        Nothing on the disk is touched.
        """
        with self._database.transaction():
            files: int = self._database.value("SELECT count(*) FROM file WHERE root_id = ?", (root_id,))
            if not self._database.execute("DELETE FROM root WHERE id = ?", (root_id,)):
                raise UnknownFolderError(
                    "This folder is not part of the library. `bowerbird status` lists them."
                )
            drop_unused_contents(self._database)
            return files

    def seen_at(self, root_id: int, path: Path, volume: Volume) -> None:
        """Remember where a folder lies now. Nothing is written when it has not moved."""
        now = (os.fsencode(path), volume.label)
        known = self._database.row("SELECT last_path, volume_label FROM root WHERE id = ?", (root_id,))
        if known is not None and known != now:
            self._database.execute(
                "UPDATE root SET last_path = ?, volume_label = ? WHERE id = ?", (*now, root_id)
            )


def _root(row: Row) -> StoredRoot:
    root_id, key, label, path_on_volume, last_path = row
    return StoredRoot(root_id, key, label, path_on_volume, Path(os.fsdecode(last_path)))
