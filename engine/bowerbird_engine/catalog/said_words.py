"""Which pictures hold the largest share of some words in their folders, in their captions or in their keywords.

A keyword or a folder holds many pictures at once, all of which hold the same share. So each is taken wholly or not at all:
some of them would be no better than the others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.folder_names import readable_folder
from bowerbird_engine.catalog.places import LIVE
from bowerbird_engine.catalog.records import WordShare, empty_keys
from bowerbird_engine.catalog.word_shares import plain_forms
from bowerbird_engine.catalog.words import Terms, quoted, words_of

SaidSource = Literal["folder", "caption", "keyword"]

MOST: Final = 1000
"""Pictures of one source. What holds more of them (a year, a trip) is for narrowing a search, and says little of each."""

_MOST_HOLDERS: Final = 200
"""Keywords or folders that a word may stand in and still tell something."""

_ABSENT: Final = 0.5
"""As for letters and names: a word that stands nowhere takes away half as much as one that others have."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A keyword or a folder, what it is called, and the sorted contents that it holds."""

    text: str
    contents: Int64Array


def said_shares(
    database: Database, source: SaidSource, terms: Sequence[str], at_least: float, within: Int64Array
) -> list[WordShare]:
    """Find the contents of `within` that hold at least this share of the terms in one source, best first."""
    wanted = [term for term in dict.fromkeys(terms) if words_of(term)]
    if not wanted or not len(within):
        return []
    if source == "caption":
        return _captions(database, wanted, at_least, within)
    rows = [_matches(database, f"{source}_words", term, _MOST_HOLDERS) for term in wanted]
    ids = sorted({one for found in rows if found is not None for one in found.tolist()})
    if not ids:
        return []
    held = _keywords(database, ids) if source == "keyword" else _folders(database, ids)
    by_term = [None if found is None else _contents(held, found.tolist()) for found in rows]
    keys, shares = _shares(by_term, at_least, within)
    texts = _texts(held, rows, keys)
    return [
        WordShare(key, source, share, texts.get(key, ""))
        for key, share in zip(keys.tolist(), shares.tolist(), strict=True)
    ]


def _captions(
    database: Database, terms: Sequence[str], at_least: float, within: Int64Array
) -> list[WordShare]:
    keys, shares = _shares(
        [_matches(database, "caption_words", term, MOST) for term in terms], at_least, within
    )
    if not len(keys):
        return []
    said: dict[int, tuple[str | None, str | None]] = {
        row[0]: (row[1], row[2])
        for row in database.rows(
            "SELECT content_id, title, caption FROM json_each(?) AS wanted"
            " CROSS JOIN content_facts ON content_id = wanted.value",
            (json.dumps(keys.tolist()),),
        )
    }
    forms = Terms([form for term in terms for form in plain_forms(term)])
    return [
        WordShare(
            key,
            "caption",
            share,
            max((text for text in said.get(key, ()) if text), key=lambda text: sum(forms.found_in(text))),
        )
        for key, share in zip(keys.tolist(), shares.tolist(), strict=True)
        if any(said.get(key, ()))
    ]


def _matches(database: Database, table: str, term: str, most: int) -> Int64Array | None:
    """Give the sorted rows that hold a term; None when there are too many for it to tell anything."""
    text: str | None = database.value(
        f"SELECT group_concat(rowid) FROM (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?)",  # noqa: S608
        (" OR ".join(quoted(form) for form in plain_forms(term)), most + 1),
    )
    found = _numbers(text)
    return None if len(found) > most else found


def _keywords(database: Database, ids: Sequence[int]) -> dict[int, _Holder]:
    rows = database.rows(
        "SELECT keyword.id, keyword.text, (SELECT group_concat(content_id) FROM"  # noqa: S608
        f" (SELECT content_id FROM content_keyword WHERE keyword_id = keyword.id LIMIT {MOST + 1}))"
        " FROM json_each(?) AS wanted CROSS JOIN keyword ON keyword.id = wanted.value",
        (json.dumps(ids),),
    )
    return _holders(rows)


def _folders(database: Database, ids: Sequence[int]) -> dict[int, _Holder]:
    # Every path below a folder lies between `folder/` and `folder0`. What lies deeper has folders of its own, which hold the same words.
    rows = database.rows(
        "SELECT folder.id, folder.path, (SELECT group_concat(content_id) FROM"  # noqa: S608
        " (SELECT content_id FROM file WHERE file.root_id = folder.root_id"
        "  AND file.path >= CAST(folder.path || x'2f' AS BLOB) AND file.path < CAST(folder.path || x'30' AS BLOB)"
        f" AND {LIVE} LIMIT {MOST + 1}))"
        " FROM json_each(?) AS wanted CROSS JOIN folder ON folder.id = wanted.value"
        " ORDER BY length(folder.path) DESC, folder.id",
        (json.dumps(ids),),
    )
    return _holders((folder_id, readable_folder(path), contents) for folder_id, path, contents in rows)


def _holders(rows: Iterable[Row]) -> dict[int, _Holder]:
    held = {row[0]: _Holder(row[1], _numbers(row[2])) for row in rows}
    return {one: holder for one, holder in held.items() if len(holder.contents) <= MOST}


def _contents(held: Mapping[int, _Holder], ids: Iterable[int]) -> Int64Array | None:
    parts = [held[one].contents for one in ids if one in held]
    found = np.unique(np.concatenate(parts)) if parts else empty_keys()
    return found if len(found) <= MOST else None


def _shares(
    by_term: Sequence[Int64Array | None], at_least: float, within: Int64Array
) -> tuple[Int64Array, npt.NDArray[np.float64]]:
    """Weigh the terms by how rare they are, and give the contents with enough of them, best first, at most MOST."""
    telling = [found for found in by_term if found is not None]
    total = len(within)
    weights = [math.log(1.0 + total / len(found)) for found in telling if len(found)]
    if not weights:
        return empty_keys(), np.empty(0)
    absent = sum(not len(found) for found in telling)
    whole = sum(weights) + absent * _ABSENT * math.log(1.0 + total)
    keys, places = np.unique(np.concatenate(telling), return_inverse=True)
    sizes = np.array([len(found) for found in telling if len(found)], np.int64)
    each: npt.NDArray[np.float64] = np.repeat(np.array(weights, np.float64), sizes)
    shares = np.bincount(places, weights=each, minlength=len(keys)) / whole
    at = np.minimum(np.searchsorted(within, keys), total - 1)
    kept = (within[at] == keys) & (shares >= at_least)
    keys, shares = keys[kept], shares[kept]
    order = np.lexsort((keys, -shares))
    keys, shares = keys[order], shares[order]
    if len(keys) > MOST:
        # Of equals that do not all fit none is taken.
        fits = shares > shares[MOST]
        keys, shares = keys[fits], shares[fits]
    return keys, shares


def _texts(
    held: Mapping[int, _Holder], rows: Sequence[Int64Array | None], keys: Int64Array
) -> dict[int, str]:
    """Name for each content the keyword or the folder that holds most of the terms, folders that lie deeper first."""
    terms = {one: sum(found is not None and one in found for found in rows) for one in held}
    texts: dict[int, str] = {}
    wanted = set(keys.tolist())
    for one in sorted(held, key=lambda one: -terms[one]):
        for key in held[one].contents.tolist():
            if key in wanted:
                texts.setdefault(key, held[one].text)
    return texts


def _numbers(text: str | None) -> Int64Array:
    return empty_keys() if text is None else np.unique(np.fromstring(text, dtype=np.int64, sep=","))
