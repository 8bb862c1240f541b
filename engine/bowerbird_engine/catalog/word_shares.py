"""Which pictures hold the largest share of some words in their letters or names.

A description has words that stand in a tenth of all names. To rank everything that holds one of them by bm25 costs
more than the whole rest of a search; here each word only gives its row ids, the shares are counted in memory, and
texts are fetched for the few best.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.catalog.connection import Database, Value
from bowerbird_engine.catalog.delta import readable_name
from bowerbird_engine.catalog.membership import members
from bowerbird_engine.catalog.places import LIVE
from bowerbird_engine.catalog.records import WordShare
from bowerbird_engine.catalog.text_rows import lines_of
from bowerbird_engine.catalog.words import Terms, quoted, words_of

_COMMON = 2000
"""A word in more rows than this tells too little to be looked up, unless nothing else was asked."""

_ABSENT = 0.5
"""A word that stands nowhere is missing everywhere: it takes away half as much as one that others have."""

_CHUNK = 128
"""Rows fetched at once: a little more than the limit, since nearly all of them are present and inside."""
_SHORTEST_PLURAL = 3


@dataclass(frozen=True, slots=True)
class _Rows:
    """Row ids, best first, with the share that each holds."""

    ids: Int64Array
    shares: npt.NDArray[np.float64]

    def part(self, chosen: npt.NDArray[np.bool_] | slice) -> _Rows:
        """Take some of the rows."""
        return _Rows(self.ids[chosen], self.shares[chosen])


def word_shares(
    database: Database, terms: Sequence[str], at_least: float, limit: int, within: Int64Array
) -> list[WordShare]:
    """Find the contents of `within` that hold at least this share of the terms, `limit` per source, best first."""
    wanted = [term for term in dict.fromkeys(terms) if words_of(term)]
    if not wanted or not len(within):
        return []
    in_letters = _best_rows(database, "letters_words", wanted, at_least, len(within))
    in_names = _best_rows(database, "name_words", wanted, at_least, len(within))
    return [
        *_letters(database, wanted, in_letters.part(members(in_letters.ids, within)).part(slice(limit))),
        *_names(database, in_names, limit, within),
    ]


def _letters(database: Database, terms: Sequence[str], rows: _Rows) -> list[WordShare]:
    if not len(rows.ids):
        return []
    lines = lines_of(database, rows.ids.tolist())
    forms = Terms([form for term in terms for form in plain_forms(term)])
    return [
        WordShare(content_id, "letters", share, max(lines.get(content_id, [""]), key=_counted_by(forms)))
        for content_id, share in zip(rows.ids.tolist(), rows.shares.tolist(), strict=True)
    ]


def _names(database: Database, rows: _Rows, limit: int, within: Int64Array) -> list[WordShare]:
    found: dict[int, WordShare] = {}
    for start in range(0, len(rows.ids), _CHUNK):
        chunk = rows.part(slice(start, start + _CHUNK))
        files: dict[int, tuple[int, bytes]] = {
            row[0]: (row[1], row[2])
            for row in database.rows(
                "SELECT file.id, file.content_id, file.path FROM json_each(?) AS wanted"  # noqa: S608
                f" CROSS JOIN file ON file.id = wanted.value WHERE {LIVE}",
                (json.dumps(chunk.ids.tolist()),),
            )
        }
        contents = np.array([content_id for content_id, _ in files.values()], np.int64)
        inside = set(contents[members(contents, within)].tolist())
        for file_id, share in zip(chunk.ids.tolist(), chunk.shares.tolist(), strict=True):
            content_id, path = files.get(file_id, (0, b""))
            if content_id in inside and content_id not in found:
                found[content_id] = WordShare(content_id, "name", share, readable_name(path))
                if len(found) >= limit:
                    return list(found.values())
    return list(found.values())


def _best_rows(database: Database, table: str, terms: Sequence[str], at_least: float, total: int) -> _Rows:
    """Give the rows that hold at least this share of what the terms tell; rarer ones tell more."""
    holders = _holders(database, table, terms)
    telling = [rows for rows in holders if len(rows) < _COMMON] or holders
    if not any(len(rows) for rows in telling):
        return _Rows(np.empty(0, np.int64), np.empty(0, np.float64))
    weights = [math.log(1.0 + total / len(rows)) for rows in telling if len(rows)]
    absent = sum(not len(rows) for rows in telling)
    whole = sum(weights) + absent * _ABSENT * math.log(1.0 + total)
    rows, places = np.unique(np.concatenate(telling), return_inverse=True)
    each: Float32Array = np.repeat(
        np.array(weights, np.float32), [len(rows) for rows in telling if len(rows)]
    )
    shares = np.bincount(places, weights=each, minlength=len(rows)) / whole
    enough = shares >= at_least
    rows, shares = rows[enough], shares[enough]
    order = np.lexsort((rows, -shares))
    return _Rows(rows[order], shares[order])


def _holders(database: Database, table: str, terms: Sequence[str]) -> list[Int64Array]:
    """Give the row ids of each term, in one statement and as texts: a row per id costs more than finding it."""
    one = f"SELECT ?, group_concat(rowid) FROM (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?)"  # noqa: S608  one of two names above
    bindings: list[Value] = []
    for place, term in enumerate(terms):
        bindings += [place, " OR ".join(quoted(form) for form in plain_forms(term)), _COMMON]
    rowids: dict[int, str | None] = dict(database.rows(" UNION ALL ".join([one] * len(terms)), bindings))
    return [np.fromstring(rowids[place] or "", dtype=np.int64, sep=",") for place in range(len(terms))]


def plain_forms(term: str) -> tuple[str, ...]:
    """Give a word and its plain English plural or singular; other languages lose nothing by it."""
    if not (term.isascii() and term.isalpha()):
        return (term,)
    return (term, term[:-1]) if term.endswith("s") and len(term) > _SHORTEST_PLURAL else (term, f"{term}s")


def _counted_by(forms: Terms) -> Callable[[str], int]:
    return lambda line: sum(forms.found_in(line))
