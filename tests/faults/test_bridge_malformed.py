"""The server under requests that are too large, malformed, or mere noise.

Each check has its control: the same to waitress as it comes.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowerbird_bridge.serving import connections
from bowerbird_bridge.serving.guard import MOST_PICTURE
from fakes.gate import SOON_S, Gate, plain
from fakes.malformed_requests import JSON, MIB, PNG, malformed
from fakes.raw_http import connection, read_answer, request, send, wait_for_end
from fakes.served_plainly import served_plainly


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Serve an application that reads everything."""
    with Gate(plain) as gate:
        yield gate


def test_malformed_requests_are_refused(gate: Gate) -> None:
    """Check 23: each is answered with 4xx, none reaches the application, and the server lives."""
    for name, data in malformed(gate.host).items():
        answer = send(gate.port, data)
        assert 400 <= answer.status < 500, (name, answer.raw[:300])
        assert answer.header("Content-Type") == "application/problem+json", name
        assert b"100 Continue" not in answer.raw
    assert gate.seen == []
    assert send(gate.port, request("GET", "/v1/hello", host=gate.host)).status == 200


def test_waitress_alone_takes_some_of_them(tmp_path: Path) -> None:
    """The control of check 23: as it comes, chunks beside a length, folded headers and large bodies are taken."""
    with Gate(plain, guarded=False) as unguarded, served_plainly("bare", tmp_path) as (port, _):
        host = f"127.0.0.1:{port}"
        bad = malformed(host)
        for name in ("chunks and a length", "folded header", "33 MiB body", "chunks"):
            assert send(port, bad[name]).status == 200, name
        assert send(unguarded.port, bad["65 KiB of JSON"]).status == 200


def test_greedy_requests_cost_neither_memory_nor_disk(tmp_path: Path) -> None:
    """Check 23: under all of these the process grows by less than 64 MiB, and leaves no temporary file."""
    with served_plainly("strict", tmp_path) as (port, process):
        host = f"127.0.0.1:{port}"
        assert send(port, request("GET", "/v1/hello", host=host)).status == 200
        before = process.memory_info().rss
        most = before
        for data in malformed(host).values():
            send(port, data)
            most = max(most, process.memory_info().rss)
            assert list(tmp_path.iterdir()) == []
        with connection(port) as line:
            line.sendall(request("POST", "/v1/search", {**JSON, "Transfer-Encoding": "chunked"}, host=host))
            with contextlib.suppress(OSError):
                for _ in range(64):
                    line.sendall(b"10000\r\n" + bytes(65536) + b"\r\n")
        most = max(most, process.memory_info().rss)
        assert send(port, request("GET", "/v1/hello", host=host)).status == 200
    assert most - before < 64 * MIB
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks at open files as Linux shows them")
def test_waitress_alone_keeps_what_it_is_sent(tmp_path: Path) -> None:
    """The control of check 23: as it comes, it writes a large body to the disk while it comes in."""
    with served_plainly("bare", tmp_path) as (port, process), connection(port) as line:
        announced = request("POST", "/v1/search", {**JSON, "Content-Length": str(40 * MIB)}, host="x")
        line.sendall(announced + bytes(39 * MIB))
        deadline = time.monotonic() + SOON_S
        files = Path(f"/proc/{process.pid}/fd")
        while not any(str(tmp_path) in str(file.readlink()) for file in files.iterdir()):
            assert time.monotonic() < deadline, "no temporary file was seen"
            time.sleep(0.05)


