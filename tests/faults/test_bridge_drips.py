"""The clocks of a connection run from its beginning: a byte now and then does not wind them up again (check 22)."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Generator

import pytest

from bowerbird_bridge.serving import connections
from fakes.gate import SOON_S, Gate, plain
from fakes.raw_http import connection, read_answer, request, wait_for_end

LIMIT_S = 0.5
EVERY_S = 0.05
SEVERAL_LIMITS_S = 3.0

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: %s\r\nX: "
HALF_A_BODY = (
    b"POST /v1/search HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"
)
DRIPS = pytest.mark.parametrize(
    ("limit", "beginning"),
    [("HEAD_S", HALF_A_HEAD), ("WHOLE_S", HALF_A_BODY)],
    ids=["half a head", "half a body"],
)


class WoundUp(connections.Channel):
    """A connection whose clock starts again with each byte, which is what must not be."""

    def received(self, data: bytes) -> bool:
        """Take it, and look at the clock."""
        done = super().received(data)
        self._since = time.monotonic()
        return done


@contextlib.contextmanager
def _dripping(line: socket.socket) -> Generator[threading.Event]:
    """Send a byte every now and then until the other side has closed; the event says that it has."""
    cut_off, over = threading.Event(), threading.Event()

    def drip() -> None:
        while not over.wait(EVERY_S):
            try:
                line.sendall(b"a")
            except OSError:
                cut_off.set()
                return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield cut_off
    finally:
        over.set()
        thread.join()


@DRIPS
def test_who_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, limit: str, beginning: bytes) -> None:
    """Check 22: a head or a body of which a byte comes every 50 ms is given up when its time is over."""
    monkeypatch.setattr(connections, limit, LIMIT_S)
    with Gate(plain) as gate, connection(gate.port) as line:
        line.sendall(beginning.replace(b"%s", gate.host.encode()))
        with _dripping(line) as cut_off:
            ended = wait_for_end(line, SOON_S)
            assert cut_off.wait(SOON_S)
    assert ended is not None
    assert ended > LIMIT_S / 2
    assert gate.seen == []


@DRIPS
def test_a_clock_that_each_byte_winds_up_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, limit: str, beginning: bytes
) -> None:
    """The control of check 22: with such a clock, whoever drips stays for several times as long."""
    monkeypatch.setattr(connections, limit, LIMIT_S)
    monkeypatch.setattr(connections.ConnectionServer, "channel_class", WoundUp)
    with Gate(plain) as gate, connection(gate.port) as line:
        line.sendall(beginning.replace(b"%s", gate.host.encode()))
        with _dripping(line) as cut_off:
            assert wait_for_end(line, SEVERAL_LIMITS_S) is None
            assert not cut_off.is_set()


@pytest.mark.parametrize("drips", [True, False], ids=["goes on sending", "is silent"])
def test_a_refused_client_that_stays_is_cut_off(monkeypatch: pytest.MonkeyPatch, drips: bool) -> None:
    """Who has been told why and does not go has LINGER_S: what it sends afterwards reaches nobody."""
    monkeypatch.setattr(connections, "LINGER_S", LIMIT_S)
    with Gate(plain) as gate, connection(gate.port) as line:
        _be_refused(gate, line)
        if not drips:
            time.sleep(SEVERAL_LIMITS_S)
        with _dripping(line) as cut_off:
            # One byte is answered by a reset, and the next one cannot be sent.
            assert cut_off.wait(SOON_S)


def test_a_refused_client_that_is_let_stay_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: while the hub lingers, the client can send, so that a lingering without end would show."""
    monkeypatch.setattr(connections, "LINGER_S", float("inf"))
    with Gate(plain) as gate, connection(gate.port) as line:
        _be_refused(gate, line)
        with _dripping(line) as cut_off:
            assert not cut_off.wait(SEVERAL_LIMITS_S)


def _be_refused(gate: Gate, line: socket.socket) -> None:
    """Send the beginning of what the guard refuses, and read the answer."""
    head = request("POST", "/v1/search", {"Content-Length": "9999"}, host="evil.example")
    line.sendall(head + b"{")
    assert read_answer(line).status == 403
    assert gate.seen == []
