"""Hubs that misbehave: absent, hung, dripping, endless, huge, garbage. Each time one plain error, in time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

import pytest

from bowerbird_client import (
    BowerbirdClientError,
    CancelledError,
    GarbledError,
    NotRunningError,
    TimedOutError,
)
from bowerbird_client.line import Answer, Line
from fakes.client_hub import ClientHub, Listener, free_port, listening

Script = Callable[[Listener, socket.socket], object]
MOST = 100_000


def _ask(port: int, *, seconds: float = 0.5, most: int = MOST) -> Answer:
    line = Line(port)
    try:
        return line.exchange("GET", "/x", headers={}, body=None, seconds=seconds, most=most)
    finally:
        line.close()


def _after_request(*pieces: bytes, pause: float = 0.0) -> Script:
    def script(listener: Listener, connection: socket.socket) -> None:
        listener.receive(connection)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)

    return script


def _endless(listener: Listener, connection: socket.socket) -> None:
    listener.receive(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def _endless_chunks(listener: Listener, connection: socket.socket) -> None:
    listener.receive(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _hangs(listener: Listener, connection: socket.socket) -> None:
    listener.receive(connection)
    connection.recv(1)


def _drips_headers(listener: Listener, connection: socket.socket) -> None:
    listener.receive(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def _drips_body(listener: Listener, connection: socket.socket) -> None:
    listener.receive(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


GIGABYTE = _after_request(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + b"x" * 4096)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        pytest.param(GIGABYTE, GarbledError, id="a gigabyte"),
        pytest.param(_endless, GarbledError, id="endless"),
        pytest.param(_endless_chunks, GarbledError, id="endless chunks"),
        pytest.param(_hangs, TimedOutError, id="hung"),
        pytest.param(_drips_headers, TimedOutError, id="dripping headers"),
        pytest.param(_drips_body, TimedOutError, id="dripping body"),
        pytest.param(_after_request(b"\x00\xff" * 500 + b"\r\n"), GarbledError, id="garbage"),
        pytest.param(_after_request(b"HTTP/1.1 999999 OK\r\n\r\n"), GarbledError, id="a status that is none"),
        pytest.param(
            _after_request(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n"), GarbledError, id="headers"
        ),
        pytest.param(
            _after_request(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"),
            GarbledError,
            id="broken off",
        ),
        pytest.param(_after_request(), NotRunningError, id="hangs up"),
        pytest.param(
            _after_request(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            GarbledError,
            id="no chunk",
        ),
    ],
)
def test_each_misbehaviour_gives_a_plain_error_in_time(
    script: Script, error: type[BowerbirdClientError]
) -> None:
    """No answer, however strange, holds the client beyond its time, fills its memory, or raises anything else (check 61)."""
    with listening(script) as listener:
        began = time.monotonic()
        with pytest.raises(error) as caught:
            _ask(listener.port)
        took = time.monotonic() - began

    assert took < 2
    assert caught.value.sentence.endswith(".")
    assert caught.value.advice


def test_a_right_answer_passes(hub: ClientHub) -> None:
    """The control: the same limits let an ordinary answer through, twice over one connection."""
    line = Line(hub.port)

    for _ in range(2):
        answer = line.exchange("GET", "/v1/hello", headers={}, body=None, seconds=2, most=MOST)
        assert answer.status == HTTPStatus.OK
        assert line.usable()

    line.close()
    assert hub.connections == 1


def test_a_redirect_is_not_followed() -> None:
    """A redirect is an answer like any other: nobody is asked at its target."""
    with listening(_after_request()) as target:
        to = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{target.port}/\r\nContent-Length: 0\r\n\r\n"
        with listening(_after_request(to.encode())) as listener:
            answer = _ask(listener.port)

    assert answer.status == HTTPStatus.FOUND
    assert not target.received


def test_no_proxy_is_asked(hub: ClientHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that name a proxy change nothing."""
    with listening(_after_request()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        line = Line(hub.port)
        answer = line.exchange("GET", "/v1/hello", headers={}, body=None, seconds=2, most=MOST)
        line.close()

    assert answer.status == HTTPStatus.OK
    assert not proxy.received


def test_an_early_refusal_of_a_body_is_read() -> None:
    """A hub that refuses a large body and hangs up before all of it came is still understood."""

    def script(listener: Listener, connection: socket.socket) -> None:
        listener.receive(connection)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.2)

    with listening(script) as listener:
        line = Line(listener.port)
        answer = line.exchange("POST", "/x", headers={}, body=b"x" * 8_000_000, seconds=2, most=MOST)
        line.close()

    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_nobody_there() -> None:
    """A refused connection says that Bowerbird does not run."""
    with pytest.raises(NotRunningError):
        Line(free_port())


def test_what_runs_can_be_cut_from_another_thread() -> None:
    """Cutting a line ends a wait at once, as given up and not as an error of the hub."""
    with listening(_hangs) as listener:
        line = Line(listener.port)
        timer = threading.Timer(0.1, line.cut)
        timer.start()
        began = time.monotonic()
        with pytest.raises(CancelledError):
            line.exchange("GET", "/x", headers={}, body=None, seconds=30, most=MOST)

        assert time.monotonic() - began < 2
        timer.join()


def test_a_line_that_the_hub_left_is_not_used_again() -> None:
    """A closed connection, or one over which something came unasked, is seen before it is used."""
    with listening(_after_request(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as listener:
        line = Line(listener.port)
        line.exchange("GET", "/x", headers={}, body=None, seconds=2, most=MOST)
        time.sleep(0.2)

        assert not line.usable()
        line.close()
