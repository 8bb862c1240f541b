"""Where a hit matched: which boxes are drawn, where they lie on the picture as it is shown, and the same in words."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_client import Hit, Reason
from bowerbird_panel import words
from bowerbird_panel.whereabouts import MOST, Corners, boxes_of, points_of, where_it_matched, whereabouts
from fakes.panel_hub import hit

READS = (Reason("letters", "reads \u201cBB-2047-K\u201d"),)
LOOKS = (Reason("picture", "looks alike"),)


def box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
    """Give the four corners of an upright box, as the hub sends them."""
    return left, top, right, top, right, bottom, left, bottom


def corners(left: float, top: float, right: float, bottom: float) -> Corners:
    """Give the same as points."""
    return (left, top), (right, top), (right, bottom), (left, bottom)


def found(
    *boxes: tuple[float, ...], reasons: tuple[Reason, ...] = READS, labels: tuple[str, ...] | None = None
) -> Hit:
    """Make a hit with boxes."""
    return replace(hit("m"), boxes=boxes, reasons=reasons, labels=labels)


WHOLE = box(0, 0, 1, 1)
CORNER = box(0.7, 0.1, 0.95, 0.3)


@pytest.fixture(autouse=True)
def _english_afterwards() -> Generator[None]:
    yield
    words.install(words.DOMAIN, words.LOCALE, ["en"])


def test_a_box_that_says_something_is_drawn() -> None:
    """One inside the picture; where nothing is known, and around the whole picture, there is nothing to draw."""
    assert boxes_of(found(CORNER)) == (corners(0.7, 0.1, 0.95, 0.3),)
    assert boxes_of(found(WHOLE, CORNER)) == boxes_of(found(CORNER))

    for nothing in (found(), replace(found(), boxes=None), found(WHOLE), found(box(0.01, 0, 1, 0.99))):
        assert boxes_of(nothing) == ()
        assert not where_it_matched(nothing)
    # Control: a little less than the whole is a part.
    assert len(boxes_of(found(box(0.04, 0, 1, 1)))) == 1


@pytest.mark.parametrize(
    "odd",
    [
        (),
        CORNER[:7],
        (*CORNER, 0.5),
        (math.nan, *CORNER[1:]),
        (math.inf, *CORNER[1:]),
        (0.0,) * 8,
        box(0.2, 0.5, 0.9, 0.5),
    ],
)
def test_what_is_no_box_is_left_out(odd: tuple[float, ...]) -> None:
    """Too few numbers or too many, none at all, and what has no inside; the others are drawn."""
    assert boxes_of(found(odd, CORNER)) == boxes_of(found(CORNER))
    assert where_it_matched(found(odd, CORNER)) == where_it_matched(found(CORNER))


def test_more_boxes_than_say_something_are_counted_and_not_drawn() -> None:
    """The first ones are drawn, and the sentence knows of all."""
    many = [box(0.1, at / 100, 0.2, at / 100 + 0.005) for at in range(MOST + 7)]

    assert boxes_of(found(*many)) == boxes_of(found(*many[:MOST]))
    assert len(boxes_of(found(*many))) == MOST
    assert f"in {MOST + 7} places" in where_it_matched(found(*many))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((0.7, 0.1, 0.95, 0.3), "5\u202f% of the picture, at the top on the right"),
        ((0.1, 0.1, 0.2, 0.2), "1\u202f% of the picture, at the top on the left"),
        ((0.1, 0.1, 0.9, 0.2), "8\u202f% of the picture, at the top"),
        ((0.0, 0.4, 0.2, 0.6), "4\u202f% of the picture, on the left"),
        ((0.4, 0.4, 0.6, 0.6), "4\u202f% of the picture, in the middle"),
        ((0.8, 0.2, 1.0, 0.8), "12\u202f% of the picture, on the right"),
        ((0.0, 0.8, 0.3, 1.0), "6\u202f% of the picture, at the bottom on the left"),
        ((0.2, 0.8, 0.8, 1.0), "12\u202f% of the picture, at the bottom"),
        ((0.9, 0.9, 1.0, 1.0), "1\u202f% of the picture, at the bottom on the right"),
        ((0.9, 0.9, 0.93, 0.92), "less than 1\u202f% of the picture, at the bottom on the right"),
    ],
)
def test_a_place_is_said(where: tuple[float, float, float, float], said: str) -> None:
    """How much of the picture it is, and in which of nine fields its middle lies."""
    assert whereabouts(corners(*where)) == said


def test_a_slanted_box_covers_what_is_inside_it() -> None:
    """Not what a rectangle around it would: a square that stands on its corner has half of that."""
    diamond: Corners = (0.5, 0.3), (0.7, 0.5), (0.5, 0.7), (0.3, 0.5)

    assert whereabouts(diamond) == "8\u202f% of the picture, in the middle"
    assert whereabouts(corners(0.3, 0.3, 0.7, 0.7)) == "16\u202f% of the picture, in the middle"


def test_the_sentence_tells_letters_from_pixels() -> None:
    """Letters stand somewhere, one line or several; what was proved of the pixels is a part of the picture."""
    top, low = box(0.7, 0.1, 0.95, 0.3), box(0.1, 0.8, 0.3, 0.9)
    part = "5\u202f% of the picture, at the top on the right"

    assert where_it_matched(found(top)) == f"The letters that match stand in {part}."
    assert where_it_matched(found(top, low)) == (
        f"The letters that match stand in 2 places, the first in {part}."
    )
    assert where_it_matched(found(top, reasons=LOOKS)) == f"What matches is {part}."
    assert where_it_matched(found(top, labels=("crop_of",))) == f"What matches is {part}."
    # The first box is that of the proof: where it goes round all of it, the letters are left.
    assert where_it_matched(found(WHOLE, top, labels=("same_picture",))) == (
        f"The letters that match stand in {part}."
    )


def test_it_is_said_in_german() -> None:
    """Each place and each sentence; none is left in English."""
    grid = [(column / 3 + 0.1, line / 3 + 0.1) for line in range(3) for column in range(3)]
    places = [corners(left, top, left + 0.1, top + 0.1) for left, top in grid]
    english = [whereabouts(each) for each in places]
    words.install(words.DOMAIN, words.LOCALE, ["de"])
    german = [whereabouts(each) for each in places]

    assert german[2] == "1\u202f% des Bildes, oben rechts"
    assert german[4] == "1\u202f% des Bildes, in der Mitte"
    assert len(set(german)) == len(set(english)) == len(grid)
    assert not set(german) & set(english)
    assert where_it_matched(found(CORNER)) == (
        "Die passenden Buchstaben stehen hier: 5\u202f% des Bildes, oben rechts."
    )


ANY_NUMBERS = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=10).map(tuple)
EXACT = st.integers(0, 64).map(lambda number: number / 64)
"""What floats hold to the last digit, so that nothing is rounded in another direction on the other side."""


@given(st.lists(ANY_NUMBERS, max_size=3), st.floats(1, 4096), st.floats(1, 4096))
def test_nothing_is_drawn_beside_the_picture(
    boxes: list[tuple[float, ...]], width: float, height: float
) -> None:
    """Whatever numbers come, and however large it is shown."""
    for each in boxes_of(found(*boxes)):
        for x, y in points_of(each, width, height):
            assert 0 <= x <= width
            assert 0 <= y <= height


@given(st.tuples(*[EXACT] * 8))
def test_a_mirrored_box_lies_on_the_other_side(numbers: tuple[float, ...]) -> None:
    """Left becomes right and all else stays: the share, and whether it is above or below."""
    one, two, three, four = zip(numbers[::2], numbers[1::2], strict=True)
    lying: Corners = one, two, three, four
    across: Corners = (
        (1 - one[0], one[1]),
        (1 - two[0], two[1]),
        (1 - three[0], three[1]),
        (1 - four[0], four[1]),
    )
    swapped = {"left": "right", "right": "left"}

    said = [swapped.get(word, word) for word in whereabouts(lying).split(" ")]
    assert said == whereabouts(across).split(" ")


def test_a_box_lies_on_the_picture_in_any_size() -> None:
    """Fractions of the width and of the height, each by itself; drawn on half the size it lies half as far."""
    (lying,) = boxes_of(found(CORNER))

    shown = [value for point in points_of(lying, 200, 100) for value in point]
    half = [value for point in points_of(lying, 100, 50) for value in point]
    assert shown == pytest.approx([140, 10, 190, 10, 190, 30, 140, 30])
    assert half == pytest.approx([70, 5, 95, 5, 95, 15, 70, 15])
