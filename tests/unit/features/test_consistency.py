from __future__ import annotations

import numpy as np
import pytest

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.features.consistency import Consistent, consistent
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.postings import postings, vote, worth_of
from bowerbird_engine.features.visual_words import VisualWords, asked, from_bytes, indexed, to_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from fakes.drawings import drawing

NUMBER = 8
KEPT = [
    from_bytes(to_bytes(indexed(extract(drawing(number)), shipped_vocabulary()))) for number in range(NUMBER)
]
PARTS = [postings(np.arange(NUMBER, dtype=np.int64), KEPT)]


def weighed(pixels: Uint8Array, number: int) -> Consistent:
    """Weigh the votes of a picture for one of the drawings."""
    words = asked(extract(np.ascontiguousarray(pixels)), shipped_vocabulary(), 400)
    return consistent(words, worth_of(PARTS, words), KEPT[number])


def edited(pixels: Uint8Array, edit: str) -> Uint8Array:
    """Cut, mirror, turn, shrink or paste a picture."""
    match edit:
        case "crop":
            return pixels[40:200, 30:190]
        case "mirror":
            return pixels[:, ::-1]
        case "quarter turn":
            return np.rot90(pixels)
        case "half":
            return pixels[::2, ::2]
        case _:
            page = np.full((376, 436, 3), 255, np.uint8)
            page[90:346, 60:316] = pixels
            return page


@pytest.mark.parametrize("edit", ["crop", "mirror", "quarter turn", "half", "page"])
def test_votes_of_a_copy_agree(edit: str) -> None:
    """However it was edited; those for other drawings do not agree, many as they may be."""
    pixels = edited(drawing(3), edit)
    copy = weighed(pixels, 3)
    assert copy.weight > 40
    assert copy.points >= 5
    assert max(weighed(pixels, other).weight for other in range(NUMBER) if other != 3) < copy.weight / 3


def test_votes_that_only_look_alike_do_not_agree() -> None:
    """Plain shapes give other plain shapes more votes than a copy needs; where they stand tells them apart."""
    stranger = drawing(500)
    words = asked(extract(stranger), shipped_vocabulary(), 400)
    votes = vote(PARTS, words)
    assert votes.weights.max() > 40
    assert max(weighed(stranger, number).weight for number in range(NUMBER)) < 20


def test_points_in_other_places_do_not_agree() -> None:
    """The very words of a picture, each put somewhere else, are no copy of it."""
    words = asked(extract(drawing(3)), shipped_vocabulary(), 400)
    worth = worth_of(PARTS, words)
    true = consistent(words, worth, KEPT[3])
    lot = np.random.default_rng(0)
    places = KEPT[3].places.copy()
    places[:, :2] = lot.permutation(places[:, :2])
    shuffled = from_bytes(
        to_bytes(type(words)(KEPT[3].words, KEPT[3].signatures, places, KEPT[3].owners, len(places)))
    )
    assert consistent(words, worth, shuffled).weight < true.weight / 4


def test_next_to_nothing_agrees_with_nothing() -> None:
    """Neither without points on one side nor with two pairs alone."""
    words = asked(extract(drawing(3)), shipped_vocabulary(), 400)
    worth = worth_of(PARTS, words)
    nothing = from_bytes(b"")
    assert consistent(words, worth, nothing) == Consistent(0.0, 0)
    assert consistent(asked(extract(drawing(3)), shipped_vocabulary(), 0), worth[:0], KEPT[3]).points == 0
    assert consistent(words, worth, from_bytes(to_bytes(KEPT[3])[: 14 * 2])).points == 0


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_mirrored_copy_is_known_by_as_many_details(number: int) -> None:
    """Place and direction of a point are mirrored with it, so that hardly fewer votes agree than for the picture itself."""
    itself, mirrored = weighed(drawing(number), number), weighed(drawing(number)[:, ::-1], number)
    assert mirrored.points > 0.6 * itself.points
    assert mirrored.weight > 0.4 * itself.weight


def test_a_copy_is_mirrored_or_not() -> None:
    """Votes of points as they are and of mirrored ones are no copy together, be they in the same places."""
    lot = np.random.default_rng(2)
    number = 8
    places = np.column_stack([lot.uniform(0, 1, (number, 2)), np.full((number, 2), 0.1)]).astype(np.float32)
    words, none = np.arange(number, dtype=np.uint16), np.zeros(number, np.uint64)
    owners, worth = np.arange(number, dtype=np.uint16), np.ones(number, np.float32)
    kept = VisualWords(words, none, places, owners, mirrored_from=number)
    found = [
        consistent(VisualWords(words, none, places, owners, mirrored_from=first), worth, kept).points
        for first in (number, 5, 0)
    ]
    assert found == [number, 5, number]
