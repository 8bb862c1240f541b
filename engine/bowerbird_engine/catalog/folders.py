"""What lies in each folder of a root, so that a person sees which folders are worth keeping in the library."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from bowerbird_engine.catalog.connection import Database
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
    for path, size, failed, small, duplicate in database.stream(
        "SELECT file.path, file.size, failure_code IS NOT NULL, min(width, height) < ?,"
        " (SELECT count(*) > 1 FROM file AS twin INDEXED BY file_live WHERE twin.content_id = file.content_id"
        "  AND twin.missing_since IS NULL AND twin.held_since IS NULL AND twin.status = 'indexed')"
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
            tally.duplicates += duplicate
    return [
        FolderCounts(path, tally.pictures, tally.duplicates, tally.small, tally.failed, tally.byte_size)
        for path, tally in sorted(tallies.items())
    ]
