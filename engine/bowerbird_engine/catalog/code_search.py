"""How folded codes are found among the letters of pictures and the names of files."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.delta import readable_name
from bowerbird_engine.catalog.places import printable
from bowerbird_engine.catalog.records import CodeMatch
from bowerbird_engine.catalog.text_rows import NAMES, fetch, regions_sql
from bowerbird_engine.catalog.words import quoted, trigrams

_TRIGRAM = 3
_CONSIDERED = 1000
"""Rows that hold a code are ordered by length. Of a code that is in more of them, any would do."""

_COMMON = 4000
"""Three characters that are in more lines than this (`IMG` in names) tell nothing about any of them."""

_SHORTEST_PIECE = 2
"""A line of one character stands in too many pictures."""

_Index = Literal["letters_codes", "name_codes"]


def match_code(database: Database, folded: str, limit: int, within: Int64Array | None) -> list[CodeMatch]:
    """Find lines of letters, then names, that hold a folded code, `limit` of each, shortest first."""
    if not folded:
        return []
    considered = max(limit, _CONSIDERED)
    lines = fetch(database, regions_sql(within), _holding(database, "letters_codes", folded), within)
    names = fetch(database, NAMES, _holding(database, "name_codes", folded), within)
    return _matches(
        sorted(itertools.islice(lines, considered), key=_by_length)[:limit],
        sorted(itertools.islice(names, considered), key=_by_length)[:limit],
    )


def similar_codes(database: Database, folded: str, limit: int, within: Int64Array | None) -> list[CodeMatch]:
    """Find lines of letters, then names, that share runs of three characters with a folded code."""
    runs = trigrams(folded)
    if not runs:
        return []
    lines = fetch(database, regions_sql(within), _sharing(database, "letters_codes", runs), within)
    names = fetch(database, NAMES, _sharing(database, "name_codes", runs), within)
    return _matches(itertools.islice(lines, limit), itertools.islice(names, limit))


def beginnings_and_ends(
    database: Database, folded: str, limit: int, within: Int64Array | None
) -> list[CodeMatch]:
    """Find lines of letters that are the beginning or the end of a folded code, `limit` at most, the longest first."""
    places = range(_SHORTEST_PIECE, len(folded) - _SHORTEST_PIECE + 1)
    pieces = sorted({part for place in places for part in (folded[:place], folded[place:])})
    if not pieces:
        return []
    rows = database.stream(
        "SELECT id FROM region INDEXED BY region_code WHERE code IN (SELECT value FROM json_each(?))"
        " ORDER BY length(code) DESC, id LIMIT ?",
        (json.dumps([printable(piece) for piece in pieces]), _COMMON),
    )
    lines = fetch(database, regions_sql(within), (rowid for (rowid,) in rows), within)
    return _matches(itertools.islice(lines, limit), ())


def _holding(database: Database, index: _Index, folded: str) -> Iterator[int]:
    """Give the rows that hold a code, those that hold nothing else first."""
    table, column = ("region", "code") if index == "letters_codes" else ("file", "name_code")
    code = printable(folded)
    whole = set[int]()
    for (rowid,) in database.stream(f"SELECT id FROM {table} WHERE {column} = ? ORDER BY id", (code,)):  # noqa: S608
        whole.add(rowid)
        yield rowid
    if len(code) == 1:
        # It is in nearly every line: only a line that is nothing else is meant.
        return
    if len(code) < _TRIGRAM:
        # Too short for the index.
        sql = f"SELECT id FROM {table} WHERE instr({column}, ?) > 0"  # noqa: S608
        rows = database.stream(sql, (code,))
    else:
        sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ?"  # noqa: S608
        rows = database.stream(sql, (quoted(code),))
    yield from (rowid for (rowid,) in rows if rowid not in whole)


def _sharing(database: Database, index: _Index, runs: Sequence[str]) -> Iterator[int]:
    """Give the rows that hold any of the runs, those with more and rarer ones first."""
    parts, weights = list[Int64Array](), list[float]()
    for run in runs:
        rows = database.rows(
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT ?",  # noqa: S608
            (run, _COMMON + 1),
        )
        if 0 < len(rows) <= _COMMON:
            parts.append(np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows)))
            weights.append(1 + math.log(_COMMON / len(rows)))
    if not parts:
        # All are common, or none is there: who holds all of them may still be meant.
        for (rowid,) in database.stream(
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid",  # noqa: S608
            (" AND ".join(runs),),
        ):
            yield rowid
        return
    shared = np.repeat(weights, [len(part) for part in parts])
    rowids, places = np.unique(np.concatenate(parts), return_inverse=True)
    order = np.argsort(-np.bincount(places, weights=shared), kind="stable")
    yield from rowids[order].tolist()


def _by_length(row: Row) -> tuple[int, int]:
    return len(row[3]), row[0]


def _matches(lines: Iterable[Row], names: Iterable[Row]) -> list[CodeMatch]:
    found = [CodeMatch(content_id, "letters", text, folded, at) for _, content_id, text, folded, at in lines]
    found += [
        CodeMatch(content_id, "name", readable_name(path), folded) for _, content_id, path, folded in names
    ]
    return found
