"""Clients that ask for much and read little or nothing: no thread waits for them, and nobody else does.

The controls give waitress its own ways back, one at a time.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from bowerbird_bridge.serving import connections
from bowerbird_bridge.serving.connections import Channel, ConnectionServer
from bowerbird_bridge.serving.lanes import THREADS
from bowerbird_bridge.serving.server import GRACE_S
from fakes.gate import SOON_S, Gate, plain
from fakes.raw_http import HOST, PATIENCE_S, connection, request, send, wait_for_end

KIB = 1024
MIB = 1024 * KIB
PAGE = bytes(400 * KIB)
FILE_BYTES = 30 * MIB
FAR_AHEAD = 1200
SLOW_S = 0.2


def page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Be an application of which one file is larger than what the system takes over at once."""
    if environ["PATH_INFO"] == "/v1/hello":
        return plain(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


@pytest.fixture
def originals(tmp_path: Path) -> WSGIApplication:
    """Be an application that hands out a file of thirty megabytes."""
    path = tmp_path / "original"
    with path.open("wb") as file:
        file.truncate(FILE_BYTES)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/v1/hello":
            return plain(environ, start_response)
        start_response("200 OK", [("Content-Type", "image/png"), ("Content-Length", str(FILE_BYTES))])
        answer: Iterable[bytes] = environ["wsgi.file_wrapper"](path.open("rb"))
        return answer

    return serve


@contextlib.contextmanager
def _narrow(port: int) -> Generator[socket.socket]:
    """Connect, with hardly any room for what has not been read."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * KIB)
        line.settimeout(PATIENCE_S)
        line.connect((HOST, port))
        yield line


@contextlib.contextmanager
def _hoarding(gate: Gate, count: int, target: str, times: int) -> Generator[None]:
    """Hold so many connections that each ask so many times and read nothing."""
    asked = request("GET", target, host=gate.host) * times
    with contextlib.ExitStack() as held:
        for _ in range(count):
            held.enter_context(_narrow(gate.port)).sendall(asked)
        time.sleep(1.5)  # until the last of them has been taken in, and stands still
        yield


def _slowest(gate: Gate, timeout: float = PATIENCE_S) -> float:
    """Ask for health twenty times, three times over, and give the slowest answer of the best round."""
    rounds: list[float] = []
    for _ in range(3):
        times: list[float] = []
        for _ in range(20):
            started = time.monotonic()
            asked = request("GET", "/v1/hello", host=gate.host)
            assert send(gate.port, asked, timeout=timeout).status == 200
            times.append(time.monotonic() - started)
        rounds.append(max(times))
    return min(rounds)


def _as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a client send as much ahead as it likes, and a thread wait until it reads."""
    monkeypatch.setattr(connections, "MOST_REQUESTS", 10**6)
    waits = HTTPChannel._flush_outbufs_below_high_watermark
    monkeypatch.setattr(Channel, "_flush_outbufs_below_high_watermark", waits)
    monkeypatch.setattr(ConnectionServer, "add_task", TcpWSGIServer.add_task)


def test_who_asks_far_ahead_and_reads_nothing_holds_nobody_up() -> None:
    """Check 22: more connections than threads ask 1,200 times each and read nothing; health answers under 200 ms."""
    with Gate(page) as gate, _hoarding(gate, THREADS + 8, "/page/x", FAR_AHEAD):
        assert _slowest(gate) < SLOW_S
        assert len(gate.seen) < 4 * THREADS


def test_who_asks_for_files_and_reads_nothing_holds_nobody_up(originals: WSGIApplication) -> None:
    """Check 22: the same with three originals, on more connections than there are threads."""
    with Gate(originals) as gate, _hoarding(gate, THREADS + 8, "/v1/assets/1/original", 3):
        assert _slowest(gate) < SLOW_S


@pytest.mark.parametrize(("target", "times"), [("/page/x", FAR_AHEAD), ("/v1/assets/1/original", 3)])
def test_threads_that_wait_for_readers_would_hold_everybody_up(
    monkeypatch: pytest.MonkeyPatch, originals: WSGIApplication, target: str, times: int
) -> None:
    """The control of check 22: where a thread waits between requests, as many connections as threads end all."""
    _as_it_comes(monkeypatch)
    app = page if target == "/page/x" else originals
    with (
        Gate(app, threads=8) as gate,
        _hoarding(gate, 8, target, times),
        pytest.raises(TimeoutError),
    ):
        _slowest(gate, timeout=2)


def test_one_request_may_be_sent_ahead() -> None:
    """Two at once are answered in their order; the third is refused, and the connection ends."""
    for count, refused in ((2, 0), (3, 1)):
        with Gate(plain) as gate, connection(gate.port) as line:
            asked = [request("GET", f"/v1/{number}", host=gate.host) for number in range(count)]
            line.sendall(b"".join(asked))
            line.settimeout(1)
            said = b""
            with contextlib.suppress(TimeoutError):
                while more := line.recv(65536):
                    said += more
            assert said.count(b"HTTP/1.1 200 OK") == 2
            assert said.count(b" 400 ") == refused
            assert gate.seen == [("GET", "/v1/0"), ("GET", "/v1/1")]
            assert said.rindex(b" 200 OK") < said.find(b" 400 ") or not refused


def test_what_was_put_off_is_answered_once_there_is_room(originals: WSGIApplication) -> None:
    """A client that reads late gets the whole of both answers that it asked for at once."""
    with Gate(originals) as gate, connection(gate.port) as line:
        line.sendall(request("GET", "/v1/assets/1/original", host=gate.host) * 2)
        time.sleep(1)
        assert len(gate.seen) == 1
        came = 0
        while came <= 2 * FILE_BYTES and (more := line.recv(MIB)):
            came += len(more)
        assert came > 2 * FILE_BYTES
        assert len(gate.seen) == 2


@contextlib.contextmanager
def _sipping(line: socket.socket) -> Generator[None]:
    """Read a little all the time."""
    stop = threading.Event()

    def sip() -> None:
        while not stop.wait(0.05):
            with contextlib.suppress(OSError):
                line.recv(KIB)

    thread = threading.Thread(target=sip)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(("most_s", "ends"), [(0.5, True), (60.0, False)], ids=["bounded", "control"])
def test_an_answer_in_pieces_waits_so_long_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, most_s: float, *, ends: bool
) -> None:
    """Who takes a sip now and then gives up the thread and the place all the same; with more patience it would not."""
    monkeypatch.setattr(connections, "READER_S", most_s)
    ended = threading.Event()

    def endless(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield bytes(MIB)
        finally:
            ended.set()

    with Gate(endless) as gate, _narrow(gate.port) as line:
        line.sendall(
            request("POST", "/v1/search", {"Content-Type": "application/json"}, b"{}", host=gate.host)
        )
        with _sipping(line):
            assert ended.wait(SOON_S if ends else 3) is ends


@pytest.mark.parametrize(("still_s", "quick"), [(1.0, True), (60.0, False)], ids=["mended", "control"])
def test_a_stop_does_not_wait_for_who_does_not_read(
    monkeypatch: pytest.MonkeyPatch, originals: WSGIApplication, still_s: float, *, quick: bool
) -> None:
    """Check 72: answers that nobody has taken a byte of for a second are given up; else a stop waits its whole time."""
    monkeypatch.setattr(connections, "STILL_S", still_s)
    with Gate(originals) as gate, _hoarding(gate, 20, "/v1/assets/1/original", 2):
        started = time.monotonic()
        gate.server.close()
        gate.wait_until_stopped()
        assert (time.monotonic() - started < GRACE_S - 1) is quick


def test_a_stop_waits_seconds_for_who_reads_slowly(originals: WSGIApplication) -> None:
    """Check 72: a reader that never stands still is waited for, and not for ever."""
    with Gate(originals) as gate, _narrow(gate.port) as line:
        line.sendall(request("GET", "/v1/assets/1/original", host=gate.host) * 2)
        with _sipping(line):
            started = time.monotonic()
            gate.server.close()
            gate.wait_until_stopped()
            assert time.monotonic() - started < 10


def test_who_does_not_read_makes_room(monkeypatch: pytest.MonkeyPatch, originals: WSGIApplication) -> None:
    """When all connections are taken by clients that leave their answers unread, whoever comes is let in all the same."""
    monkeypatch.setattr("bowerbird_bridge.serving.server.MOST_CONNECTIONS", 20)
    with Gate(originals) as gate, _hoarding(gate, 20, "/v1/assets/1/original", 1):
        assert _slowest(gate) < SOON_S


def test_without_that_nobody_would_come_in(
    monkeypatch: pytest.MonkeyPatch, originals: WSGIApplication
) -> None:
    """The control: where an unread answer keeps its connection, a full server lets nobody in."""
    monkeypatch.setattr("bowerbird_bridge.serving.server.MOST_CONNECTIONS", 20)
    monkeypatch.setattr(connections, "STILL_S", 60.0)
    with Gate(originals) as gate, _hoarding(gate, 20, "/v1/assets/1/original", 1):
        assert send(gate.port, request("GET", "/v1/hello", host=gate.host), timeout=2).status == 0


def test_an_unread_answer_ends_with_its_connection(
    monkeypatch: pytest.MonkeyPatch, originals: WSGIApplication
) -> None:
    """What was put off is forgotten with the connection that is given up, and its client sees the end."""
    monkeypatch.setattr(connections, "STALLED_S", 0.5)
    with Gate(originals) as gate, _narrow(gate.port) as line:
        line.sendall(request("GET", "/v1/assets/1/original", host=gate.host) * 2)
        time.sleep(1.5)
        assert wait_for_end(line, SOON_S) is not None
        assert len(gate.seen) == 1
