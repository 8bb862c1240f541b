"""The contents that files hold: one row per hash, whatever number of files has these bytes."""

from __future__ import annotations

from bowerbird_engine.assets import ContentHash
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.records import ContentFacts

_REMEMBERED_REMOVALS = 100_000
"""Three numbers each: about 2 MB at most. A search process that missed more loads its vectors anew."""


def store_content(database: Database, facts: ContentFacts) -> int:
    """Find or make the row of a content and give its id. Its facts are those of the latest decoding."""
    described = (facts.width, facts.height, facts.media_type, facts.byte_size, facts.hash)
    known = database.row(
        "UPDATE content SET width = ?, height = ?, media_type = ?, byte_size = ? WHERE hash = ? RETURNING id",
        described,
    )
    if known is not None:
        content_id: int = known[0]
        return content_id
    database.execute(
        "INSERT INTO content (width, height, media_type, byte_size, hash) VALUES (?, ?, ?, ?, ?)", described
    )
    return database.last_id()


def drop_unused_contents(database: Database) -> tuple[ContentHash, ...]:
    """Delete the contents that no file holds, missing files included, with their vectors and texts; name them."""
    rows = database.rows(
        "DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.content_id = content.id)"
        " RETURNING hash"
    )
    dropped = tuple(ContentHash(row[0]) for row in rows)
    if dropped:
        _forget_old_removals(database)
    return dropped


def _forget_old_removals(database: Database) -> None:
    for (space_id,) in database.rows("SELECT id FROM space"):
        oldest = database.row(
            "SELECT generation FROM removed_vector WHERE space_id = ? ORDER BY generation DESC LIMIT 1 OFFSET ?",
            (space_id, _REMEMBERED_REMOVALS),
        )
        if oldest is not None:
            database.execute(
                "DELETE FROM removed_vector WHERE space_id = ? AND generation <= ?", (space_id, oldest[0])
            )
            database.execute("UPDATE space SET horizon = ? WHERE id = ?", (oldest[0], space_id))
