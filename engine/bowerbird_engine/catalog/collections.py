"""The person's collections: named lists of pictures, kept by file, so that a picture stays in them wherever it moves."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ulid import ULID

from bowerbird_engine.assets import AssetId
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.places import LIVE, printable
from bowerbird_engine.catalog.records import Member
from bowerbird_engine.errors import CollectionNameError, UnknownAssetError, UnknownCollectionError
from bowerbird_engine.keepsakes import Collection

_SELECT = (
    "SELECT collection.public_id, collection.name, collection.created,"  # noqa: S608
    " (SELECT count(*) FROM collection_file JOIN file ON file.id = collection_file.file_id"
    f"  WHERE collection_file.collection_id = collection.id AND {LIVE})"
    " FROM collection"
)


class CollectionTable:
    """Keep the collections and what is in them. Only pictures that a search may show are listed and counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Collection]:
        """List the collections by name."""
        return [_collection(row) for row in self._database.rows(f"{_SELECT} ORDER BY folded_name")]

    def get(self, collection_id: str) -> Collection:
        """Give one collection. Raises UnknownCollectionError."""
        row = self._database.row(f"{_SELECT} WHERE collection.public_id = ?", (printable(collection_id),))
        if row is None:
            raise _unknown(collection_id)
        return _collection(row)

    def create(self, name: str) -> Collection:
        """Make an empty collection with a name that `tidy_name` gave. Raises CollectionNameError for a taken one."""
        with self._database.transaction():
            self._demand_free(name)
            public_id, now = str(ULID()), time.time_ns() // 1_000_000
            self._database.execute(
                "INSERT INTO collection (public_id, name, folded_name, created) VALUES (?, ?, ?, ?)",
                (public_id, name, name.casefold(), now),
            )
            return _collection((public_id, name, now, 0))

    def rename(self, collection_id: str, name: str) -> Collection:
        """Give a collection another name, or the same one in other capitals."""
        with self._database.transaction():
            known = self.get(collection_id)
            self._demand_free(name, but_for=known.id)
            self._database.execute(
                "UPDATE collection SET name = ?, folded_name = ? WHERE public_id = ?",
                (name, name.casefold(), known.id),
            )
            return replace(known, name=name)

    def delete(self, collection_id: str) -> None:
        """Forget a collection; its pictures stay in the library."""
        if not self._database.execute(
            "DELETE FROM collection WHERE public_id = ?", (printable(collection_id),)
        ):
            raise _unknown(collection_id)

    def add(self, collection_id: str, asset_ids: Sequence[AssetId]) -> int:
        """Add pictures at the end, in this order, all or none; count those that were not in it yet.

        Raises UnknownAssetError for one that the library does not have, or no longer.
        """
        with self._database.transaction():
            key = self._key(collection_id)
            known: dict[str, int] = dict(
                self._database.rows(
                    "SELECT file.asset_id, file.id FROM json_each(?) AS wanted CROSS JOIN file ON file.asset_id = wanted.value"
                    # A picture that has just been edited waits for the index and is the same picture.
                    " WHERE file.known AND file.missing_since IS NULL",
                    (json.dumps([printable(asset_id) for asset_id in asset_ids]),),
                )
            )
            for asset_id in asset_ids:
                if asset_id not in known:
                    raise UnknownAssetError(f"No picture of the library has the id {asset_id!r}.")
            before = self._size(key)
            self._database.execute_many(
                "INSERT INTO collection_file (collection_id, file_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key, known[asset_id]) for asset_id in asset_ids],
            )
            return self._size(key) - before

    def remove(self, collection_id: str, asset_ids: Sequence[AssetId]) -> int:
        """Take pictures out; count those that were in it, whether they are there now or not."""
        with self._database.transaction():
            return self._database.execute(
                "DELETE FROM collection_file WHERE collection_id = ? AND file_id IN"
                " (SELECT id FROM file WHERE asset_id IN (SELECT value FROM json_each(?)))",
                (
                    self._key(collection_id),
                    json.dumps([printable(asset_id) for asset_id in asset_ids]),
                ),
            )

    def members(self, collection_id: str, limit: int, after: int = 0) -> list[Member]:
        """List pictures in the order in which they came in, those after a position."""
        rows = self._database.rows(
            "SELECT collection_file.id, file.asset_id FROM collection_file"  # noqa: S608
            " JOIN file ON file.id = collection_file.file_id"
            f" WHERE collection_file.collection_id = ? AND collection_file.id > ? AND {LIVE}"
            " ORDER BY collection_file.id LIMIT ?",
            (self._key(collection_id), after, limit),
        )
        return [Member(*row) for row in rows]

    def _size(self, key: int) -> int:
        number: int = self._database.value(
            "SELECT count(*) FROM collection_file WHERE collection_id = ?", (key,)
        )
        return number

    def _key(self, collection_id: str) -> int:
        row = self._database.row("SELECT id FROM collection WHERE public_id = ?", (printable(collection_id),))
        if row is None:
            raise _unknown(collection_id)
        key: int = row[0]
        return key

    def _demand_free(self, name: str, but_for: str = "") -> None:
        taken = self._database.row(
            "SELECT name FROM collection WHERE folded_name = ? AND public_id <> ?", (name.casefold(), but_for)
        )
        if taken is not None:
            raise CollectionNameError(f"There is a collection “{taken[0]}” already. Choose another name.")


def _collection(row: Row) -> Collection:
    public_id, name, created, pictures = row
    return Collection(public_id, name, datetime.fromtimestamp(created / 1000, UTC), pictures)


def _unknown(collection_id: str) -> UnknownCollectionError:
    return UnknownCollectionError(f"No collection has the id {collection_id!r}. It may have been deleted.")
