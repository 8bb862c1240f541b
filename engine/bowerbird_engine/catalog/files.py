"""The files of the library: what the scan saw, the journal of decoding, and how each file ended."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bowerbird_engine.assets import (
    Asset,
    AssetFailure,
    AssetId,
    ContentHash,
    FileStatus,
    Int64Array,
    Root,
    ScanDelta,
    StoredFile,
)
from bowerbird_engine.catalog import delta, places
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.contents import drop_unused_contents, store_content
from bowerbird_engine.catalog.folders import count_folders
from bowerbird_engine.catalog.records import (
    ContentFacts,
    FolderCounts,
    FolderScope,
    Forgotten,
    PendingFile,
    Place,
    Recorded,
)
from bowerbird_engine.catalog.seen_days import SeenDayTable
from bowerbird_engine.errors import UsageError

FAILED = frozenset({FileStatus.UNREADABLE, FileStatus.SKIPPED, FileStatus.QUARANTINED})

_RETRY = (
    "UPDATE file SET status = 'pending', attempts = 0, failure_code = NULL, failure_reason = NULL"
    " WHERE failure_code IS NOT NULL"
)


class FileTable:
    """Keep every file that was found, from its first sight to its end, under an id that is never given away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # What the scan needs

    def of_root(self, root_id: int) -> list[StoredFile]:
        """List all files of a root, the missing ones too."""
        return delta.stored_files(self._database, root_id)

    def apply(self, root_id: int, changes: ScanDelta) -> None:
        """Take over what a walk found, in one transaction."""
        with self._database.transaction():
            delta.apply_delta(self._database, root_id, changes, _now())

    def set_skips(self, root_id: int, skips: Mapping[str, int]) -> None:
        """Remember how many files the latest scan left out, by the code of the reason."""
        with self._database.transaction():
            self._database.execute("DELETE FROM skip WHERE root_id = ?", (root_id,))
            self._database.execute_many(
                "INSERT INTO skip (root_id, code, number) VALUES (?, ?, ?)",
                [(root_id, code, number) for code, number in skips.items()],
            )

    def skips(self, root_ids: Iterable[int]) -> dict[str, int]:
        """Sum what the latest scans of these roots left out, by code."""
        rows = self._database.rows(
            "SELECT code, sum(number) FROM skip WHERE root_id IN (SELECT value FROM json_each(?)) GROUP BY code",
            (_ids(root_ids),),
        )
        return dict(rows)

    # The journal of decoding

    def pending(self, root_ids: Iterable[int], limit: int, after: int = 0) -> list[PendingFile]:
        """List present files that wait to be decoded, by id, those after `after`."""
        rows = self._database.rows(
            "SELECT id, root_id, path, attempts, size FROM file INDEXED BY file_pending"
            " WHERE missing_since IS NULL AND status = 'pending' AND id > ?"
            " AND root_id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
            (after, _ids(root_ids), limit),
        )
        return [PendingFile(*row) for row in rows]

    def begin(self, file_ids: Iterable[int]) -> None:
        """Journal that these files are about to be decoded: who comes back with attempts has killed a process."""
        with self._database.transaction():
            self._database.execute_many(
                "UPDATE file SET attempts = attempts + 1 WHERE id = ?", [(file_id,) for file_id in file_ids]
            )

    def take_back(self, file_ids: Iterable[int]) -> None:
        """Undo the journal's entries of files whose decoding was given up in good order: it is no fault of theirs."""
        self._database.execute(
            "UPDATE file SET attempts = 0 WHERE status = 'pending' AND id IN (SELECT value FROM json_each(?))",
            (_ids(file_ids),),
        )

    def record(self, file_id: int, facts: ContentFacts) -> Recorded:
        """Mark a file as indexed with the content that it holds.

        When a file with these bytes is gone from its place, its row takes over this one with its id, and the new row goes;
        a row that was indexed before keeps its own id.
        """
        with self._database.transaction():
            content_id = store_content(self._database, facts)
            place = self._database.row("SELECT asset_id, known, root_id FROM file WHERE id = ?", (file_id,))
            if place is None:
                raise UsageError(f"The catalogue holds no file {file_id}.")
            asset_id, known, root_id = place
            lost = None if known else delta.gone_twin(self._database, content_id, root_id)
            if lost is not None:
                lost_id, asset_id = lost
                delta.take_over(self._database, lost_id, file_id)
                file_id = lost_id
            self._database.execute(
                "UPDATE file SET status = 'indexed', content_id = ?, attempts = 0, known = 1,"
                " failure_code = NULL, failure_reason = NULL WHERE id = ?",
                (content_id, file_id),
            )
            return Recorded(content_id, lost is not None, AssetId(asset_id))

    def fail(self, file_id: int, status: FileStatus, code: str, reason: str) -> None:
        """End a file as unreadable, skipped or quarantined, with a stable code and a plain sentence."""
        if status not in FAILED:
            raise UsageError(f"A file cannot fail as {status}.")
        self._database.execute(
            "UPDATE file SET status = ?, content_id = NULL, failure_code = ?, failure_reason = ? WHERE id = ?",
            (status.value, code, places.printable(reason), file_id),
        )

    def retry(self, file_ids: Iterable[int]) -> None:
        """Let failed files be decoded once more."""
        self._database.execute(
            f"{_RETRY} AND id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (_ids(file_ids),),
        )

    def retry_failed(self, root_ids: Iterable[int], codes: Iterable[str] | None = None) -> int:
        """Let the failed, present files of these roots be decoded once more, all or those of some codes; count them."""
        return self._database.execute(
            f"{_RETRY} AND missing_since IS NULL AND root_id IN (SELECT value FROM json_each(?1))"  # noqa: S608
            " AND (?2 IS NULL OR failure_code IN (SELECT value FROM json_each(?2)))",
            (_ids(root_ids), None if codes is None else json.dumps(list(codes))),
        )

    def purge_missing(self, older_than: timedelta) -> Forgotten:
        """Forget files that have been missing for so long, folders that were removed before, and contents without a file.

        What is held is not missing. The time counts by the days on which this is called.
        """
        now, days = _now(), SeenDayTable(self._database)
        days.note(now)
        before = days.passed_since(now, older_than)
        if before is None or not self._database.value(
            "SELECT EXISTS (SELECT 1 FROM file WHERE missing_since <= ?1)"
            " OR EXISTS (SELECT 1 FROM root WHERE removed_since <= ?1)",
            (before,),
        ):
            return Forgotten(0, ())
        with self._database.transaction():
            purged = self._database.execute("DELETE FROM file WHERE missing_since <= ?", (before,))
            self._database.execute("DELETE FROM root WHERE removed_since <= ?", (before,))
            return Forgotten(purged, drop_unused_contents(self._database))

    # What people and searches ask

    def counts(self, root_ids: Iterable[int]) -> dict[FileStatus, int]:
        """Count the files of these roots that were found at their places by status; every status is there."""
        rows = self._database.rows(
            # Also by root, as the index is in order: without that SQLite sorts all files.
            "SELECT status, count(*) FROM file INDEXED BY file_status WHERE missing_since IS NULL AND held_since IS NULL"
            " AND root_id IN (SELECT value FROM json_each(?)) GROUP BY root_id, status",
            (_ids(root_ids),),
        )
        found: Counter[str] = Counter()
        for status, number in rows:
            found[status] += number
        return {status: found[status.value] for status in FileStatus}

    def are_in(self, root_id: int) -> bool:
        """Tell whether a root has files that were found at their places or are held, without counting them."""
        there: int = self._database.value(
            "SELECT EXISTS (SELECT 1 FROM file INDEXED BY file_place WHERE missing_since IS NULL AND root_id = ?)",
            (root_id,),
        )
        return bool(there)

    def missing_count(self, root_ids: Iterable[int]) -> int:
        """Count the files of these roots that were there once and are not found now."""
        number: int = self._database.value(
            "SELECT count(*) FROM file WHERE missing_since IS NOT NULL"
            " AND root_id IN (SELECT value FROM json_each(?))",
            (_ids(root_ids),),
        )
        return number

    def failures(self, limit: int, root_ids: Iterable[int] | None = None) -> list[AssetFailure]:
        """List present files of all or of these roots that are not searchable, in the order in which they were found."""
        rows = self._database.rows(
            "SELECT root.last_path, file.path, status, failure_code, failure_reason"
            " FROM file INDEXED BY file_failed JOIN root ON root.id = file.root_id"
            " WHERE missing_since IS NULL AND failure_code IS NOT NULL"
            " AND (?1 IS NULL OR root_id IN (SELECT value FROM json_each(?1))) ORDER BY file.id LIMIT ?2",
            (None if root_ids is None else _ids(root_ids), limit),
        )
        return [
            AssetFailure(Path(os.fsdecode(root)) / os.fsdecode(path), FileStatus(status), code, reason)
            for root, path, status, code, reason in rows
        ]

    def asset(self, asset_id: AssetId, roots: Mapping[int, Root]) -> Asset:
        """Give one picture. Raises UnknownAssetError when it was never there, is gone, or is not indexed."""
        return places.load_asset(self._database, asset_id, roots)

    def assets_of(self, asset_ids: Sequence[AssetId], roots: Mapping[int, Root]) -> dict[AssetId, Asset]:
        """Give the present, indexed pictures with these ids, in their order; others are left out."""
        return places.load_assets_of(self._database, asset_ids, roots)

    def content_of(self, asset_id: AssetId) -> ContentHash | None:
        """Give the content of a present, indexed picture; None when there is no such picture."""
        return places.content_of(self._database, asset_id)

    def content_with(self, content_hash: ContentHash) -> int | None:
        """Give the id of the content with this hash, whether a file holds it or not; None when it was never learned."""
        row = self._database.row("SELECT id FROM content WHERE hash = ?", (content_hash,))
        return None if row is None else int(row[0])

    def stored(self, asset_id: AssetId) -> StoredFile:
        """Give one file as the latest scan saw it. Raises UnknownAssetError when there was never such a file."""
        return delta.stored_file(self._database, asset_id)

    def assets(
        self, content_ids: Sequence[int], roots: Mapping[int, Root], scope: FolderScope | None = None
    ) -> dict[int, tuple[Asset, ...]]:
        """Give the present, indexed files of each content inside the scope, smallest asset id first."""
        return places.load_assets(self._database, content_ids, roots, scope)

    def live_contents(self, scope: FolderScope | None = None) -> Int64Array:
        """Give the sorted ids of the contents that at least one present, indexed file of the scope holds."""
        return places.live_contents(self._database, scope)

    def places(self, content_ids: Iterable[int]) -> dict[int, tuple[Place, ...]]:
        """Give where the present, indexed files of each content lie, oldest file first."""
        found: dict[int, list[Place]] = {}
        for content_id, root_id, path in self._database.rows(
            "SELECT file.content_id, file.root_id, file.path FROM json_each(?) AS wanted"  # noqa: S608
            f" CROSS JOIN file INDEXED BY file_live ON file.content_id = wanted.value WHERE {places.LIVE} ORDER BY file.id",
            (_ids(content_ids),),
        ):
            found.setdefault(content_id, []).append(Place(root_id, path))
        return {content_id: tuple(where) for content_id, where in found.items()}

    def folders(self, root_id: int) -> list[FolderCounts]:
        """Count what lies in each folder of a root, by path."""
        return count_folders(self._database, root_id)


def _ids(ids: Iterable[int]) -> str:
    return json.dumps([int(one) for one in ids])


def _now() -> int:
    return time.time_ns() // 1_000_000
