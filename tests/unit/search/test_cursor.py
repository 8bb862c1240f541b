"""The mark of the next page."""

from __future__ import annotations

import pytest

from bowerbird_engine.assets import Space
from bowerbird_engine.errors import CursorError
from bowerbird_engine.search.cursor import Position, decode, encode, fingerprint, order_mark

QUERY = fingerprint("words", "a red mug")


def test_round_trip() -> None:
    """What is written is read again."""
    assert decode(encode(Position(40, 2**40), QUERY), QUERY) == Position(40, 2**40)


def test_belongs_to_its_query() -> None:
    """A cursor of another query is refused."""
    with pytest.raises(CursorError, match="another search"):
        decode(encode(Position(20, 7), QUERY), fingerprint("words", "a blue mug"))


def test_belongs_to_its_model() -> None:
    """A cursor of the same query in another model's order is refused, and one without a model is apart from both."""
    orders = [order_mark(Space("a", "1" * 64, 8)), order_mark(Space("b", "1" * 64, 8)), order_mark(None)]
    for order in orders:
        cursor = encode(Position(20, 7), QUERY, order)
        assert decode(cursor, QUERY, order) == Position(20, 7)
        for other in orders:
            if other != order:
                with pytest.raises(CursorError, match="model that searches has changed"):
                    decode(cursor, QUERY, other)


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
