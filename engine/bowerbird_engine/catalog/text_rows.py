"""From rows of the full-text indexes to the pictures behind them, part by part, so that a search ends early.

`within` are sorted content ids, all of them live: the search looks nowhere else. Without it, it looks at all that
present, indexed files hold.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bowerbird_engine.assets import Int64Array, TextRegion
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.catalog.places import LIVE

BOX = struct.Struct("<8d")
"""How the four corners of a line are kept."""

_PART = 256

NAMES = (
    "SELECT file.id, file.content_id, file.path, file.name_code FROM json_each(?) AS wanted"  # noqa: S608
    f" CROSS JOIN file ON file.id = wanted.value WHERE {LIVE}"
)
"""File, content, path and folded name of present, indexed files."""

_HELD = f"EXISTS (SELECT 1 FROM file INDEXED BY file_live WHERE file.content_id = {{0}} AND {LIVE})"  # noqa: S608


def regions_sql(within: Int64Array | None) -> str:
    """Write the query for lines of letters: region, content, text, folded text and position."""
    return (
        "SELECT region.id, region.content_id, region.text, region.code, region.position"  # noqa: S608
        " FROM json_each(?) AS wanted CROSS JOIN region ON region.id = wanted.value"
        f" WHERE {_held('region.content_id', within)}"
    )


def fetch(database: Database, sql: str, rowids: Iterable[int], within: Int64Array | None) -> Iterator[Row]:
    """Fetch rows by id and keep those inside, in the order of the ids."""
    remaining = iter(rowids)
    while part := list(itertools.islice(remaining, _PART)):
        rows = {row[0]: row for row in database.rows(sql, (json.dumps(part),))}
        found = [rows[rowid] for rowid in part if rowid in rows]
        yield from _inside(found, within)


def lines_of(database: Database, content_ids: Sequence[int]) -> dict[int, list[str]]:
    """Give the lines of letters of each content in reading order; contents without any are left out."""
    lines: dict[int, list[str]] = {}
    for content_id, text in database.rows(
        "SELECT content_id, text FROM json_each(?) AS wanted CROSS JOIN region ON content_id = wanted.value"
        " ORDER BY content_id, position",
        (json.dumps(content_ids),),
    ):
        lines.setdefault(content_id, []).append(text)
    return lines


def regions_of(database: Database, content_ids: Sequence[int]) -> dict[int, list[TextRegion]]:
    """Give the lines of letters of each content with their boxes, in reading order; those without any are left out."""
    regions: dict[int, list[TextRegion]] = {}
    for content_id, text, score, box in database.rows(
        "SELECT content_id, text, score, box FROM json_each(?) AS wanted"
        " CROSS JOIN region ON content_id = wanted.value ORDER BY content_id, position",
        (json.dumps(list(content_ids)),),
    ):
        regions.setdefault(content_id, []).append(TextRegion(text, score, BOX.unpack(box)))
    return regions


def _held(content: str, within: Int64Array | None) -> str:
    # What is inside is live: the caller took it from the live contents.
    return "TRUE" if within is not None else _HELD.format(content)


def _inside(rows: list[Row], within: Int64Array | None) -> Iterable[Row]:
    if within is None:
        return rows
    ids = np.fromiter((row[1] for row in rows), dtype=np.int64, count=len(rows))
    return itertools.compress(rows, members(ids, within))
