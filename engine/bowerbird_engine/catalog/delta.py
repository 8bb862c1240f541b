"""How the findings of a walk change the rows of a root's files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ulid import ULID

from bowerbird_engine.assets import AssetId, FileStatus, ScanDelta, StoredFile, WalkedFile
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.connection import Database, Value
from bowerbird_engine.catalog.damage import damaged
from bowerbird_engine.catalog.heirs import hand_over
from bowerbird_engine.errors import UnknownAssetError

_INT64_END = 2**63


def stored_files(database: Database, root_id: int) -> list[StoredFile]:
    """List all files of a root, the missing ones too."""
    return _stored(database, "root_id = ? ORDER BY id", root_id)


def stored_file(database: Database, asset_id: AssetId) -> StoredFile:
    """Give one file. Raises UnknownAssetError when there was never such a file."""
    found = _stored(database, "asset_id = ?", asset_id)
    if not found:
        raise UnknownAssetError(f"No picture of the library has the id {asset_id!r}.")
    return found[0]


def _stored(database: Database, condition: str, value: Value) -> list[StoredFile]:
    rows = database.rows(
        "SELECT id, asset_id, path, size, mtime_ns, inode, status, missing_since IS NOT NULL,"  # noqa: S608
        " held_since IS NOT NULL"
        f" FROM file WHERE {condition}",
        (value,),
    )
    statuses = {status.value: status for status in FileStatus}
    odd = {row[6] for row in rows} - statuses.keys()
    if odd:
        raise damaged(database.path, f"files have an unknown status: {odd}")
    return [
        StoredFile(
            file_id,
            asset_id,
            path,
            size,
            int(mtime_ns),
            int(inode),
            statuses[status],
            bool(missing),
            held=bool(held) and not missing,
        )
        for file_id, asset_id, path, size, mtime_ns, inode, status, missing, held in rows
    ]


def apply_delta(database: Database, root_id: int, changes: ScanDelta, now: int) -> None:
    """Write the changes of one root; `now` is the time in milliseconds since 1970."""
    _mark_missing(database, (stored.id for stored in changes.missing), now)
    _hold(database, (stored.id for stored in changes.held), now)
    # Moved files leave their old places before any takes its new one: two may have changed places.
    _mark_missing(database, (stored.id for stored, _ in changes.moved), now)
    database.execute_many(
        "UPDATE file SET missing_since = NULL, held_since = NULL WHERE id = ?",
        [(stored.id,) for stored in changes.returned],
    )
    _change(database, changes.changed)
    _move(database, changes.moved)
    _add(database, root_id, changes.added)
    hand_over(database, (stored.id for stored in changes.missing))


def gone_twin(database: Database, content_id: int, root_id: int) -> tuple[int, str] | None:
    """Find the oldest file with this content that is gone, in this root rather than in another, held rather than missing.

    Gives its row and its id.
    """
    row = database.row(
        "SELECT id, asset_id FROM file WHERE content_id = ?"
        " AND (missing_since IS NOT NULL OR held_since IS NOT NULL)"
        " ORDER BY root_id <> ?, missing_since IS NOT NULL, id LIMIT 1",
        (content_id, root_id),
    )
    return None if row is None else (row[0], row[1])


def take_over(database: Database, lost_id: int, new_id: int) -> None:
    """Put a file that is gone into the place of a new row, which goes."""
    place = database.row(
        "SELECT root_id, path, size, mtime_ns, inode, name_code FROM file WHERE id = ?", (new_id,)
    )
    if place is None:
        return
    database.execute("DELETE FROM file WHERE id = ?", (new_id,))
    database.execute(
        "UPDATE file SET root_id = ?, path = ?, size = ?, mtime_ns = ?, inode = ?, name_code = ?,"
        " missing_since = NULL, held_since = NULL WHERE id = ?",
        (*place, lost_id),
    )
    _index_names(database, [(lost_id, place[1])], replace=True)


def readable_name(path: bytes) -> str:
    """Give a file's name as text; bytes that are no UTF-8 become replacement characters."""
    return posixpath.basename(path).decode("utf-8", "replace")


def _mark_missing(database: Database, file_ids: Iterable[int], now: int) -> None:
    database.execute_many(
        "UPDATE file SET missing_since = ? WHERE id = ? AND missing_since IS NULL",
        [(now, file_id) for file_id in file_ids],
    )


def _hold(database: Database, file_ids: Iterable[int], now: int) -> None:
    database.execute_many(
        "UPDATE file SET held_since = ? WHERE id = ? AND missing_since IS NULL AND held_since IS NULL"
        " AND status = 'indexed'",
        [(now, file_id) for file_id in file_ids],
    )


def _change(database: Database, changed: Iterable[tuple[StoredFile, WalkedFile]]) -> None:
    database.execute_many(
        "UPDATE file SET size = ?, mtime_ns = ?, inode = ?, status = 'pending', attempts = 0, content_id = NULL,"
        " failure_code = NULL, failure_reason = NULL, missing_since = NULL, held_since = NULL WHERE id = ?",
        [(*_facts(walked), stored.id) for stored, walked in changed],
    )


def _move(database: Database, moved: Iterable[tuple[StoredFile, WalkedFile]]) -> None:
    pairs = list(moved)
    database.execute_many(
        "UPDATE file SET path = ?, size = ?, mtime_ns = ?, inode = ?, name_code = ?, missing_since = NULL,"
        " held_since = NULL WHERE id = ?",
        [(walked.path, *_facts(walked), _name_code(walked.path), stored.id) for stored, walked in pairs],
    )
    _index_names(database, [(stored.id, walked.path) for stored, walked in pairs], replace=True)


def _add(database: Database, root_id: int, added: Iterable[WalkedFile]) -> None:
    named = list[tuple[int, bytes]]()
    for walked in added:
        database.execute(
            "INSERT INTO file (asset_id, root_id, path, size, mtime_ns, inode, name_code) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_new_asset_id(), root_id, walked.path, *_facts(walked), _name_code(walked.path)),
        )
        named.append((database.last_id(), walked.path))
    _index_names(database, named, replace=False)


def _index_names(database: Database, named: Iterable[tuple[int, bytes]], *, replace: bool) -> None:
    rows = list(named)
    if replace:
        for table in ("name_words", "name_codes"):
            database.execute_many(f"DELETE FROM {table} WHERE rowid = ?", [(file_id,) for file_id, _ in rows])  # noqa: S608
    database.execute_many(
        "INSERT INTO name_words (rowid, text) VALUES (?, ?)",
        [(file_id, readable_name(path)) for file_id, path in rows],
    )
    database.execute_many(
        "INSERT INTO name_codes (rowid, code) VALUES (?, ?)",
        [(file_id, _name_code(path)) for file_id, path in rows],
    )


def _name_code(path: bytes) -> str:
    return fold_code(posixpath.splitext(readable_name(path))[0])


def _new_asset_id() -> AssetId:
    return AssetId(str(ULID()))


def _facts(walked: WalkedFile) -> tuple[Value, Value, Value]:
    return walked.size, _wide(walked.mtime_ns), _wide(walked.inode)


def _wide(number: int) -> Value:
    return number if -_INT64_END <= number < _INT64_END else str(number)
