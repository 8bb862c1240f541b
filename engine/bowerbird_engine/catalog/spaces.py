"""What two vector spaces hold against each other, and what becomes of a space that is not wanted any more."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from bowerbird_engine.assets import Int64Array, Space
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import printable


class SpaceTable:
    """Compare the spaces of several models over the same contents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, answering_id: int, chosen_id: int) -> int:
        """Count the contents that would be lost to a search if the chosen space answered now.

        These have a present, indexed file and a vector in the answering space, but neither a vector in the chosen one
        nor a note that its model refuses them.
        """
        number: int = self._database.value(
            "SELECT count(*) FROM vector AS held INDEXED BY vector_generation WHERE held.space_id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM vector WHERE space_id = ?2 AND content_id = held.content_id)"
            " AND NOT EXISTS (SELECT 1 FROM refused_content WHERE space_id = ?2 AND content_id = held.content_id)"
            " AND EXISTS (SELECT 1 FROM file INDEXED BY file_live WHERE content_id = held.content_id"
            "  AND missing_since IS NULL AND status = 'indexed')",
            (answering_id, chosen_id),
        )
        return number

    def refuse(self, space_id: int, refused: Mapping[int, tuple[str, str]]) -> None:
        """Note contents that a model was shown in vain, each with a stable code and a plain sentence.

        What is noted already is left as it is, and then nothing is written. A vector that comes later ends the note.
        """
        if not refused:
            return
        known = set(self.refused(space_id).tolist())
        fresh = {content_id: why for content_id, why in refused.items() if content_id not in known}
        if not fresh:
            return
        with self._database.transaction():
            self._database.execute_many(
                "INSERT INTO refused_content (space_id, content_id, code, reason) VALUES (?, ?, ?, ?)",
                [
                    (space_id, int(content_id), code, printable(reason))
                    for content_id, (code, reason) in fresh.items()
                ],
            )
            # Whoever counts what waits for a vector looks again.
            self._database.execute(
                "UPDATE space SET generation = max(generation + 1, ?) WHERE id = ?",
                (time.time_ns() // 1000, space_id),
            )

    def refused(self, space_id: int) -> Int64Array:
        """Give the sorted ids of the contents that the model of a space refuses."""
        rows = self._database.rows(
            "SELECT content_id FROM refused_content WHERE space_id = ? ORDER BY content_id", (space_id,)
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))

    def of_pack(self, pack_id: str) -> list[Space]:
        """List every space that was ever made for a pack, also those of its earlier versions."""
        rows = self._database.rows(
            "SELECT pack_id, digest, dimension, role FROM space WHERE pack_id = ? ORDER BY id",
            (printable(pack_id),),
        )
        return [Space(*row) for row in rows]

    def forget(self, pack_id: str) -> int:
        """Forget every space of a pack, and count the vectors that go with them."""
        with self._database.transaction():
            vectors: int = self._database.value(
                "SELECT count(*) FROM vector WHERE space_id IN (SELECT id FROM space WHERE pack_id = ?)",
                (printable(pack_id),),
            )
            self._database.execute("DELETE FROM space WHERE pack_id = ?", (printable(pack_id),))
        return vectors