def test_too_many_large_bodies_at_once_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies under way have a limit together: the next one is told to come again, before it is sent."""
    monkeypatch.setattr(connections, "MOST_HELD", 2 * MOST_PICTURE)
    announced = {**PNG, "Content-Length": str(MOST_PICTURE)}
    with Gate(plain) as gate, contextlib.ExitStack() as held:
        for _ in range(2):
            line = held.enter_context(connection(gate.port))
            asked = {**announced, "Expect": "100-continue"}
            line.sendall(request("POST", "/v1/query-images", asked, host=gate.host))
            # What is told to go on has its room.
            assert line.recv(1024).startswith(b"HTTP/1.1 100 ")
            line.sendall(b"x")
        answer = send(gate.port, request("POST", "/v1/query-images", announced, host=gate.host))
        assert (answer.status, answer.header("Retry-After")) == (503, "1")
        assert send(gate.port, request("POST", "/v1/search", JSON, b"{}", host=gate.host)).status == 200


def test_the_largest_picture_is_taken(gate: Gate) -> None:
    """What is allowed arrives whole."""
    answer = send(gate.port, request("POST", "/v1/query-images", PNG, bytes(MOST_PICTURE), host=gate.host))
    assert answer.body == b"read %d" % MOST_PICTURE


def test_a_client_may_ask_whether_to_go_on(gate: Gate) -> None:
    """`Expect: 100-continue` is answered as the standard says."""
    with connection(gate.port) as line:
        expects = {**JSON, "Content-Length": "2", "Expect": "100-continue"}
        line.sendall(request("POST", "/v1/search", expects, host=gate.host))
        assert line.recv(100).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"{}")
        assert read_answer(line).body == b"read 2"


def test_what_follows_a_refusal_is_not_read_as_a_request(gate: Gate) -> None:
    """The rest of a body that was refused is no further request, however much it looks like one."""
    inner = request("GET", "/v1/status", host=gate.host)
    outer = request("POST", "/v1/search", {"Content-Type": "text/plain"}, inner, host=gate.host)
    with connection(gate.port) as line:
        line.sendall(outer + inner)
        assert read_answer(line).status == 415
        assert wait_for_end(line, SOON_S) is not None
    assert gate.seen == []


def test_a_connection_serves_many_requests(gate: Gate) -> None:
    """Connections are kept, and requests that come together are answered in order."""
    with connection(gate.port) as line:
        for _ in range(50):
            line.sendall(request("GET", "/v1/hello", host=gate.host))
            assert read_answer(line).status == 200
        line.sendall(request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        assert read_answer(line).body == b"read 2"
    assert len(gate.seen) == 51


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, 150), max_size=12))
def test_a_request_may_come_in_any_pieces(gate: Gate, cuts: set[int]) -> None:
    """Wherever the line cuts a request, it is the same request; a bare line feed is found wherever it is cut."""
    good = request("POST", "/v1/search", {**JSON, "Content-Length": "2", "X": "a"}, b"{}", host=gate.host)
    for data, status in ((good, 200), (good.replace(b"X: a\r\n", b"X: a\n"), 400)):
        with connection(gate.port) as line:
            for start, end in itertools.pairwise([0, *sorted(cuts), len(data)]):
                with contextlib.suppress(ConnectionError):
                    line.sendall(data[start:end])
                time.sleep(0.001)
            assert read_answer(line).status == status


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noise=st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    b"GET ", b"POST ", b"/", b" HTTP/1.1", b" HTTP/1.0", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"Host: ",
                    b"Content-Length: ", b"5", b"-1", b"Transfer-Encoding: chunked", b"\0", b"\xff", b":", b" ", b"Expect: 100-continue",
                ]
            ),
            max_size=20,
        ).map(b"".join),
    )
)  # fmt: skip
def test_noise_neither_kills_nor_enters(gate: Gate, noise: bytes) -> None:
    """Check 5: whatever bytes come, none reaches the application, and the next request is answered."""
    with connection(gate.port) as line:
        with contextlib.suppress(OSError):
            line.sendall(noise)
            line.shutdown(socket.SHUT_WR)
        line.settimeout(SOON_S)
        with contextlib.suppress(ConnectionError):
            while line.recv(65536):
                continue
    assert gate.seen == []
    assert gate.server.port == gate.port


def test_out_of_band_data_is_not_endured(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    """A byte out of band ends its connection, instead of a loop that fills the log."""
    with caplog.at_level(logging.WARNING), connection(gate.port) as line:
        line.send(b"x", socket.MSG_OOB)
        assert wait_for_end(line, SOON_S) is not None
    assert len(caplog.records) < 3
