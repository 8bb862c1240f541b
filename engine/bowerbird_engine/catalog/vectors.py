"""The vectors of the contents, space by space: the truth behind every index."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from bowerbird_engine.assets import ContentHash, Float32Array, Int64Array, Space
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.damage import damaged
from bowerbird_engine.catalog.ids import sorted_ids
from bowerbird_engine.catalog.records import Float16Array, VectorChanges, empty_keys
from bowerbird_engine.errors import EmbeddingError, UsageError

_STORED = np.dtype("<f2")
_PART = 4096
_UNIT_TOLERANCE = 1e-2
"""Wide enough for encoders that run in half precision, far below what would change a ranking's meaning."""


class VectorTable:
    """Keep one vector per content and space, as float16, and number every change of a space."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def space(self, space: Space) -> int:
        """Find or make the row of a space and give its id."""
        key = (space.pack_id, space.digest, space.dimension, space.role)
        find = "SELECT id FROM space WHERE pack_id = ? AND digest = ? AND dimension = ? AND role = ?"
        known = self._database.row(find, key)
        if known is None:
            with self._database.transaction():
                self._database.execute(
                    "INSERT OR IGNORE INTO space (pack_id, digest, dimension, role) VALUES (?, ?, ?, ?)", key
                )
                known = self._database.row(find, key)
        if known is None:
            raise UsageError(f"The space {space.pack_id} could not be made.")
        space_id: int = known[0]
        return space_id

    def find(self, space: Space) -> int | None:
        """Give the id of a space, None when nothing was ever stored in it; works on a read-only catalogue."""
        known = self._database.row(
            "SELECT id FROM space WHERE pack_id = ? AND digest = ? AND dimension = ? AND role = ?",
            (space.pack_id, space.digest, space.dimension, space.role),
        )
        return None if known is None else known[0]

    def put(self, space_id: int, content_ids: Int64Array, vectors: Float32Array) -> None:
        """Add unit vectors [N, dimension], replacing those of the same contents.

        Raises EmbeddingError, and stores none, when one is not finite, not of length 1 or of another dimension.
        """
        dimension = self._dimension(space_id)
        _check(content_ids, vectors, dimension)
        if not len(content_ids):
            return
        stored = np.ascontiguousarray(vectors, dtype=_STORED)
        with self._database.transaction():
            # At least the time in microseconds: a catalogue that is put back from a copy never gives a number again
            # that a cache made before knows with other vectors.
            generation: int = self._database.value(
                "UPDATE space SET generation = max(generation + 1, ?) WHERE id = ? RETURNING generation",
                (time.time_ns() // 1000, space_id),
            )
            self._database.execute_many(
                "INSERT INTO vector (space_id, content_id, generation, data) VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT DO UPDATE SET generation = excluded.generation, data = excluded.data",
                [
                    (space_id, int(content_id), generation, vector.tobytes())
                    for content_id, vector in zip(content_ids, stored, strict=True)
                ],
            )

    def lacking(self, space_id: int, limit: int, after: int = 0) -> list[int]:
        """List contents with a present, indexed file and no vector in this space, by id, those after `after`."""
        rows = self._database.rows(
            "SELECT id FROM content WHERE id > ?2"
            " AND NOT EXISTS (SELECT 1 FROM vector WHERE space_id = ?1 AND content_id = content.id)"
            " AND EXISTS (SELECT 1 FROM file INDEXED BY file_live WHERE content_id = content.id"
            "  AND missing_since IS NULL AND status = 'indexed') ORDER BY id LIMIT ?3",
            (space_id, after, limit),
        )
        return [row[0] for row in rows]

    def held(self, space_id: int, hashes: Iterable[ContentHash]) -> set[ContentHash]:
        """Tell which of these contents have a vector in this space."""
        rows = self._database.rows(
            "SELECT content.hash FROM json_each(?) AS wanted"
            " JOIN content ON content.hash = unhex(wanted.value)"
            " JOIN vector ON vector.content_id = content.id AND vector.space_id = ?",
            (json.dumps([content.hex() for content in hashes]), space_id),
        )
        return {ContentHash(row[0]) for row in rows}

    def load(self, space_id: int) -> tuple[Int64Array, Float16Array]:
        """Give all content ids of a space, sorted, and their vectors, float16 [N, dimension]."""
        with self._database.snapshot():
            number, dimension = self.count(space_id), self._dimension(space_id)
            return _collect(
                self._database.stream(
                    "SELECT content_id, data FROM vector WHERE space_id = ? ORDER BY content_id", (space_id,)
                ),
                number,
                dimension,
                self._database.path,
            )

    def since(self, space_id: int, generation: int) -> VectorChanges:
        """Give what changed after a generation; everything, when that generation is not remembered."""
        with self._database.snapshot():
            current, horizon, dimension = self._space_row(space_id)
            if _is_forgotten(generation, horizon, current):
                keys, vectors = self.load(space_id)
                return VectorChanges(current, keys, vectors, empty_keys(), full=True)
            rows = self._database.rows(
                "SELECT content_id, data FROM vector WHERE space_id = ? AND generation > ? ORDER BY content_id",
                (space_id, generation),
            )
            gone = self._removed_since(space_id, generation)
        keys, vectors = _collect(iter(rows), len(rows), dimension, self._database.path)
        return VectorChanges(current, keys, vectors, gone, full=False)

    def ids_since(self, space_id: int, generation: int) -> tuple[Int64Array, Int64Array] | None:
        """Give the sorted ids of the contents whose vectors came or changed after a generation, and of those that lost theirs.

        None when that generation is not remembered.
        """
        with self._database.snapshot():
            current, horizon, _ = self._space_row(space_id)
            if _is_forgotten(generation, horizon, current):
                return None
            came = sorted_ids(
                self._database,
                "SELECT content_id AS id FROM vector INDEXED BY vector_generation WHERE space_id = ? AND generation > ?",
                (space_id, generation),
            )
            return came, self._removed_since(space_id, generation)

    def generation(self, space_id: int) -> int:
        """Give the number of the latest change of a space, 0 for one that never held a vector."""
        generation: int = self._space_row(space_id)[0]
        return generation

    def get(self, space_id: int, content_id: int) -> Float32Array | None:
        """Give one vector, None when there is none."""
        row = self._database.row(
            "SELECT data FROM vector WHERE space_id = ? AND content_id = ?", (space_id, int(content_id))
        )
        return None if row is None else np.frombuffer(row[0], dtype=_STORED).astype(np.float32)

    def content_ids(self, space_id: int) -> Int64Array:
        """Give the sorted ids of the contents that have a vector in a space, without reading the vectors."""
        # This index alone answers; the table itself would be read with all its vectors.
        return sorted_ids(
            self._database,
            "SELECT content_id AS id FROM vector INDEXED BY vector_generation WHERE space_id = ?",
            (space_id,),
        )

    def count(self, space_id: int) -> int:
        """Count the vectors of a space."""
        number: int = self._database.value("SELECT count(*) FROM vector WHERE space_id = ?", (space_id,))
        return number

    def _removed_since(self, space_id: int, generation: int) -> Int64Array:
        return sorted_ids(
            self._database,
            "SELECT content_id AS id FROM removed_vector AS gone WHERE space_id = ? AND generation > ?"
            " AND NOT EXISTS (SELECT 1 FROM vector WHERE space_id = gone.space_id"
            "  AND content_id = gone.content_id)",
            (space_id, generation),
        )

    def _dimension(self, space_id: int) -> int:
        dimension: int = self._space_row(space_id)[2]
        return dimension

    def _space_row(self, space_id: int) -> Row:
        row = self._database.row("SELECT generation, horizon, dimension FROM space WHERE id = ?", (space_id,))
        if row is None:
            raise UsageError(f"The catalogue holds no vector space {space_id}.")
        return row


def _is_forgotten(generation: int, horizon: int, current: int) -> bool:
    return not horizon <= generation <= current or generation == 0


def _check(content_ids: Int64Array, vectors: Float32Array, dimension: int) -> None:
    if vectors.shape != (len(content_ids), dimension):
        raise EmbeddingError(
            f"Vectors of the shape {vectors.shape} are not ({len(content_ids)}, {dimension})."
        )
    lengths = np.linalg.norm(vectors.astype(np.float32, copy=False), axis=1)
    # A value that is not finite makes the length so, and every comparison with it false.
    if not bool(np.all(np.abs(lengths - 1.0) <= _UNIT_TOLERANCE)):
        raise EmbeddingError("A vector is not finite or not of length 1.")


def _collect(rows: Iterator[Row], number: int, dimension: int, path: Path) -> tuple[Int64Array, Float16Array]:
    # Into place part by part: a large library fits into memory once, not three times.
    keys, vectors = np.empty(number, dtype=np.int64), np.empty((number, dimension), dtype=np.float16)
    at = 0
    while part := list(itertools.islice(rows, _PART)):
        data = b"".join([row[1] for row in part])
        if len(data) != len(part) * dimension * _STORED.itemsize or at + len(part) > number:
            raise damaged(path, "the stored vectors are damaged")
        keys[at : at + len(part)] = [row[0] for row in part]
        vectors[at : at + len(part)] = np.frombuffer(data, dtype=_STORED).reshape(len(part), dimension)
        at += len(part)
    if at != number:
        raise damaged(path, "stored vectors are missing")
    return keys, vectors
