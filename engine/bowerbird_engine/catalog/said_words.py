"""Which pictures hold the largest share of some words in their folders, in their captions or in their keywords.

A keyword or a folder holds many pictures at once, all of which hold the same share. So each is taken wholly or not at all:
some of them would be no better than the others.
"""

from __future__ import annotations

import json
import math
import posixpath
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Int64Array
from bowerbird_engine.catalog.connection import Database, Row
from bowerbird_engine.catalog.folder_names import readable_folder
from bowerbird_engine.catalog.membership import members
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
class _Held:
    """The contents that hold a term, each with the id or the path of what says so."""

    rows: Sequence[Row]

    @property
    def contents(self) -> Int64Array:
        return np.unique(np.array([content_id for content_id, _ in self.rows], np.int64))


def said_shares(
    database: Database, source: SaidSource, terms: Sequence[str], at_least: float, within: Int64Array
) -> list[WordShare]:
    """Find the contents of `within` that hold at least this share of the terms in one source, best first."""
    wanted = [term for term in dict.fromkeys(terms) if words_of(term)]
    if not wanted or not len(within):
        return []
    if source == "caption":
        return _captions(database, wanted, at_least, within)
    look_up = _in_keywords if source == "keyword" else _in_folders
    held = [look_up(database, term) for term in wanted]
    keys, shares = _shares([None if one is None else one.contents for one in held], at_least, within)
    if not len(keys):
        return []
    texts = _keyword_texts(database, held) if source == "keyword" else _folder_texts(held, set(keys.tolist()))
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


def _in_keywords(database: Database, term: str) -> _Held | None:
    ids = _matches(database, "keyword_words", term, _MOST_HOLDERS)
    if ids is None:
        return None
    rows = database.rows(
        "SELECT content_id, keyword_id FROM json_each(?) AS wanted"
        " CROSS JOIN content_keyword ON keyword_id = wanted.value LIMIT ?",
        (json.dumps(ids.tolist()), MOST + 1),
    )
    return None if len(rows) > MOST else _Held(rows)


def _in_folders(database: Database, term: str) -> _Held | None:
    ids = _matches(database, "folder_words", term, _MOST_HOLDERS)
    if ids is None:
        return None
    known = database.rows(
        "SELECT folder.root_id, folder.path, folder.id FROM json_each(?) AS wanted CROSS JOIN folder ON folder.id = wanted.value",
        (json.dumps(ids.tolist()),),
    )
    rows = database.rows(
        # Every path below a folder lies between `folder/` and `folder0`, and those of deeper folders too.
        "SELECT content_id, file.path FROM json_each(?) AS wanted"  # noqa: S608
        " CROSS JOIN folder ON folder.id = wanted.value CROSS JOIN file INDEXED BY file_place"
        " ON file.root_id = folder.root_id AND file.path >= CAST(folder.path || x'2f' AS BLOB)"
        f" AND file.path < CAST(folder.path || x'30' AS BLOB) WHERE {LIVE} LIMIT ?",
        (json.dumps(_topmost(known)), MOST + 1),
    )
    return None if len(rows) > MOST else _Held(rows)


def _topmost(folders: Sequence[Row]) -> list[int]:
    """Leave out the folders that lie below another one of them."""
    found: list[int] = []
    above: tuple[int, bytes] | None = None
    # With the slash a folder comes right before all that lies in it.
    for root_id, path, folder_id in sorted((root_id, path + b"/", one) for root_id, path, one in folders):
        if above is None or root_id != above[0] or not path.startswith(above[1]):
            above = (root_id, path)
            found.append(folder_id)
    return found


def _keyword_texts(database: Database, held: Sequence[_Held | None]) -> dict[int, str]:
    """Name for each content the keyword of it that holds most of the terms."""
    terms = Counter(
        keyword_id for one in held if one is not None for keyword_id in {keyword for _, keyword in one.rows}
    )
    texts: dict[int, str] = dict(
        database.rows(
            "SELECT keyword.id, keyword.text FROM json_each(?) AS wanted"
            " CROSS JOIN keyword ON keyword.id = wanted.value",
            (json.dumps(list(terms)),),
        )
    )
    best: dict[int, int] = {}
    for one in held:
        for content_id, keyword_id in () if one is None else one.rows:
            if content_id not in best or terms[keyword_id] > terms[best[content_id]]:
                best[content_id] = keyword_id
    return {content_id: texts.get(keyword_id, "") for content_id, keyword_id in best.items()}


def _folder_texts(held: Sequence[_Held | None], wanted: AbstractSet[int]) -> dict[int, str]:
    last = {
        content_id: path
        for one in held
        if one is not None
        for content_id, path in one.rows
        if content_id in wanted
    }
    return {content_id: readable_folder(posixpath.dirname(path)) for content_id, path in last.items()}


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
    kept = members(keys, within) & (shares >= at_least)
    keys, shares = keys[kept], shares[kept]
    order = np.lexsort((keys, -shares))
    keys, shares = keys[order], shares[order]
    if len(keys) > MOST:
        # Of equals that do not all fit none is taken.
        fits = shares > shares[MOST]
        keys, shares = keys[fits], shares[fits]
    return keys, shares


def _numbers(text: str | None) -> Int64Array:
    return empty_keys() if text is None else np.unique(np.fromstring(text, dtype=np.int64, sep=","))
