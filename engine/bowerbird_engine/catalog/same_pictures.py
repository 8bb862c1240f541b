"""Contents that show the same picture: which pairs were proved, the groups they make, and what the person says is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from bowerbird_engine.assets import ContentHash, Int64Array
from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.places import LIVE

VERSION: Final = 1
"""Of the comparison. With another one all pictures are compared again; what was proved stays."""

_NAME: Final = "lower(hex(substr(content.hash, 1, 8)))"
"""A group is named after what stands for it, so that it has the same name in a library that is indexed anew."""

_IS_LIVE: Final = f"EXISTS (SELECT 1 FROM file WHERE file.content_id = content.id AND {LIVE})"  # noqa: S608


class SizedContent(NamedTuple):
    """A content with its number of pixels."""

    content_id: int
    pixels: int


class ToldApart(NamedTuple):
    """Two contents that the person said are not the same; `position` grows with the time."""

    position: int
    first: ContentHash
    second: ContentHash


class SamePictureTable:
    """Keep what was compared and proved. Groups are made anew from pairs, and may be forgotten at any time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lacking(self, words_identity: str, limit: int, after: int = 0) -> list[int]:
        """List live contents, by id, that were looked at for details and not compared yet, those after `after`."""
        rows = self._database.rows(
            "SELECT id FROM content WHERE id > ?1"  # noqa: S608
            " AND NOT EXISTS (SELECT 1 FROM compared_content WHERE content_id = content.id AND version = ?2)"
            " AND EXISTS (SELECT 1 FROM visual_words WHERE content_id = content.id AND identity = ?3)"
            f" AND {_IS_LIVE} ORDER BY id LIMIT ?4",
            (after, VERSION, words_identity, limit),
        )
        return [row[0] for row in rows]

    def waiting(self) -> int:
        """Count the live contents that were not compared yet."""
        number: int = self._database.value(
            "SELECT count(*) FROM content WHERE NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM compared_content WHERE content_id = content.id AND version = ?) AND {_IS_LIVE}",
            (VERSION,),
        )
        return number

    def compared(self) -> list[int]:
        """Give the contents that were compared, by id."""
        rows = self._database.rows(
            "SELECT content_id FROM compared_content WHERE version = ? ORDER BY 1", (VERSION,)
        )
        return [row[0] for row in rows]

    def keep(self, content_ids: Sequence[int], pairs: Iterable[tuple[int, int]]) -> None:
        """Note that contents were compared, and the pairs of contents that were proved."""
        with self._database.transaction():
            self._database.execute_many(
                "INSERT OR REPLACE INTO compared_content (content_id, version) VALUES (?, ?)",
                [(content_id, VERSION) for content_id in content_ids],
            )
            self._database.execute_many(
                "INSERT OR IGNORE INTO same_picture (first_id, second_id) VALUES (?, ?)",
                [(min(pair), max(pair)) for pair in pairs],
            )

    def proved_with(self, content_id: int) -> list[int]:
        """Give the contents that were proved to be the same picture as one, by id."""
        rows = self._database.rows(
            "SELECT second_id FROM same_picture WHERE first_id = ?1"
            " UNION SELECT first_id FROM same_picture WHERE second_id = ?1 ORDER BY 1",
            (content_id,),
        )
        return [row[0] for row in rows]

    def proved(self) -> list[tuple[int, int]]:
        """Give all pairs that were proved."""
        return [
            (row[0], row[1]) for row in self._database.rows("SELECT first_id, second_id FROM same_picture")
        ]

    def sizes(self) -> list[SizedContent]:
        """Give the live contents that are in a pair, with their sizes."""
        rows = self._database.rows(
            "SELECT id, width * height FROM content WHERE id IN"  # noqa: S608
            f" (SELECT first_id FROM same_picture UNION SELECT second_id FROM same_picture) AND {_IS_LIVE}"
        )
        return [SizedContent(*row) for row in rows]

    # Groups

    def set_groups(self, representatives: Mapping[int, int]) -> bool:
        """Replace the groups: each content of one with what stands for it. Tell whether they were others before."""
        with self._database.transaction():
            if self.groups() == dict(representatives):
                return False
            self._database.execute("DELETE FROM picture_group")
            self._database.execute_many(
                "INSERT INTO picture_group (content_id, representative_id) VALUES (?, ?)",
                list(representatives.items()),
            )
        return True

    def groups(self) -> dict[int, int]:
        """Give each content that is in a group, with what stands for it."""
        rows = self._database.rows("SELECT content_id, representative_id FROM picture_group")
        return {row[0]: row[1] for row in rows}

    def names_of(self, keys: Int64Array) -> dict[int, str]:
        """Name the group of each of these contents that is in one."""
        rows = self._database.rows(
            f"SELECT content_id, {_NAME} FROM json_each(?) AS wanted"  # noqa: S608
            " CROSS JOIN picture_group ON content_id = wanted.value"
            " CROSS JOIN content ON content.id = representative_id",
            (json.dumps(keys.tolist()),),
        )
        return {row[0]: row[1] for row in rows}

    def page(self, limit: int, after: int) -> list[tuple[int, list[int]]]:
        """Give groups by what stands for them, those after `after`: its id, and all members."""
        rows = self._database.rows(
            "SELECT representative_id, json_group_array(content_id) FROM picture_group"
            " WHERE representative_id > ? GROUP BY representative_id ORDER BY representative_id LIMIT ?",
            (after, limit),
        )
        return [(row[0], sorted(json.loads(row[1]))) for row in rows]

    def in_several_files(self, limit: int, after: int) -> list[int]:
        """List the contents that several files hold which were found at their places, by id, those after `after`."""
        rows = self._database.rows(
            f"SELECT content_id FROM file WHERE {LIVE} AND held_since IS NULL AND content_id > ?"  # noqa: S608
            " GROUP BY content_id HAVING count(*) > 1 ORDER BY content_id LIMIT ?",
            (after, limit),
        )
        return [row[0] for row in rows]

    # What is not the same

    def tell_apart(self, first: ContentHash, second: ContentHash) -> None:
        """Note that two contents are not the same."""
        self._database.execute(
            "INSERT OR IGNORE INTO not_the_same (first, second) VALUES (?, ?)", sorted((first, second))
        )

    def take_back(self, first: ContentHash, second: ContentHash) -> bool:
        """Forget it; tell whether it had been said."""
        return bool(
            self._database.execute(
                "DELETE FROM not_the_same WHERE first = ? AND second = ?", sorted((first, second))
            )
        )

    def told_apart(self, limit: int, before: int | None) -> list[ToldApart]:
        """List the pairs of live contents that are not the same, the latest first, those before `before`."""
        rows = self._database.rows(
            "SELECT id, first, second FROM not_the_same WHERE (?1 IS NULL OR id < ?1)"  # noqa: S608
            f" AND EXISTS (SELECT 1 FROM content WHERE hash = first AND {_IS_LIVE})"
            f" AND EXISTS (SELECT 1 FROM content WHERE hash = second AND {_IS_LIVE})"
            " ORDER BY id DESC LIMIT ?2",
            (before, limit),
        )
        return [ToldApart(row[0], ContentHash(row[1]), ContentHash(row[2])) for row in rows]

    def apart(self) -> list[tuple[int, int]]:
        """Give the pairs of contents of the library that are not the same."""
        rows = self._database.rows(
            "SELECT one.id, other.id FROM not_the_same"
            " JOIN content AS one ON one.hash = not_the_same.first"
            " JOIN content AS other ON other.hash = not_the_same.second"
        )
        return [(row[0], row[1]) for row in rows]
