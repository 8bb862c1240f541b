"""Pairing: one code on both sides, one token once, and limits against programs that ask again and again."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.access.clients import ClientBook, Scope
from bowerbird_bridge.access.pairing import (
    LONGEST_NAME,
    MOST_PENDING,
    REQUESTS_A_MINUTE,
    Paired,
    PairingDeniedError,
    PairingDesk,
    PairingGoneError,
    PairingRequestError,
    Ticket,
    TooManyPairingsError,
    Waiting,
    WrongCodeError,
    clean_name,
)

WANTED = frozenset({Scope.SEARCH, Scope.THUMBNAILS})


class Desk(PairingDesk):
    """A desk whose clock the test turns."""

    def __init__(self, book: ClientBook) -> None:
        self.book = book
        self.now = 1000.0
        super().__init__(book, clock=lambda: self.now)

    def ask(self, name: str = "GIMP") -> Ticket:
        """Ask like a well-behaved program, a minute after the last one."""
        self.now += 61
        return self.request(name, WANTED)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk that nobody has been at."""
    return Desk(ClientBook(tmp_path / "clients.json"))


def test_the_whole_way(desk: Desk) -> None:
    """Check 18: both sides show one code; approved, the token comes once, with exactly the approved scopes."""
    ticket = desk.ask()
    (pending,) = desk.pending()
    assert (pending.id, pending.code, pending.name, pending.scopes) == (
        ticket.id,
        ticket.code,
        "GIMP",
        WANTED,
    )
    assert ticket.expires_in == pending.expires_in == 120
    assert desk.claim(ticket.id, ticket.secret) == Waiting()
    desk.approve(ticket.id, ticket.code, {Scope.SEARCH})
    assert desk.pending() == []
    paired = desk.claim(ticket.id, ticket.secret)
    assert isinstance(paired, Paired)
    known = desk.book.authenticate(paired.token)
    assert known is not None
    assert (known.id, known.name, known.scopes) == (paired.client.id, "GIMP", frozenset({Scope.SEARCH}))
    with pytest.raises(PairingGoneError):
        desk.claim(ticket.id, ticket.secret)


def test_without_less_being_said_all_is_granted(desk: Desk) -> None:
    """Check 18: approval without scopes grants what was asked for, and nothing more can be granted."""
    ticket = desk.ask()
    for too_much in ({Scope.SEARCH, Scope.ADMIN}, {Scope.ORIGINALS}, ()):
        with pytest.raises(PairingRequestError):
            desk.approve(ticket.id, ticket.code, too_much)
    desk.approve(ticket.id, ticket.code)
    paired = desk.claim(ticket.id, ticket.secret)
    assert isinstance(paired, Paired)
    assert paired.client.scopes == WANTED


def test_denied_is_denied(desk: Desk) -> None:
    """Check 18: a denied program is told so, and cannot be approved afterwards."""
    ticket = desk.ask()
    desk.deny(ticket.id)
    with pytest.raises(PairingDeniedError):
        desk.claim(ticket.id, ticket.secret)
    with pytest.raises(PairingGoneError):
        desk.approve(ticket.id, ticket.code)
    assert desk.book.clients() == []


def test_two_minutes_are_the_end(desk: Desk) -> None:
    """Check 18: after 120 seconds a question is gone for both sides."""
    ticket = desk.ask()
    desk.now += 119.9
    assert desk.claim(ticket.id, ticket.secret) == Waiting()
    desk.now += 0.1
    assert desk.pending() == []
    with pytest.raises(PairingGoneError):
        desk.claim(ticket.id, ticket.secret)
    with pytest.raises(PairingGoneError):
        desk.approve(ticket.id, ticket.code)
    with pytest.raises(PairingGoneError):
        desk.deny(ticket.id)


def test_a_late_yes_leaves_time_to_fetch_the_token(desk: Desk) -> None:
    """Approved in the last second, the token can still be fetched, though not for ever."""
    ticket, other = desk.ask(), desk.request("Blender", WANTED)
    desk.now += 119
    for each in (ticket, other):
        desk.approve(each.id, each.code)
    desk.now += 29
    assert isinstance(desk.claim(ticket.id, ticket.secret), Paired)
    desk.now += 2
    with pytest.raises(PairingGoneError):
        desk.claim(other.id, other.secret)
    assert len(desk.book.clients()) == 1


