"""At what size a picture is looked at before it is read."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.ocr.glance import (
    BLOCK,
    CLEAR,
    LEAST_SIDE,
    LEGIBLE,
    MANY,
    MOST_SIDE,
    SMALLEST,
    Box,
    glance_side,
    glanced,
    missed,
    reduced,
    shows_letters,
)


def picture(height: int, width: int) -> Uint8Array:
    """Make a picture of noise."""
    return np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)


@settings(max_examples=30)
@given(st.integers(1, 2200), st.integers(1, 2200))
def test_a_look_is_always_much_cheaper_than_reading(height: int, width: int) -> None:
    """Small pictures are read at once; of others fewer than two thirds of the pixels are looked at."""
    longest = max(height, width)
    side = glance_side(np.zeros((height, width, 3), np.uint8))
    if longest <= SMALLEST:
        assert side is None
    else:
        assert side is not None
        assert LEAST_SIDE <= side <= MOST_SIDE
        assert (side / longest) ** 2 < 2 / 3


@settings(max_examples=30)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 60))
def test_reduced_pictures_are_never_smaller_than_asked(height: int, width: int, side: int) -> None:
    """Halved at most once, and only where the look is at half or less."""
    small = reduced(picture(height, width), side)
    assert small.dtype == np.uint8
    if max(height, width) < 2 * side or min(height, width) < 2:
        assert small.shape == (height, width, 3)
    else:
        assert small.shape == (height // 2, width // 2, 3)
        assert max(small.shape[:2]) >= side - 1


def test_thin_strokes_stay() -> None:
    """Each pixel counts for a quarter; taking every second one would lose a line one pixel wide."""
    lined = np.zeros((100, 100, 3), np.uint8)
    lined[:, 51] = 200
    assert reduced(lined, 40)[:, 25].tolist() == [[100, 100, 100]] * 50
    assert not lined[::2, ::2].any()


def test_the_way_is_named() -> None:
    """The reader comes first, so that what it reads counts for both."""
    assert glanced("reader:model").partition("~")[0] == "reader:model"
    assert glanced("a") != glanced("b")


def box(left: int, top: int, width: int, height: int) -> list[list[int]]:
    """Give the corners of a level line."""
    right, bottom = left + width, top + height
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def test_what_only_the_look_sees_clearly_is_added() -> None:
    """Neither what full size found too, whole or in parts, nor what is doubtful."""
    found = np.array([box(10, 10, 100, 20), box(10, 100, 40, 20)], np.int32)
    alone, twice, around, doubtful = (
        box(200, 10, 20, 90),
        box(12, 11, 96, 19),
        box(0, 90, 200, 40),
        box(300, 300, 50, 20),
    )
    seen = np.array([alone, twice, around, doubtful], np.int32)
    assert missed(seen, [0.9, 0.9, 0.9, CLEAR - 0.01], found).tolist() == [alone]
    assert missed(seen, [0.9, 0.9, 0.9, CLEAR], found[:0]).tolist() == seen.tolist()
    assert missed(seen[:0], [], found).shape == (0, 4, 2)


class Reader:
    """Read boxes by their left edge, and find so many lines in any piece."""

    def __init__(self, says: dict[int, tuple[str, float]] | None = None, lines: int = 1) -> None:
        self.says, self.lines = says or {}, lines
        self.asked: list[int] = []
        self.pieces: list[tuple[int, ...]] = []

    def read(self, box: Box) -> tuple[str, float]:
        """Read one box [4, 2]."""
        self.asked.append(int(box[0, 0]))
        return self.says.get(self.asked[-1], ("", 0.0))

    def count(self, piece: Uint8Array) -> int:
        """Count the lines in a piece [H, W, 3]."""
        self.pieces.append(piece.shape)
        return self.lines


def shown(reader: Reader, *boxes: list[list[int]], scores: list[float] | None = None) -> bool:
    """Ask whether boxes in a picture of 600 x 1,000 are letters."""
    seen = np.array(boxes, np.int32).reshape(-1, 4, 2)
    picture = np.zeros((600, 1000, 3), np.uint8)
    return shows_letters(picture, seen, scores or [0.5] * len(boxes), reader.read, reader.count)


def test_lines_are_letters_when_one_can_be_read() -> None:
    """One sure reading of two characters is enough; one character, marks and doubtful readings are none."""
    words = box(10, 10, 90, 20)
    assert shown(Reader({10: ("B2", LEGIBLE)}), words)
    for reading in (("B2", LEGIBLE - 0.01), ("B", 1.0), ("-- .", 1.0), ("", 0.0)):
        assert not shown(Reader({10: reading}), words)
    assert not shown(Reader())


def test_the_surest_line_is_asked_first() -> None:
    """What comes after the first that can be read costs nothing; many lines are not asked at all."""
    reader = Reader({200: ("BB-2047-K", 0.9)})
    boxes = [box(left, 10, 90, 20) for left in (100, 200, 300, 400)]
    assert shown(reader, *boxes, scores=[0.4, 0.6, 0.8, 0.3])
    assert reader.asked == [300, 200]
    nothing = Reader()
    assert shown(nothing, *[box(20 * place, 10, 18, 9) for place in range(MANY + 1)])
    assert not nothing.asked
    assert not shown(nothing, *[box(20 * place, 10, 18, 9) for place in range(MANY)])


def test_a_block_of_several_lines_is_letters() -> None:
    """The piece holds the block and a little more, within the picture; long, low and huge boxes are no blocks."""
    block = Reader(lines=2)
    assert shown(block, box(5, 500, 100, 98))
    assert block.pieces == [(600 - 490, 115, 3)]
    assert not shown(Reader(lines=1), box(5, 500, 100, 98))
    for size in ((100, 30), (60, 20), (BLOCK + 1, 300)):
        unasked = Reader(lines=2)
        assert not shown(unasked, box(50, 50, *size))
        assert not unasked.pieces
