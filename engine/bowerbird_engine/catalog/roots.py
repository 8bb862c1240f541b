"""The folders that the person added."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bowerbird_engine.assets import Volume
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.contents import drop_unused_contents
from bowerbird_engine.catalog.heirs import hand_over
from bowerbird_engine.catalog.places import time_of
from bowerbird_engine.catalog.records import Forgotten, RootMove, StoredRoot
from bowerbird_engine.errors import FolderError, UnknownFolderError

_COLUMNS = "id, volume_key, volume_label, path_on_volume, last_path, removed_since"


class RootTable:
    """Keep each folder by its volume and its path on it, so that it is known again wherever the volume is mounted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, volume: Volume, path_on_volume: bytes, path: Path) -> StoredRoot:
        """Add a folder, or bring it back as it was, also where parts of it had been folders that were removed.

        Raises FolderError when this very folder is there already.
        """
        with self._database.transaction():
            known = self._database.row(
                f"SELECT {_COLUMNS} FROM root WHERE volume_key = ? AND path_on_volume = ?",  # noqa: S608
                (volume.key, path_on_volume),
            )
            if known is not None:
                root = _root(known)
                if root.removed_since is None:
                    raise FolderError(f"{path} is already part of the library.")
                self.bring_back(root.id)
                self._take_in_parts(root)
                self.seen_at(root.id, path, volume)
                return replace(root, last_path=path, volume_label=volume.label, removed_since=None)
            self._database.execute(
                "INSERT INTO root (volume_key, volume_label, path_on_volume, last_path) VALUES (?, ?, ?, ?)",
                (volume.key, volume.label, path_on_volume, os.fsencode(path)),
            )
            root = StoredRoot(self._database.last_id(), volume.key, volume.label, path_on_volume, path)
            self._take_in_parts(root)
            return root

    def all(self) -> list[StoredRoot]:
        """List the folders of the library in the order in which they were added."""
        return self._those("removed_since IS NULL")

    def removed(self) -> list[StoredRoot]:
        """List the folders that were removed and can be brought back, the latest first."""
        return sorted(self._those("removed_since IS NOT NULL"), key=_latest_first)

    def pictures(self, root_id: int) -> int:
        """Count the pictures that the library has of a folder, those that are held too."""
        number: int = self._database.value(
            "SELECT count(*) FROM file INDEXED BY file_status"
            " WHERE root_id = ? AND status = 'indexed' AND missing_since IS NULL",
            (root_id,),
        )
        return number

    def put_aside(self, root_id: int, now: int) -> int:
        """Take a folder out of the library, with its files, so that it can be brought back as it is; count the files.

        `now` in milliseconds since 1970. Nothing on the disk is touched.
        """
        with self._database.transaction():
            if not self._database.execute(
                "UPDATE root SET removed_since = ? WHERE id = ? AND removed_since IS NULL", (now, root_id)
            ):
                raise _unknown()
            # Those that were gone already are told apart by their time, and stay gone when the folder comes back.
            self._database.execute(
                "UPDATE file SET missing_since = missing_since - 1 WHERE root_id = ? AND missing_since = ?",
                (root_id, now),
            )
            gone = [
                file_id
                for (file_id,) in self._database.rows(
                    "UPDATE file SET missing_since = ? WHERE root_id = ? AND missing_since IS NULL RETURNING id",
                    (now, root_id),
                )
            ]
            hand_over(self._database, gone)
            return len(gone)

    def bring_back(self, root_id: int) -> int:
        """Have a folder that was removed in the library again, as it was, held files too; count its files."""
        with self._database.transaction():
            files = self._database.execute(
                "UPDATE file SET missing_since = NULL WHERE root_id = ?1"
                " AND missing_since = (SELECT removed_since FROM root WHERE id = ?1)",
                (root_id,),
            )
            if not self._database.execute(
                "UPDATE root SET removed_since = NULL WHERE id = ? AND removed_since IS NOT NULL", (root_id,)
            ):
                raise _unknown()
            return files

    def _take_in_parts(self, root: StoredRoot) -> None:
        """Let the files of removed folders that lie in a new one be its own, as they were. What waits for a yes, waits on."""
        way = root.path_on_volume + b"/" if root.path_on_volume else b""
        for part in self.removed():
            if part.volume_key != root.volume_key or not part.path_on_volume.startswith(way):
                continue
            inside = part.path_on_volume[len(way) :] + b"/"
            rows = self._database.rows(
                "SELECT path, missing_since = removed_since, file.id FROM file JOIN root ON root.id = root_id"
                " WHERE root_id = ? ORDER BY file.id",
                (part.id,),
            )
            self._database.execute_many(
                # Two removed folders that lay in one another may both have had it: the first one's stays.
                "UPDATE OR IGNORE file SET root_id = ?, path = ?, missing_since = CASE ? WHEN 1 THEN NULL"
                " ELSE missing_since END WHERE id = ?",
                [(root.id, inside + path, back, file_id) for path, back, file_id in rows],
            )
            self._database.execute(
                "DELETE FROM root WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM file WHERE root_id = ?1)",
                (part.id,),
            )

    def remove(self, root_id: int) -> Forgotten:
        """Forget a folder for good, removed or not, with its files and every content that no other file holds.

        Nothing on the disk is touched.
        """
        with self._database.transaction():
            files: int = self._database.value("SELECT count(*) FROM file WHERE root_id = ?", (root_id,))
            if not self._database.execute("DELETE FROM root WHERE id = ?", (root_id,)):
                raise _unknown()
            return Forgotten(files, drop_unused_contents(self._database))

    def _those(self, condition: str) -> list[StoredRoot]:
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM root WHERE {condition} ORDER BY id")  # noqa: S608
        return [_root(row) for row in rows]

    def move(self, moves: Iterable[RootMove]) -> None:
        """Let folders lie elsewhere from now on: ids, files and all that was learned stay.

        All or none of them. Raises FolderError when one of the places is that of another folder of the library.
        """
        moves = list(moves)
        with self._database.transaction():
            # Out of each other's way first: two folders may change places.
            self._database.execute_many(
                "UPDATE root SET volume_key = ?, path_on_volume = ? WHERE id = ?",
                [(f"moving:{move.root_id}", b"", move.root_id) for move in moves],
            )
            for move in moves:
                # A folder that was removed makes room. It can still be had back, as one whose disk is not here.
                self._database.execute(
                    "UPDATE root SET volume_key = 'aside:' || id"
                    " WHERE volume_key = ? AND path_on_volume = ? AND removed_since IS NOT NULL",
                    (move.volume.key, move.path_on_volume),
                )
                if self._database.value(
                    "SELECT count(*) FROM root WHERE volume_key = ? AND path_on_volume = ?",
                    (move.volume.key, move.path_on_volume),
                ):
                    raise FolderError(f"{move.path} is already part of the library.")
                self._database.execute(
                    "UPDATE root SET volume_key = ?, volume_label = ?, path_on_volume = ?, last_path = ? WHERE id = ?",
                    (
                        move.volume.key,
                        move.volume.label,
                        move.path_on_volume,
                        os.fsencode(move.path),
                        move.root_id,
                    ),
                )

    def seen_at(self, root_id: int, path: Path, volume: Volume) -> None:
        """Remember where a folder lies now. Nothing is written when that is known."""
        now = (os.fsencode(path), volume.label, volume.key)
        known = self._database.row(
            "SELECT last_path, volume_label, volume_key FROM root WHERE id = ?", (root_id,)
        )
        if known is None or known == now:
            return
        self._database.execute(
            "UPDATE root SET last_path = ?, volume_label = ? WHERE id = ?", (*now[:2], root_id)
        )
        # Its disk may be known by a better key now. A folder that was added under that one keeps it.
        self._database.execute(
            "UPDATE root SET volume_key = ?1 WHERE id = ?2 AND NOT EXISTS"
            " (SELECT 1 FROM root AS other WHERE other.volume_key = ?1 AND other.path_on_volume = root.path_on_volume)",
            (volume.key, root_id),
        )


def _root(row: Row) -> StoredRoot:
    root_id, key, label, path_on_volume, last_path, removed = row
    since = None if removed is None else time_of(removed)
    return StoredRoot(root_id, key, label, path_on_volume, Path(os.fsdecode(last_path)), since)


def _latest_first(root: StoredRoot) -> float:
    return 0.0 if root.removed_since is None else -root.removed_since.timestamp()


def _unknown() -> UnknownFolderError:
    return UnknownFolderError("This folder is not part of the library. `bowerbird status` lists them.")
