"""The mark of the next page."""

from __future__ import annotations

import pytest

from bowerbird_engine.errors import CursorError
from bowerbird_engine.search.cursor import Position, decode, encode, fingerprint

QUERY = fingerprint("words", "a red mug")


def test_round_trip() -> None:
    """What is written is read again."""
    assert decode(encode(Position(40, 2**40), QUERY), QUERY) == Position(40, 2**40)


def test_belongs_to_its_query() -> None:
    """A cursor of another query is refused."""
    with pytest.raises(CursorError, match="another search"):
        decode(encode(Position(20, 7), QUERY), fingerprint("words", "a blue mug"))


@pytest.mark.parametrize(
    "cursor", ["", "x", "A" * 64, "A" * 10_000, "\u00e9\u00e9", "====", "\0", "AQAAABQ", "-_-_"]
)
def test_garbage(cursor: str) -> None:
    """Garbage is refused with a clear error."""
    with pytest.raises(CursorError, match="not one that a search gave"):
        decode(cursor, QUERY)


def test_every_altered_character_is_noticed() -> None:
    """A cursor in which one character was changed is refused."""
    cursor = encode(Position(20, 7), QUERY)
    for place in range(len(cursor)):
        altered = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        try:
            decode(altered, QUERY)
        except CursorError:
            continue
        # The last character of base64 holds unused bits: it may decode to the same bytes, and to nothing else.
        assert place == len(cursor) - 1


def test_fingerprints_differ() -> None:
    """The fingerprint tells parts apart that only join to the same text."""
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("\ud800") == fingerprint("\ud800")
