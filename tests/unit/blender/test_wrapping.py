"""Long texts in lines that fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowerbird.model.wrapping import drawn, shortened, wrapped


def wide(text: str) -> float:
    """Measure as if all letters were as wide."""
    return float(len(text))


def test_lines_break_between_words() -> None:
    """A text goes over as few lines as it needs; what its writer put into lines of their own stays apart."""
    assert wrapped("one two three", 9, wide) == ("one two", "three")
    assert wrapped("one\ntwo", 9, wide) == ("one", "two")
    assert wrapped("one two", 7, wide) == ("one two",)


def test_a_word_that_is_too_long_is_broken() -> None:
    """A path, or a script without spaces, goes over several lines, and what follows goes on behind it."""
    assert wrapped("a abcdefgh ij", 4, wide) == ("a", "abcd", "efgh", "ij")
    assert wrapped("abcdef gh", 5, wide) == ("abcde", "f gh")


def test_no_more_lines_than_there_is_room_for() -> None:
    """The last line says that something is left out."""
    assert wrapped("one two three four five", 9, wide, most=2) == ("one two", "three fo…")
    assert wrapped("one two", 9, wide, most=2) == ("one two",)


@given(st.text(), st.integers(1, 40))
def test_every_text_fits_and_nothing_is_lost(text: str, room: int) -> None:
    """No line is wider than the room, and all letters are there in their order."""
    lines = wrapped(text, room, wide)

    assert all(len(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(), st.integers(1, 40))
def test_a_shortened_text_fits(text: str, room: int) -> None:
    """What fits stays as it is; of all else the beginning is left, with a mark."""
    short = shortened(text, room, wide)

    assert len(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_marks_that_blender_would_draw_are_taken_out() -> None:
    """Names keep their direction to themselves by marks that Blender shows as boxes; half characters go too."""
    assert drawn("Inserted \u2068mug.jpg\u2069.") == "Inserted mug.jpg."
    assert drawn("a\0b\ud800") == "a\ufffdb?"
