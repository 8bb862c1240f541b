"""The person's saved searches: a name, the query in words, and the pictures that were given with it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ulid import ULID

from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.places import printable
from bowerbird_engine.errors import SavedSearchNameError, UnknownSavedSearchError

_SELECT = (
    "SELECT public_id, name, created, query,"
    " (SELECT count(*) FROM saved_search_picture WHERE saved_search_id = saved_search.id) FROM saved_search"
)


@dataclass(frozen=True, slots=True)
class StoredSearch:
    """A saved search as it is kept; `query` is JSON, `pictures` counts the files that are kept with it."""

    id: str
    name: str
    created: datetime
    query: str
    pictures: int


class SavedSearchTable:
    """Keep saved searches. Their pictures are small files, named by the content of what was given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[StoredSearch]:
        """List them by name."""
        return [_stored(row) for row in self._database.rows(f"{_SELECT} ORDER BY folded_name")]

    def get(self, search_id: str) -> StoredSearch:
        """Give one. Raises UnknownSavedSearchError."""
        row = self._database.row(f"{_SELECT} WHERE public_id = ?", (printable(search_id),))
        if row is None:
            raise _unknown(search_id)
        return _stored(row)

    def pictures(self, search_id: str) -> dict[str, bytes]:
        """Give the pictures that are kept with one, in their order, by the SHA-256 of what was given."""
        rows = self._database.rows(
            "SELECT hash, data FROM saved_search_picture"
            " JOIN saved_search ON saved_search.id = saved_search_id WHERE public_id = ? ORDER BY position",
            (printable(search_id),),
        )
        return {content.hex(): data for content, data in rows}

    def create(self, name: str, query: str, pictures: Mapping[str, bytes]) -> StoredSearch:
        """Keep a search under a name that `tidy_search_name` gave. Raises SavedSearchNameError for a taken one."""
        with self._database.transaction():
            self._demand_free(name)
            public_id, now = str(ULID()), time.time_ns() // 1_000_000
            self._database.execute(
                "INSERT INTO saved_search (public_id, name, folded_name, query, created) VALUES (?, ?, ?, ?, ?)",
                (public_id, name, name.casefold(), query, now),
            )
            key = self._database.last_id()
            self._database.execute_many(
                "INSERT INTO saved_search_picture (saved_search_id, position, hash, data) VALUES (?, ?, ?, ?)",
                [
                    (key, position, bytes.fromhex(content), data)
                    for position, (content, data) in enumerate(pictures.items())
                ],
            )
            return self.get(public_id)

    def rename(self, search_id: str, name: str) -> StoredSearch:
        """Give a search another name, or the same one in other capitals."""
        with self._database.transaction():
            known = self.get(search_id)
            self._demand_free(name, but_for=known.id)
            self._database.execute(
                "UPDATE saved_search SET name = ?, folded_name = ? WHERE public_id = ?",
                (name, name.casefold(), known.id),
            )
            return self.get(known.id)

    def delete(self, search_id: str) -> None:
        """Forget a search."""
        if not self._database.execute(
            "DELETE FROM saved_search WHERE public_id = ?", (printable(search_id),)
        ):
            raise _unknown(search_id)

    def _demand_free(self, name: str, but_for: str = "") -> None:
        taken = self._database.row(
            "SELECT name FROM saved_search WHERE folded_name = ? AND public_id <> ?",
            (name.casefold(), but_for),
        )
        if taken is not None:
            raise SavedSearchNameError(f"There is a saved search “{taken[0]}” already. Choose another name.")


def _stored(row: Row) -> StoredSearch:
    public_id, name, created, query, pictures = row
    return StoredSearch(public_id, name, datetime.fromtimestamp(created / 1000, UTC), query, pictures)


def _unknown(search_id: str) -> UnknownSavedSearchError:
    return UnknownSavedSearchError(f"No saved search has the id {search_id!r}. It may have been deleted.")
