"""The server's start and stop, whom it listens to, and what it makes of an application's answers."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import psutil
import pytest

from bowerbird_bridge.serving.server import GRACE_S, THREADS_S, HubServer, NoPortError, listen
from fakes.gate import SOON_S, Gate, Held, plain
from fakes.raw_http import connection, read_answer, request, send, wait_for_end

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("start", "count"), [(0, 100), (7, 20), (50, 50)])
def test_a_part_of_a_file_is_sent_by_the_server(tmp_path: Path, start: int, count: int) -> None:
    """A file goes out from where it stands, as long as the header says, and is closed afterwards."""
    content = bytes(range(100))
    path = tmp_path / "file"
    path.write_bytes(content)
    file = path.open("rb")

    def serving(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        file.seek(start)
        start_response("206 Partial Content", [("Content-Length", str(count))])
        answer: Iterable[bytes] = environ["wsgi.file_wrapper"](file)
        return answer

    with Gate(serving) as gate:
        answer = send(gate.port, request("GET", "/v1/assets/1/original", host=gate.host))
        assert answer.body == content[start : start + count]
    assert file.closed


def test_an_application_that_fails_is_an_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """A failure is a 500 problem that tells nothing of the inside, and the log has it."""

    def failing(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise RuntimeError("/srv/somebody/secret")

    with Gate(failing) as gate:
        answer = send(gate.port, request("GET", "/v1/status", host=gate.host))
    assert (answer.status, answer.header("Content-Type")) == (500, "application/problem+json")
    assert b"somebody" not in answer.raw
    assert answer.header("Cross-Origin-Resource-Policy") == "same-origin"
    assert "somebody" in caplog.text


def test_a_stop_lets_answers_out() -> None:
    """Check 72: a stop refuses whoever comes, lets out what is under way, and ends in seconds."""
    started = threading.Event()

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started.set()
        time.sleep(1)
        return plain(environ, start_response)

    with Gate(slow) as gate, connection(gate.port) as line, connection(gate.port) as idle:
        line.sendall(request("GET", "/v1/status", host=gate.host))
        assert started.wait(SOON_S)
        gate.server.close()
        assert wait_for_end(idle, SOON_S) is not None
        with pytest.raises(ConnectionError), connection(gate.port):
            pass
        assert read_answer(line).status == 200


def test_a_stop_does_not_wait_for_ever() -> None:
    """Check 72: stuck handlers and streams that never end hold a stop for less than ten seconds."""
    held = Held.new()
    streaming = threading.Event()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/v1/events":
            return held(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/event-stream")])

        def stream() -> Iterator[bytes]:
            while not held.let_go.wait(0.1):
                yield b": \n\n"
                streaming.set()

        return stream()

    started = 0.0
    with Gate(app) as gate, connection(gate.port) as line, connection(gate.port) as stream:
        line.sendall(request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        stream.sendall(request("GET", "/v1/events", host=gate.host))
        assert held.arrived.acquire(timeout=SOON_S)
        assert streaming.wait(SOON_S)
        started = time.monotonic()
        gate.server.close()
        assert wait_for_end(stream, SOON_S) is not None
        gate.wait_until_stopped()
        took = time.monotonic() - started
        held.let_go.set()
    assert took < GRACE_S + THREADS_S + 1.5 < 10


def test_streams_alone_do_not_hold_a_stop() -> None:
    """Check 72: where nothing but streams is under way, a stop is over at once."""
    streaming = threading.Event()

    def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        while True:
            yield b": \n\n"
            streaming.set()
            time.sleep(0.05)

    with Gate(app) as gate, connection(gate.port) as stream:
        stream.sendall(request("GET", "/v1/events", host=gate.host))
        assert streaming.wait(SOON_S)
        started = time.monotonic()
        gate.server.close()
        gate.wait_until_stopped()
        assert time.monotonic() - started < GRACE_S


def test_only_this_machine_is_listened_on() -> None:
    """Check 6: the socket is bound to 127.0.0.1, no other address of the machine answers, and no other is served."""
    with Gate(plain) as gate:
        listening = [
            each.laddr.ip
            for each in psutil.Process().net_connections("tcp")
            if each.status == psutil.CONN_LISTEN and each.laddr.port == gate.port
        ]
        assert listening == ["127.0.0.1"]
        for address in ("127.0.0.2", "::1", *_own_addresses()):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with socket.socket(family) as other:
                other.settimeout(SOON_S)
                with pytest.raises(OSError, match=r"refused|assign|unreachable"):
                    other.connect((address, gate.port))
    with (
        socket.create_server(("0.0.0.0", 0)) as everywhere,  # noqa: S104  it is refused
        pytest.raises(ValueError, match=r"127\.0\.0\.1 only"),
    ):
        HubServer(plain, everywhere)


def test_a_socket_of_every_address_would_be_reached() -> None:
    """The control of check 6: bound to all addresses, the other one does answer."""
    with socket.create_server(("0.0.0.0", 0)) as everywhere, socket.socket() as other:  # noqa: S104  the control
        other.settimeout(SOON_S)
        other.connect(("127.0.0.2", everywhere.getsockname()[1]))


def _own_addresses() -> list[str]:
    return [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not address.address.startswith("127.")
    ]


def test_a_taken_port_is_named_and_the_next_one_used() -> None:
    """Check 17: somebody else's listener on the port is named with its process, and never shared."""
    with socket.create_server(("127.0.0.1", 0)) as rogue, socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        taken, free = rogue.getsockname()[1], spare.getsockname()[1]
        spare.close()
        sock, notes = listen([taken, free])
        with sock:
            assert sock.getsockname() == ("127.0.0.1", free)
        assert len(notes) == 1
        assert notes[0].startswith(f"Port {taken} is taken by process {os.getpid()} (")
        with pytest.raises(NoPortError, match=rf"port {taken} is taken by process {os.getpid()} "):
            listen([taken])


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  both are refused
@pytest.mark.parametrize("option", ["SO_REUSEADDR", "SO_REUSEPORT"])
def test_nobody_can_share_the_port_of_a_hub(address: str, option: str) -> None:
    """Check 17: a later program cannot listen on the port of a running hub, even when it asks to share it."""
    if not hasattr(socket, option):
        pytest.skip("this system has no such option")
    with Gate(plain) as gate, socket.socket() as rogue:
        rogue.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        with pytest.raises(OSError, match="in use"):
            _take(rogue, address, gate.port)


def test_a_socket_that_may_be_shared_would_be() -> None:
    """The control of check 17: a listener that asks to share its port gets company."""
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _take(first, "127.0.0.1", 0)
        _take(second, "127.0.0.1", first.getsockname()[1])


def _take(sock: socket.socket, address: str, port: int) -> None:
    sock.bind((address, port))
    sock.listen()


def test_a_stopped_hub_starts_again_on_its_port() -> None:
    """A connection that was closed a moment ago does not keep the port."""
    with Gate(plain) as gate:
        assert send(gate.port, request("GET", "/v1/hello", host=gate.host)).status == 200
        port = gate.port
    sock, notes = listen([port])
    sock.close()
    assert notes == []
