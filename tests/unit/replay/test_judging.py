"""When a list of the self-test is a reason to look, and when not."""

from __future__ import annotations

import pytest

from bowerbird_engine.replay.circumstances import Difference
from bowerbird_engine.replay.judging import FoundNow, ProbeResult, judge, summary
from bowerbird_engine.replay.lists import Listed

OLD = range(1, 21)
"""The pictures of the list that was kept, by their numbers in the library."""
NEWEST = 100
LIBRARY = Difference("library", "the library holds other pictures: 21, then 20")
MODEL = Difference("model", "another model answers")


def judged(
    *now: int, gone: set[int] | None = None, expected: int | None = None, changes: tuple[Difference, ...] = ()
) -> ProbeResult:
    """Judge a list of these pictures; those above `NEWEST` came in since."""
    return judge(
        "probe",
        [Listed(f"{number}", 99.0 - number) for number in OLD],
        [FoundNow(Listed(f"{number}", 90.0 - place), number) for place, number in enumerate(now)],
        present={f"{number}" for number in OLD if number not in (gone or set())},
        newest=NEWEST,
        expected=None if expected is None else f"{expected}",
        changes=changes,
    )


def test_an_unchanged_list_is_the_same() -> None:
    """Whatever else changed."""
    for changes in ((), (LIBRARY,), (MODEL,)):
        assert judged(*OLD, expected=1, changes=changes).verdict == "same"


def test_pictures_that_came_and_went_are_to_be_expected() -> None:
    """However many of them there are."""
    came = judged(*range(101, 120), *OLD, expected=1, changes=(LIBRARY,))
    assert (came.verdict, came.added, came.overlap) == ("expected", 10, 1.0)
    assert (came.place_before, came.place_now) == (1, 20)
    gone = {1, 2, 3, 4, 5, 6, 7}
    went = judged(*(each for each in OLD if each not in gone), gone=gone, expected=1, changes=(LIBRARY,))
    assert (went.verdict, went.removed) == ("expected", 7)
    assert "the expected picture is not found, and was at place 1" in went.says


def test_a_library_that_changed_may_shift_a_joined_list_a_little() -> None:
    """Two of the first ten may be others then, three not."""
    two, three = (8, 7, 6, 5, 4, 3, 2, 1, 40, 41), (7, 6, 5, 4, 3, 2, 1, 40, 41, 42)
    assert judged(*two, changes=(LIBRARY,)).verdict == "expected"
    assert judged(*three, changes=(LIBRARY,)).verdict == "look"


@pytest.mark.parametrize("changes", [(), (MODEL,), (MODEL, LIBRARY)])
def test_other_pictures_without_a_reason_are_one_to_look(changes: tuple[Difference, ...]) -> None:
    """One other picture among the first ten does, under the same circumstances as with another model."""
    assert judged(*range(1, 10), 40, *range(10, 20), changes=changes).verdict == "look"


def test_another_order_is_a_reason_with_another_model_alone() -> None:
    """In a library of ten pictures all are always among the first ten."""
    turned = range(20, 0, -1)
    back = (*range(10, 0, -1), *range(11, 21))
    assert judged(*back, changes=(MODEL,)).verdict == "look"
    assert judged(*back).verdict == "expected"
    assert judged(*turned).verdict == "look"
    assert judged(2, 1, *range(3, 21), changes=(MODEL,)).verdict == "expected"


def test_an_expected_picture_that_falls_out_is_a_reason() -> None:
    """Even where as many others may change."""
    found = judged(1, *range(3, 11), 40, *range(11, 21), 2, expected=2, changes=(LIBRARY,))
    assert (found.verdict, found.overlap) == ("look", 0.9)
    assert "the expected picture is at place 21, and was at place 2" in found.says
    # The control: the same list where another one was expected.
    other = judged(1, *range(3, 11), 40, *range(11, 21), 2, expected=1, changes=(LIBRARY,))
    assert other.verdict == "expected"


def test_a_list_of_nothing_stays_one() -> None:
    """No hits then and now are the same; all of them gone is a reason."""
    nothing = judge("probe", [], [], present=set(), newest=0, expected=None, changes=())
    assert (nothing.verdict, nothing.overlap) == ("same", 1.0)
    assert judged().verdict == "look"


def test_what_is_said_of_all() -> None:
    """Plain sentences: what, and why."""
    same, came = judged(*OLD), judged(101, *OLD, changes=(LIBRARY,))
    odd = judged(*range(30, 50), changes=(MODEL,))
    assert summary([same, same], ()) == "all 2 lists begin as they were kept"
    assert summary([same, came], (LIBRARY,)).startswith(
        "1 of 2 lists changed, as is to be expected: the library"
    )
    assert summary([same, odd], (MODEL,)) == "1 of 2 lists changed: another model answers"
    assert summary([odd], ()) == "1 of 1 lists changed, and nothing that would explain it did"
    assert "more than the pictures that came and went explain" in summary([odd], (LIBRARY,))
