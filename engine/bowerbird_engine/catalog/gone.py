"""Files that are gone: those that are held until the person says so, and those that left and can be brought back."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from bowerbird_engine.catalog.connection import Database, Value
from bowerbird_engine.catalog.heirs import hand_over
from bowerbird_engine.catalog.places import scope_condition, time_of
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.gone import DROPPED_KEPT, DroppedPictures, HeldPictures

_HELD: Final = "file.held_since IS NOT NULL AND file.missing_since IS NULL"
_DROPPED: Final = "file.missing_since IS NOT NULL AND file.status = 'indexed'"


_NEVER: Final = 2**62
"""A time in milliseconds that nothing has happened after."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days of local time, both included; None for no bound."""

    first: date | None = None
    last: date | None = None

    def bounds(self) -> tuple[int, int]:
        """Give the milliseconds since 1970 between which they lie, the second one excluded."""
        first = 0 if self.first is None else _midnight(self.first)
        if self.last is None or self.last.year == MAXYEAR:
            return first, _NEVER
        return first, _midnight(self.last + timedelta(days=1))


class GoneTable:
    """Tell what is gone, let go what is held, and bring back what was let go. Times are milliseconds since 1970."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lost_since(self, since: int) -> dict[int, int]:
        """Count by root the pictures that scans found gone since a time, but for those that the person let go."""
        return dict(
            self._database.rows(
                "SELECT root_id, count(*) FROM"
                " (SELECT root_id FROM file INDEXED BY file_held"
                "  WHERE held_since IS NOT NULL AND held_since >= ?1 AND missing_since IS NULL"
                "  UNION ALL SELECT root_id FROM file INDEXED BY file_missing"
                "  WHERE missing_since >= ?1 AND held_since IS NULL AND status = 'indexed')"
                " GROUP BY root_id",
                (since,),
            )
        )

    def held_count(self, root_ids: Iterable[int] | None = None) -> int:
        """Count the files that are held, of all or of these roots."""
        number: int = self._database.value(
            "SELECT count(*) FROM file INDEXED BY file_held"  # noqa: S608
            f" WHERE {_HELD} AND (?1 IS NULL OR root_id IN (SELECT value FROM json_each(?1)))",
            (None if root_ids is None else json.dumps(list(root_ids)),),
        )
        return number

    def held(self) -> list[HeldPictures]:
        """List what is held, by folder in the order in which these were added."""
        rows = self._database.rows(
            "SELECT root.id, root.last_path, min(path), max(path), count(*), min(held_since), max(held_since),"  # noqa: S608
            " (SELECT count(*) FROM file AS known INDEXED BY file_status"
            "  WHERE known.root_id = root.id AND known.status = 'indexed' AND known.missing_since IS NULL)"
            f" FROM file INDEXED BY file_held JOIN root ON root.id = file.root_id WHERE {_HELD}"
            " GROUP BY root.id ORDER BY root.id"
        )
        found: list[HeldPictures] = []
        for root_id, root_path, first, last, pictures, since, latest, known in rows:
            folder = Path(os.fsdecode(root_path))
            within = folder / os.fsdecode(_common_folder(first, last))
            found.append(
                HeldPictures(root_id, folder, within, pictures, known, time_of(since), time_of(latest))
            )
        return found

    def dropped(self) -> list[DroppedPictures]:
        """List what left the library, by day and folder, the latest first. Of a removed folder only that is told."""
        days: dict[tuple[date, int], _Tally] = {}
        for root_id, root_path, removed, path, dropped in self._database.stream(
            "SELECT root.id, root.last_path, root.removed_since IS NOT NULL, path, missing_since"  # noqa: S608
            f" FROM file INDEXED BY file_missing JOIN root ON root.id = file.root_id WHERE {_DROPPED}"
            " AND (root.removed_since IS NULL OR root.removed_since = missing_since)"
        ):
            day = time_of(dropped).astimezone().date()
            tally = days.setdefault((day, root_id), _Tally(root_path, bool(removed), path, path))
            tally.pictures += 1
            tally.first, tally.last = min(tally.first, path), max(tally.last, path)
        found: list[DroppedPictures] = []
        for (day, root_id), tally in sorted(days.items(), key=_latest_first):
            folder = Path(os.fsdecode(tally.root_path))
            within = folder / os.fsdecode(_common_folder(tally.first, tally.last))
            found.append(
                DroppedPictures(
                    root_id, folder, within, tally.pictures, day, day + DROPPED_KEPT, tally.removed
                )
            )
        return found

    def drop(
        self, folders: Sequence[tuple[int, bytes]] | None, now: int, held_by: datetime | None = None
    ) -> int:
        """Let go what is held, in all folders or below these, all or what was held by some time; count the pictures."""
        condition, bindings = _below(folders)
        with self._database.transaction():
            gone = [
                file_id
                for (file_id,) in self._database.rows(
                    f"UPDATE file SET missing_since = ? WHERE {_HELD} AND held_since <= ? AND {condition} RETURNING id",  # noqa: S608
                    [now, _NEVER if held_by is None else round(held_by.timestamp() * 1000), *bindings],
                )
            ]
            hand_over(self._database, gone)
        return len(gone)

    def bring_back(self, folders: Sequence[tuple[int, bytes]] | None, days: Days = Days()) -> int:
        """Hold what was dropped, in all folders or below these, on some days or whenever; count the pictures.

        A folder that was removed stays away, with what went with it.
        """
        condition, bindings = _below(folders)
        return self._database.execute(
            "UPDATE file SET held_since = coalesce(held_since, missing_since), missing_since = NULL"  # noqa: S608
            f" WHERE {_DROPPED} AND file.missing_since >= ? AND file.missing_since < ?"
            " AND file.root_id IN (SELECT id FROM root WHERE removed_since IS NULL)"
            f" AND {condition}",
            [*days.bounds(), *bindings],
        )


@dataclass(slots=True)
class _Tally:
    root_path: bytes
    removed: bool
    first: bytes
    last: bytes
    pictures: int = 0


def _latest_first(entry: tuple[tuple[date, int], _Tally]) -> tuple[int, int]:
    (day, root_id), _ = entry
    return -day.toordinal(), root_id


def _below(folders: Sequence[tuple[int, bytes]] | None) -> tuple[str, list[Value]]:
    if folders is not None and not folders:
        return "FALSE", []
    return scope_condition(None if folders is None else FolderScope(inside=tuple(folders)))


def _common_folder(first: bytes, last: bytes) -> bytes:
    """Give the deepest folder that holds two files, and so all that lie between them by name."""
    return posixpath.commonpath([posixpath.dirname(first), posixpath.dirname(last)])


def _midnight(day: date) -> int:
    # Local times of the first and the last year may lie in a year that there is not, and some Pythons look there.
    if day.year in {MINYEAR, MAXYEAR}:
        return 0 if day.year == MINYEAR else _NEVER
    return round(datetime.combine(day, time.min).astimezone().timestamp() * 1000)
