"""Cursors of the lists of kept things."""

from __future__ import annotations

import pytest

from bowerbird_engine.curation.page_marks import decode, encode
from bowerbird_engine.errors import CursorError


@pytest.mark.parametrize("position", [1, 77, 2**62])
def test_a_cursor_gives_its_position_back(position: int) -> None:
    """What was written is read, for the same list."""
    assert decode(encode(position, "collection a"), "collection a") == position


def test_a_cursor_belongs_to_its_list() -> None:
    """Another list refuses it."""
    with pytest.raises(CursorError):
        decode(encode(7, "collection a"), "collection b")


def test_any_change_is_noticed() -> None:
    """No character of a cursor can be exchanged, taken away or added."""
    cursor = encode(7, "copies")
    for at in range(len(cursor) - 1):  # the last one has bits that say nothing
        other = "B" if cursor[at] == "A" else "A"
        with pytest.raises(CursorError):
            decode(cursor[:at] + other + cursor[at + 1 :], "copies")
    for bad in ("", cursor[:-1], cursor + "A", "é", "A" * 1000, cursor + "\n", "=", "....", "\ud800"):
        with pytest.raises(CursorError):
            decode(bad, "copies")