def test_only_the_asker_can_claim(desk: Desk) -> None:
    """A wrong secret is the same answer as an unknown question, and changes nothing."""
    ticket = desk.ask()
    desk.approve(ticket.id, ticket.code)
    said: set[str] = set()
    for pairing_id, secret in (
        (ticket.id, "x"),
        (ticket.id, ""),
        ("x", ticket.secret),
        (ticket.id, "\ud800"),
    ):
        with pytest.raises(PairingGoneError) as caught:
            desk.claim(pairing_id, secret)
        said.add(str(caught.value))
    assert len(said) == 1
    assert isinstance(desk.claim(ticket.id, ticket.secret), Paired)


def test_the_code_must_be_the_same(desk: Desk) -> None:
    """A wrong code approves nothing; it may be mistyped a few times, not a million."""
    ticket = desk.ask()
    wrong = "000-000" if ticket.code != "000-000" else "111-111"
    for _ in range(4):
        with pytest.raises(WrongCodeError):
            desk.approve(ticket.id, wrong)
    assert desk.claim(ticket.id, ticket.secret) == Waiting()
    with pytest.raises(WrongCodeError):
        desk.approve(ticket.id, "")
    with pytest.raises(PairingGoneError):
        desk.approve(ticket.id, ticket.code)


def test_a_code_may_be_typed_without_its_dash(desk: Desk) -> None:
    """Spaces and the dash do not count."""
    ticket = desk.ask()
    assert len(ticket.code) == 7
    desk.approve(ticket.id, f" {ticket.code.replace('-', ' ')} ")
    assert isinstance(desk.claim(ticket.id, ticket.secret), Paired)


def test_five_a_minute(desk: Desk) -> None:
    """Check 19: the sixth request in a minute is refused, with the seconds to wait, after which it is not."""
    for _ in range(REQUESTS_A_MINUTE):
        desk.now += 2
        desk.deny(desk.request("GIMP", WANTED).id)
    with pytest.raises(TooManyPairingsError) as caught:
        desk.request("GIMP", WANTED)
    assert caught.value.retry_after == 52
    desk.now += caught.value.retry_after - 0.5
    with pytest.raises(TooManyPairingsError):
        desk.request("GIMP", WANTED)
    desk.now += 0.5
    desk.request("GIMP", WANTED)


def test_three_wait_at_most(desk: Desk) -> None:
    """Check 19: a fourth question has to wait until one is answered or over."""
    tickets = [desk.ask(str(number)) for number in range(2)]
    tickets.append(desk.request("2", WANTED))
    assert len(desk.pending()) == MOST_PENDING
    with pytest.raises(TooManyPairingsError) as caught:
        desk.request("GIMP", WANTED)
    assert caught.value.retry_after == 59
    desk.deny(tickets[0].id)
    desk.request("GIMP", WANTED)


def test_a_restart_forgets_questions(desk: Desk) -> None:
    """Check 19: what was not approved is gone with the process."""
    ticket = desk.ask()
    restarted = Desk(desk.book)
    assert restarted.pending() == []
    with pytest.raises(PairingGoneError):
        restarted.claim(ticket.id, ticket.secret)


def test_spam_needs_no_memory(desk: Desk) -> None:
    """However often somebody asks, only a few questions are kept."""
    kept = 0
    for _ in range(2000):
        desk.now += 0.5
        with contextlib.suppress(TooManyPairingsError):
            desk.deny(desk.request("x", WANTED).id)
        kept = max(kept, len(vars(desk)["_questions"]))
    assert 5 < kept <= 15


def test_something_must_be_asked_for(desk: Desk) -> None:
    """A question without scopes or a name is none, and is not counted."""
    for _ in range(10):
        with pytest.raises(PairingRequestError):
            desk.request("GIMP", ())
        with pytest.raises(PairingRequestError):
            desk.request(" \u200b\n", WANTED)
    desk.request("GIMP", WANTED)


@given(name=st.text())
def test_names_are_one_visible_line(name: str) -> None:
    """Check 36: no name turns the text around, hides letters, moves the cursor or fills the screen."""
    try:
        shown = clean_name(name)
    except PairingRequestError:
        return
    assert shown.isprintable()
    assert shown == shown.strip()
    assert 0 < len(shown) <= LONGEST_NAME
    assert clean_name(shown) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("GIMP", "GIMP"),
        ("  a \n b\t", "a b"),
        ("\x1b[31mred", "[31mred"),
        ("abc\u202edef", "abc def"),
        ("Ünïcode 🖼", "Ünïcode 🖼"),
    ],
)
def test_a_name_is_shown(name: str, shown: str) -> None:
    """What can be seen of a name stays."""
    assert clean_name(name) == shown
