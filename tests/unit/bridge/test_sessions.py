"""Sessions of the owner's page: a code once and for a minute, a token for a day, and nothing that grows."""

from __future__ import annotations

import contextlib
import threading

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES
from bowerbird_bridge.access.sessions import MOST_CODES, MOST_SESSIONS, SessionCodeGoneError, SessionDesk


class Desk(SessionDesk):
    """A desk whose clock the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0
        super().__init__(clock=lambda: self.now)


@pytest.fixture
def desk() -> Desk:
    """Give a desk that nobody has been at."""
    return Desk()


def test_a_code_opens_one_session(desk: Desk) -> None:
    """The code is good once; the token it gives is the owner's."""
    code = desk.mint()
    client, token = desk.exchange(code)
    assert (client.kind, client.scopes) == ("session", ALL_SCOPES)
    known = desk.authenticate(token)
    assert known is not None
    assert known.id == client.id
    assert known.last_used is not None
    with pytest.raises(SessionCodeGoneError):
        desk.exchange(code)
    assert desk.authenticate(code) is None


def test_a_code_that_comes_twice_closes_what_it_opened(desk: Desk) -> None:
    """Whoever read the link on its way and was faster loses the session as soon as the browser comes, and is told of."""
    ended: list[str] = []
    desk.when_revoked(ended.append)
    code, other = desk.mint(), desk.mint()
    thief, token = desk.exchange(code)
    _, kept = desk.exchange(other)

    with pytest.raises(SessionCodeGoneError, match="used twice"):
        desk.exchange(code)

    assert ended == [thief.id]
    assert desk.authenticate(token) is None
    assert desk.authenticate(kept) is not None


def test_an_old_link_harms_no_session(desk: Desk) -> None:
    """After its minute a link that comes again, as from a history, closes nothing."""
    code = desk.mint()
    _, token = desk.exchange(code)
    desk.now += 60

    with pytest.raises(SessionCodeGoneError, match="older than a minute"):
        desk.exchange(code)
    assert desk.authenticate(token) is not None


def test_a_code_is_good_for_a_minute(desk: Desk) -> None:
    """An old link opens nothing."""
    first, second = desk.mint(), desk.mint()
    desk.now += 59
    desk.exchange(first)
    desk.now += 1
    with pytest.raises(SessionCodeGoneError):
        desk.exchange(second)


@pytest.mark.parametrize("code", ["", "x", "\0", "é", "\ud800", "a" * 10_000])
def test_no_other_code_opens(desk: Desk, code: str) -> None:
    """Whatever the text, it opens nothing and nothing raises but the refusal."""
    desk.mint()
    with pytest.raises(SessionCodeGoneError):
        desk.exchange(code)
    assert desk.authenticate(code) is None


def test_a_session_ends(desk: Desk) -> None:
    """After twelve hours the owner opens the page again."""
    _, token = desk.exchange(desk.mint())
    desk.now += 12 * 3600 - 1
    assert desk.authenticate(token) is not None
    desk.now += 1
    assert desk.authenticate(token) is None
    assert desk.sessions() == []


def test_a_session_can_be_ended(desk: Desk) -> None:
    """Check 20: an ended session is over at once, its streams are told, the others stay."""
    gone: list[str] = []
    desk.when_revoked(gone.append)
    client, token = desk.exchange(desk.mint())
    _, other = desk.exchange(desk.mint())
    assert desk.revoke(client.id)
    assert not desk.revoke(client.id)
    assert gone == [client.id]
    assert desk.authenticate(token) is None
    assert desk.authenticate(other) is not None


def test_nothing_grows(desk: Desk) -> None:
    """Codes and sessions are a few; the oldest go first, and their streams end."""
    gone: list[str] = []
    desk.when_revoked(gone.append)
    codes = [desk.mint() for _ in range(MOST_CODES + 1)]
    with pytest.raises(SessionCodeGoneError):
        desk.exchange(codes[0])
    opened = [desk.exchange(code) for code in codes[1:]]
    newest, _ = desk.exchange(desk.mint())
    assert gone == [opened[0][0].id]
    assert desk.authenticate(opened[0][1]) is None
    assert len(desk.sessions()) == MOST_SESSIONS
    assert desk.sessions()[-1].id == newest.id


def test_of_two_at_once_none_keeps_the_session() -> None:
    """However close two uses of one code are, what the first one opened is closed."""
    for _ in range(200):
        desk = SessionDesk()
        code = desk.mint()
        tokens: list[str] = []
        start = threading.Barrier(2)

        def use(desk: SessionDesk = desk, code: str = code, start: threading.Barrier = start) -> None:
            start.wait()
            with contextlib.suppress(SessionCodeGoneError):
                tokens.append(desk.exchange(code)[1])  # noqa: B023  both ends of the loop's turn

        users = [threading.Thread(target=use) for _ in range(2)]
        for user in users:
            user.start()
        for user in users:
            user.join()

        assert len(tokens) == 1
        assert desk.authenticate(tokens[0]) is None
