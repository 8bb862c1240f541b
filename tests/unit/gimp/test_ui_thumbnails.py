"""Which thumbnails are fetched, in which order, and what happens to those that nobody sees any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bowerbird_client import Asset, Hit, NotRunningError, Outcome, RawPixels, Ticket
from bowerbird_for_gimp.ui.thumbnails import Thumbnails, Wanted
from fakes.panel_hub import hit

SIZE = 160
"""The thumbnail that is sharp in the rooms of these tests."""

Done = Callable[[Outcome[RawPixels]], object]


@dataclass
class Source:
    """A hub whose thumbnails come when the test says so."""

    here: dict[str, RawPixels] = field(default_factory=dict)
    size_here: int = SIZE
    asked: list[tuple[str, int]] = field(default_factory=list)
    open: dict[str, tuple[Ticket, Done]] = field(default_factory=dict)

    def cached_pixels(self, asset: Asset, size: int = 320) -> RawPixels | None:
        return self.here.get(asset.id) if size == self.size_here else None

    def thumbnail_pixels(self, asset: Asset, done: Done, *, size: int = 320) -> Ticket:
        self.asked.append((asset.id, size))
        ticket = Ticket(len(self.asked), "thumbnails")
        self.open[asset.id] = (ticket, done)
        return ticket

    def come(self, *ids: str) -> None:
        for each in ids:
            ticket, done = self.open.pop(each)
            if not ticket.cancelled:
                done(Outcome(RawPixels(1, 1, b"abcd"), None))

    def fail(self, asset: str) -> None:
        self.open.pop(asset)[1](Outcome(None, NotRunningError("It does not run.")))


class Loop:
    """A main loop that is turned by hand."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], object]] = []

    def safe(self, handler: Callable[..., Any], otherwise: object = None) -> Callable[..., Any]:
        assert otherwise is None
        return handler

    def soon(self, call: Callable[[], object]) -> None:
        self.calls.append(call)

    def while_idle(self, work: Callable[[], bool]) -> None:
        def again() -> None:
            if work():
                self.while_idle(work)

        self.calls.append(again)

    def turn(self) -> None:
        while self.calls:
            self.calls.pop(0)()


def _painted(pixels: RawPixels, width: int, height: int) -> tuple[int, int]:
    assert pixels.rgba == b"abcd"
    return width, height


class Room:
    """Thumbnails, and what the places on the screen show."""

    def __init__(self) -> None:
        self.source, self.loop = Source(), Loop()
        self.shown: list[tuple[str, object]] = []
        self.thumbnails = Thumbnails(self.source, self.loop, _painted)

    def want(self, *ids: str) -> None:
        for each in ids:
            self.want_for(each, hit(each))
        self.loop.turn()

    def want_for(self, holder: str, wanted: Hit) -> None:
        def shown(picture: object) -> None:
            self.shown.append((wanted.id, picture))

        self.thumbnails.want(holder, Wanted(wanted, 150, 100), shown)

    @property
    def asked(self) -> str:
        return "".join(each for each, _size in self.source.asked)


@pytest.fixture
def room() -> Room:
    """Nothing is shown yet."""
    return Room()


def test_few_at_a_time_and_the_newest_first(room: Room) -> None:
    """What came on the screen last is fetched first; the next one when one has come."""
    room.want(*"abcde")
    assert room.asked == "edc"
    assert room.source.asked[0][1] == SIZE

    room.source.come("e")
    room.loop.turn()

    assert room.asked == "edcb"
    assert room.shown == [("e", (150, 100))]


def test_what_has_scrolled_away_is_given_up_and_makes_room(room: Room) -> None:
    """Its request is cancelled, it is never shown, and those that are seen come in its place."""
    room.want(*"abcd")
    room.thumbnails.forget("d")
    room.thumbnails.forget("a")
    room.loop.turn()

    assert room.source.open["d"][0].cancelled
    assert room.asked == "dcb"
    room.source.come("d", "c", "b")
    room.loop.turn()
    assert sorted(each for each, _picture in room.shown) == ["b", "c"]


def test_a_place_that_shows_another_picture_gets_only_that(room: Room) -> None:
    """A cell that is used again never shows the picture that it was asked for before."""
    room.want_for("cell", hit("old"))
    room.loop.turn()
    room.want_for("cell", hit("new"))
    room.loop.turn()
    room.source.come("old", "new")
    room.loop.turn()

    assert room.shown == [("new", (150, 100))]


def test_what_is_here_is_shown_without_asking(room: Room) -> None:
    """Neither what the client keeps, nor what was painted before, is asked for."""
    room.source.here["a"] = RawPixels(1, 1, b"abcd")
    room.want("a")
    room.source.here.clear()
    room.want("a")

    assert room.shown == [("a", (150, 100))] * 2
    assert room.asked == ""
    # Control: another one is asked for.
    room.want("b")
    assert room.asked == "b"


def test_a_larger_one_that_is_here_will_do(room: Room) -> None:
    """The small picture beside the entry needs no request of its own; one that is too small is not taken."""
    room.source.here["a"] = RawPixels(1, 1, b"abcd")
    room.source.size_here = 640
    room.want("a")
    assert room.shown == [("a", (150, 100))]

    room.source.here["b"] = RawPixels(1, 1, b"abcd")
    room.source.size_here = 80
    room.want("b")
    assert room.asked == "b"


def test_nothing_is_asked_while_that_is_not_allowed(room: Room) -> None:
    """Before the person has confirmed the code no thumbnail is fetched, and afterwards all are that were given up."""
    room.want(*"ab")
    for ticket, _done in room.source.open.values():
        ticket.cancel()
    room.source.open.clear()
    room.thumbnails.allow(fetching=False)
    room.want("c")
    assert room.asked == "ba"

    room.thumbnails.allow(fetching=True)

    assert sorted(room.asked[2:]) == ["a", "b", "c"]


def test_what_failed_is_asked_again_when_the_hub_is_back(room: Room) -> None:
    """A picture that could not be had is shown as missing, and comes when it can."""
    room.want("a")
    room.source.fail("a")
    assert room.shown == [("a", None)]
    room.thumbnails.allow(fetching=True)
    assert room.asked == "a"

    room.thumbnails.allow(fetching=False)
    room.thumbnails.allow(fetching=True)
    room.source.come("a")
    room.loop.turn()

    assert room.shown[-1] == ("a", (150, 100))


def test_after_the_end_nothing_comes(room: Room) -> None:
    """Closed, everything is given up."""
    room.want(*"abcd")
    room.thumbnails.close()
    room.source.come("d", "c", "b")
    room.loop.turn()
    room.want("e")

    assert room.shown == []
    assert room.asked == "dcb"
