"""One thing at a time: what comes late goes nowhere."""

from __future__ import annotations

from bowerbird_panel.slot import Slot
from fakes.gimp_edge import FakeGimp


def test_only_the_newest_calls_back_and_only_once() -> None:
    """An earlier callback, and a second call of the same one, are dropped."""
    slot, told = Slot(), list[str]()
    first = slot.take(told.append)
    second = slot.take(told.append)
    first("first")
    assert slot.taken
    second("second")
    second("again")

    assert told == ["second"]
    assert not slot.taken


def test_giving_up_cancels_and_silences() -> None:
    """What is given up is told so, and calls back in vain."""
    slot, told = Slot(), list[str]()
    done = slot.take(told.append)
    slot.hold(lambda: told.append("cancelled"))
    slot.free()
    done("late")
    slot.free()

    assert told == ["cancelled"]


def test_taking_gives_up_what_ran() -> None:
    """The earlier one is cancelled; the newer one is not cancelled with the earlier one's way."""
    slot, told = Slot(), list[str]()
    slot.take(told.append)
    slot.hold(lambda: told.append("first cancelled"))
    slot.take(told.append)
    slot.free()

    assert told == ["first cancelled"]


def test_what_is_watched_is_heard_until_the_end() -> None:
    """Many calls pass while it runs, and none afterwards."""
    slot, told = Slot(), list[int]()
    ended: list[None] = []
    done = slot.take(ended.append)
    watching = slot.watch(told.append)
    watching(1)
    watching(2)
    done(None)
    watching(3)

    assert told == [1, 2]


def test_a_callback_may_take_the_slot_again() -> None:
    """What was taken inside a callback runs on."""
    slot, told = Slot(), list[str]()
    slot.take(lambda _value: slot.take(told.append)("inner"))("outer")

    assert told == ["inner"]


def test_a_later_call_comes_once_and_can_be_given_up() -> None:
    """A timer that is set anew goes off once."""
    slot, gimp, told = Slot(), FakeGimp(), list[str]()
    slot.take_later(gimp.after, 100, lambda: told.append("early"))
    slot.take_later(gimp.after, 100, lambda: told.append("late"))
    gimp.advance(1000)
    slot.take_later(gimp.after, 100, lambda: told.append("never"))
    slot.free()
    gimp.advance(1000)

    assert told == ["late"]
