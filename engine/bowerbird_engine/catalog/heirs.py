"""What a file that is gone leaves to a copy of it: its places in collections."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import LIVE


def hand_over(database: Database, file_ids: Iterable[int]) -> None:
    """Let the oldest copy that is found take the places in collections of files that just went missing.

    To another disk, file managers move a picture by a copy and a deletion, and a run of the index may see it in between.
    A collection that holds the copy already keeps both, should the file come back.
    """
    database.execute(
        "UPDATE OR IGNORE collection_file SET file_id = heir.id FROM"  # noqa: S608
        " (SELECT lost.id AS lost_id, min(file.id) AS id FROM json_each(?) AS gone"
        "  CROSS JOIN collection_file AS member ON member.file_id = gone.value"
        "  CROSS JOIN file AS lost ON lost.id = gone.value"
        "  CROSS JOIN file INDEXED BY file_live ON file.content_id = lost.content_id"
        f"  WHERE {LIVE} AND file.held_since IS NULL GROUP BY lost.id) AS heir"
        " WHERE collection_file.file_id = heir.lost_id",
        (json.dumps(list(file_ids)),),
    )
