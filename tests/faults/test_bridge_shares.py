"""What the server makes of knowing who asks: shares of the lanes, and the end of what is under way when one is revoked."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from bowerbird_bridge.access.callers import Callers
from bowerbird_bridge.access.clients import Client, ClientBook, Scope
from bowerbird_bridge.access.sessions import SessionDesk
from bowerbird_bridge.serving.lanes import WIDTHS, Lane
from fakes.gate import SOON_S, Gate, Held
from fakes.raw_http import HOST, PATIENCE_S, connection, read_answer, request, send, wait_for_end

MIB = 1024 * 1024
FILE_BYTES = 64 * MIB
GREEDY = 24


@dataclass(frozen=True)
class People:
    """Two clients with tokens, and a session of the owner's page."""

    callers: Callers
    first: tuple[Client, str]
    second: tuple[Client, str]
    session: tuple[Client, str]

    @classmethod
    def of(cls, folder: Path) -> People:
        """Introduce them."""
        book, sessions = ClientBook(folder / "clients.json"), SessionDesk()
        one, two = (book.add(name, [Scope.SEARCH]) for name in ("One", "Two"))
        return cls(Callers(book, sessions), one, two, sessions.exchange(sessions.mint()))


@pytest.fixture
def people(tmp_path: Path) -> People:
    """Introduce two clients and a session."""
    return People.of(tmp_path / "state")


def _search(gate: Gate, token: str) -> bytes:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return request("POST", "/v1/search", headers, b"{}", host=gate.host)


@contextlib.contextmanager
def _greedy(gate: Gate, held: Held, token: str) -> Generator[list[socket.socket]]:
    """Have one client send 24 searches at once that do not come back, and wait until it has all that it gets."""
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(connection(gate.port)) for _ in range(GREEDY)]
        for line in lines:
            line.sendall(_search(gate, token))
        assert held.arrived.acquire(timeout=SOON_S)
        while held.arrived.acquire(timeout=0.5):
            pass
        try:
            yield lines
        finally:
            held.let_go.set()


def test_one_client_has_half_of_the_heavy_lane(people: People) -> None:
    """Check 22: one client with 24 searches gets half of the places; the others are as quick as they were."""
    held, width = Held.new(), WIDTHS[Lane.HEAVY]
    with Gate(held, callers=people.callers) as gate, _greedy(gate, held, people.first[1]) as lines:
        assert len(gate.seen) == width.at_work // 2
        for who in (people.second, people.session):
            with connection(gate.port) as line:
                line.sendall(_search(gate, who[1]))
                assert held.arrived.acquire(timeout=1)
        held.let_go.set()
        statuses = sorted(read_answer(line).status for line in lines)
    served = (width.at_work + width.waiting) // 2
    assert statuses == [200] * served + [503] * (GREEDY - served)


def test_where_nobody_knows_who_asks_one_client_takes_all(people: People) -> None:
    """The control of check 22: without a look at the token, the second client is told that the hub is busy."""
    held = Held.new()
    with Gate(held) as gate, _greedy(gate, held, people.first[1]):
        assert send(gate.port, _search(gate, people.second[1])).status == 503


def test_who_has_no_token_takes_no_place_of_those_who_do(people: People) -> None:
    """Check 22: requests without a token, or with a wrong one, are answered apart from the work of others."""
    held = Held.new()
    with Gate(held, callers=people.callers) as gate, _greedy(gate, held, "hub_" + "A" * 43):
        assert len(gate.seen) > WIDTHS[Lane.HEAVY].at_work  # they are in the light lane
        with connection(gate.port) as line:
            line.sendall(_search(gate, people.second[1]))
            assert held.arrived.acquire(timeout=1)


def _originals(folder: Path) -> WSGIApplication:
    path = folder / "original"
    with path.open("wb") as file:
        file.truncate(FILE_BYTES)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "image/png"), ("Content-Length", str(FILE_BYTES))])
        answer: Iterable[bytes] = environ["wsgi.file_wrapper"](path.open("rb"))
        return answer

    return serve


@contextlib.contextmanager
def _downloading(gate: Gate, token: str) -> Generator[socket.socket]:
    """Begin to read an original, slowly."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MIB // 4)
        line.settimeout(PATIENCE_S)
        line.connect((HOST, gate.port))
        asked = {"Authorization": f"Bearer {token}"}
        line.sendall(request("GET", "/v1/assets/1/original", asked, host=gate.host))
        assert line.recv(1024).startswith(b"HTTP/1.1 200 OK")
        yield line


def _rest(line: socket.socket) -> int:
    came = 0
    with contextlib.suppress(ConnectionError):
        while came < FILE_BYTES - MIB and (more := line.recv(MIB)):
            came += len(more)
    return came


@pytest.mark.parametrize("who", ["first", "session"])
def test_a_download_ends_when_its_client_is_revoked(people: People, tmp_path: Path, who: str) -> None:
    """Check 20: what is under way for a revoked client or session breaks off at once, what the system holds included."""
    client, token = getattr(people, who)
    with Gate(_originals(tmp_path), callers=people.callers) as gate, _downloading(gate, token) as line:
        assert people.callers.book.revoke(client.id) or people.callers.sessions.revoke(client.id)
        time.sleep(0.5)
        assert _rest(line) < MIB


def test_a_download_of_somebody_else_goes_on(people: People, tmp_path: Path) -> None:
    """The control of check 20: revoking another client breaks nothing off."""
    with (
        Gate(_originals(tmp_path), callers=people.callers) as gate,
        _downloading(gate, people.first[1]) as line,
    ):
        assert people.callers.book.revoke(people.second[0].id)
        time.sleep(0.5)
        assert _rest(line) >= FILE_BYTES - MIB


def test_what_waits_and_what_works_for_a_revoked_client_ends_too(people: People) -> None:
    """Check 20: requests at work, in the queue of their lane and sent ahead are never answered; others are."""
    held = Held.new()
    with Gate(held, callers=people.callers) as gate, connection(gate.port) as other:
        other.sendall(_search(gate, people.second[1]))
        assert held.arrived.acquire(timeout=SOON_S)
        with _greedy(gate, held, people.first[1]) as lines:
            refused = GREEDY - (WIDTHS[Lane.HEAVY].at_work + WIDTHS[Lane.HEAVY].waiting) // 2
            people.callers.book.revoke(people.first[0].id)
            cut = [read_answer(line).status for line in lines]
            assert sorted(cut) == [0] * (GREEDY - refused) + [503] * refused
        assert read_answer(other).status == 200


def test_who_forgets_itself_is_told_so(people: People) -> None:
    """Check 20: a client that ends its own pairing reads that it worked, and the next request finds it gone."""
    client, token = people.first

    def forgetting(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        gone = people.callers.book.revoke(client.id)
        threading.Event().wait(0.3)  # the loop turns meanwhile
        start_response("200 OK", [("Content-Length", "1")])
        return [b"1" if gone else b"0"]

    with Gate(forgetting, callers=people.callers) as gate, connection(gate.port) as line:
        asked = request("DELETE", "/v1/me", {"Authorization": f"Bearer {token}"}, host=gate.host)
        line.sendall(asked)
        assert read_answer(line).body == b"1"
        line.sendall(asked)
        assert read_answer(line).body == b"0"
        line.shutdown(socket.SHUT_WR)
        assert wait_for_end(line, SOON_S) is not None
