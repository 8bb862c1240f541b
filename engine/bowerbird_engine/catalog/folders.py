"""What lies in each folder of a root, so that a person sees which folders are worth keeping in the library."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import LIVE
from bowerbird_engine.catalog.records import FolderCounts

SMALL_SIDE = 256
"""Below this many pixels a picture is an icon or a preview rather than something to work with."""


@dataclass(slots=True)
class _Tally:
    pictures: int = 0
    duplicates: int = 0
    small: int = 0
    failed: int = 0
    byte_size: int = 0


def count_folders(database: Database, root_id: int) -> list[FolderCounts]:
    """Count what lies directly in each folder of a root, by path. What is held lies nowhere."""
    tallies: dict[bytes, _Tally] = {}
    twins = _in_several_places(database)
    for path, size, failed, small, content_id in database.stream(
        "SELECT file.path, file.size, failure_code IS NOT NULL, min(width, height) < ?, file.content_id"
        " FROM file LEFT JOIN content ON content.id = file.content_id"
        " WHERE file.missing_since IS NULL AND file.held_since IS NULL AND file.root_id = ?",
        (SMALL_SIDE, root_id),
    ):
        tally = tallies.setdefault(posixpath.dirname(path), _Tally())
        tally.byte_size += size
        tally.failed += failed
        if small is not None:
            tally.pictures += 1
            tally.small += small
            tally.duplicates += content_id in twins
    return [
        FolderCounts(path, tally.pictures, tally.duplicates, tally.small, tally.failed, tally.byte_size)
        for path, tally in sorted(tallies.items())
    ]


def _in_several_places(database: Database) -> frozenset[int]:
    """Give the contents that several files hold which were found at their places."""
    # The index alone tells of nearly all that they have one file; what is held it does not know.
    rows = database.rows(
        "SELECT content_id FROM file INDEXED BY file_live WHERE content_id IN"  # noqa: S608
        f" (SELECT content_id FROM file INDEXED BY file_live WHERE {LIVE} GROUP BY content_id HAVING count(*) > 1)"
        f" AND {LIVE} AND held_since IS NULL GROUP BY content_id HAVING count(*) > 1"
    )
    return frozenset(row[0] for row in rows)
