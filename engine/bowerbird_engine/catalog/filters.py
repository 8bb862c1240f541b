"""Which contents meet a condition, and what a list of them is ordered by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import numpy as np

from bowerbird_engine.assets import Int64Array, Shape, Uint8Array
from bowerbird_engine.catalog.connection import Bindings, Database, Row
from bowerbird_engine.catalog.ids import sorted_ids
from bowerbird_engine.catalog.places import LIVE, printable, scope_condition
from bowerbird_engine.catalog.records import FolderScope, empty_keys
from bowerbird_engine.facts import SWATCHES

_SHAPES: Final[dict[Shape, str]] = {
    # A side that is up to a twentieth longer is what scanners, and crops by hand, make of a square.
    "wide": "100 * width > 105 * height",
    "tall": "100 * height > 105 * width",
    "square": "100 * width <= 105 * height AND 100 * height <= 105 * width",
}


class FilterTable:
    """Answer one condition at a time with the sorted ids of the contents that meet it.

    Contents without a present file may be among them, unless the condition is about files.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_shape(self, shape: Shape) -> Int64Array:
        """Give the contents of a shape; of a square no side is more than 5 % longer than the other."""
        return self._ids(f"SELECT id FROM content WHERE {_SHAPES[shape]}")  # noqa: S608  one of three above

    def at_least(self, width: int, height: int) -> Int64Array:
        """Give the contents that are at least so many pixels wide and high, the right way up."""
        return self._ids("SELECT id FROM content WHERE width >= ? AND height >= ?", (width, height))

    def of_media_types(self, media_types: Iterable[str]) -> Int64Array:
        """Give the contents of any of these media types, written in small letters."""
        wanted = json.dumps([printable(kind) for kind in media_types])
        return self._ids(
            "SELECT id FROM content WHERE media_type IN (SELECT value FROM json_each(?))", (wanted,)
        )

    def in_roots(self, root_ids: Iterable[int]) -> Int64Array:
        """Give the contents that an indexed file holds which was found at its place in any of these roots."""
        wanted = json.dumps([int(root_id) for root_id in root_ids])
        return self._ids(
            "SELECT DISTINCT content_id AS id FROM file INDEXED BY file_status"  # noqa: S608
            f" WHERE {LIVE} AND held_since IS NULL AND root_id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )

    def in_collection(self, collection_id: str) -> Int64Array:
        """Give the contents of the pictures of a collection that are there; none for a collection that is not."""
        return self._ids(
            "SELECT DISTINCT file.content_id AS id FROM collection"  # noqa: S608
            " CROSS JOIN collection_file ON collection_file.collection_id = collection.id"
            f" CROSS JOIN file ON file.id = collection_file.file_id WHERE collection.public_id = ? AND {LIVE}",
            (printable(collection_id),),
        )

    def taken_between(self, first: str | None, last: str | None) -> Int64Array:
        """Give the contents that were taken on these days or between them; ISO, and None for no bound."""
        # A time begins with its day, and `~` comes after all that may follow it.
        return self._ids(
            "SELECT content_id AS id FROM content_facts INDEXED BY facts_taken"
            " WHERE taken IS NOT NULL AND taken >= ? AND taken < ?",
            (first or "", f"{last or ''}~"),
        )

    def of_cameras(self, names: Iterable[str]) -> Int64Array:
        """Give the contents that any of these cameras took, by their whole names."""
        return self._ids(
            "SELECT content_id AS id FROM content_facts INDEXED BY facts_camera WHERE camera_id IN"
            " (SELECT camera.id FROM json_each(?) AS wanted CROSS JOIN camera ON camera.name = wanted.value)",
            (json.dumps(list(names)),),
        )

    def camera_names(self) -> list[str]:
        """Name the cameras that took any of the contents."""
        return [name for (name,) in self._database.rows("SELECT name FROM camera ORDER BY name")]

    def with_keyword(self, folded: str) -> Int64Array:
        """Give the contents that have a keyword, folded as they are stored."""
        return self._ids(
            "SELECT content_id AS id FROM keyword CROSS JOIN content_keyword ON keyword_id = keyword.id"
            " WHERE folded = ?",
            (folded,),
        )

    def of_colour(self, place: int) -> Int64Array:
        """Give the contents of which a colour, by its place in COLOURS, covers a telling part."""
        return self._ids(
            "SELECT content_id AS id FROM content_facts INDEXED BY facts_colours WHERE colours & ?",
            (1 << place,),
        )

    def swatches(self) -> tuple[Int64Array, Uint8Array]:
        """Give all contents whose colours are known, in no order, with these colours [N, 6, 4]: red, green, blue, share."""
        row = self._database.row(
            "SELECT group_concat(content_id), group_concat(hex(swatches), '') FROM content_facts WHERE seen > 0"
        )
        if row is None or row[0] is None:
            return empty_keys(), np.empty((0, SWATCHES, 4), np.uint8)
        colours = np.frombuffer(bytes.fromhex(row[1]), np.uint8).reshape(-1, SWATCHES, 4)
        return np.fromstring(row[0], dtype=np.int64, sep=","), colours

    def taken(self, keys: Int64Array) -> dict[int, str]:
        """Give when each content was taken, ISO; those of which nobody knows are left out."""
        return dict(
            self._database.rows(
                "SELECT content_id, taken FROM json_each(?) AS wanted"
                " CROSS JOIN content_facts ON content_id = wanted.value WHERE taken IS NOT NULL",
                (json.dumps(keys.tolist()),),
            )
        )

    def areas(self, keys: Int64Array) -> Int64Array:
        """Give the number of pixels of each content, in the order of the keys; 0 for an unknown one."""
        found: dict[int, int] = dict(
            self._database.rows(
                "SELECT content.id, width * height FROM json_each(?) AS wanted"
                " CROSS JOIN content ON content.id = wanted.value",
                (json.dumps(keys.tolist()),),
            )
        )
        return np.array([found.get(key, 0) for key in keys.tolist()], np.int64)

    def names(self, keys: Int64Array, online: Iterable[int], scope: FolderScope | None) -> dict[int, str]:
        """Give the name that each content is listed under: of its file in a root that is `online`, by asset id."""
        condition, bindings = scope_condition(scope)
        rows = self._database.rows(
            "SELECT file.content_id, file.root_id, file.asset_id, file.path FROM json_each(?) AS wanted"  # noqa: S608
            " CROSS JOIN file INDEXED BY file_live ON file.content_id = wanted.value"
            f" WHERE {LIVE} AND {condition}",
            # Ascending: neighbours lie on the same pages of the file.
            [json.dumps(np.sort(keys).tolist()), *bindings],
        )
        here = frozenset(online)
        first: dict[int, Row] = {}
        for row in rows:
            known = first.setdefault(row[0], row)
            # Nearly every content has one file.
            if known is not row and (row[1] not in here, *row[2:]) < (known[1] not in here, *known[2:]):
                first[row[0]] = row
        return {
            content_id: row[3].rpartition(b"/")[2].decode("utf-8", "replace")
            for content_id, row in first.items()
        }

    def _ids(self, sql: str, bindings: Bindings = ()) -> Int64Array:
        return sorted_ids(self._database, sql, bindings)
