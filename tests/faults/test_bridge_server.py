"""The server under clients that are slow, greedy, malformed or gone, and its own start and stop.

Each check has its control: the same to waitress as it comes, or to a server without lanes.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowerbird_bridge import connections
from bowerbird_bridge.guard import MOST_PICTURE
from bowerbird_bridge.server import GRACE_S, THREADS_S, HubServer, NoPortError, listen
from fakes.gate import SOON_S, Gate, Held, plain
from fakes.raw_http import connection, read_answer, request, send, wait_for_end

JSON = {"Content-Type": "application/json"}
PNG = {"Content-Type": "image/png"}
DRIPPING = 300
SLOW_S = 0.2
MIB = 1024 * 1024
SERVE = Path(__file__).with_name("serve_plainly.py")


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Serve an application that reads everything."""
    with Gate(plain) as gate:
        yield gate


@contextlib.contextmanager
def _served(kind: str, temporary: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Serve in another process; its memory and its temporary files are its own."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environ = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, SERVE, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), psutil.Process(process.pid)


@contextlib.contextmanager
def _dripping(port: int, count: int) -> Iterator[None]:
    """Hold so many connections that send one byte of a head every two seconds."""
    stop = threading.Event()
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(connection(port)) for _ in range(count)]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nX: ")

        def drip() -> None:
            while not stop.wait(2):
                for line in lines:
                    with contextlib.suppress(OSError):
                        line.sendall(b"a")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _times(port: int, host: str, count: int) -> list[float]:
    """Ask for health so many times, and give how long each took."""
    times: list[float] = []
    for _ in range(count):
        started = time.monotonic()
        assert send(port, request("GET", "/v1/hello", host=host)).status == 200
        times.append(time.monotonic() - started)
    return sorted(times)


def test_slow_and_stuck_requests_do_not_slow_health() -> None:
    """Check 22: 300 dripping connections and 8 stuck handlers at once; health answers under 200 ms, 99 times in 100."""
    held = Held.new()
    with Gate(held) as gate, contextlib.ExitStack() as stuck:
        for _ in range(8):
            line = stuck.enter_context(connection(gate.port))
            line.sendall(request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        for _ in range(8):
            assert held.arrived.acquire(timeout=SOON_S)
        with _dripping(gate.port, DRIPPING):
            times = _times(gate.port, gate.host, 200)
        held.let_go.set()
    assert times[int(len(times) * 0.99)] < SLOW_S
    assert statistics.median(times) < SLOW_S / 4


def test_a_full_lane_says_busy() -> None:
    """Check 22: more stuck requests than their lane holds are told so at once, with a time to come again."""
    held = Held.new()
    with Gate(held) as gate, contextlib.ExitStack() as stuck:
        lines = [stuck.enter_context(connection(gate.port)) for _ in range(16)]
        for line in lines:
            line.sendall(request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        for _ in range(8):
            assert held.arrived.acquire(timeout=SOON_S)
        deadline = time.monotonic() + SOON_S
        answer = send(gate.port, request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        while answer.status != 503 and time.monotonic() < deadline:
            answer = send(gate.port, request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        assert (answer.status, answer.header("Retry-After")) == (503, "1")
        assert max(_times(gate.port, gate.host, 20)) < SLOW_S * 5
        held.let_go.set()
        assert {read_answer(line).status for line in lines} == {200}


def test_waitress_alone_is_held_up_by_dripping_connections(tmp_path: Path) -> None:
    """The control of check 22: as it comes, a hundred slow connections keep everybody out."""
    with _served("bare", tmp_path) as (port, _), _dripping(port, DRIPPING), pytest.raises(TimeoutError):
        send(port, request("GET", "/v1/hello", host="x"), timeout=1)


def test_without_lanes_stuck_handlers_hold_everybody_up() -> None:
    """The control of check 22: with as many threads as stuck handlers and no lanes, health waits with them."""
    held = Held.new()
    with Gate(held, guarded=False, threads=8) as gate, contextlib.ExitStack() as stuck:
        for _ in range(8):
            line = stuck.enter_context(connection(gate.port))
            line.sendall(request("POST", "/v1/search", JSON, b"{}", host=gate.host))
        for _ in range(8):
            assert held.arrived.acquire(timeout=SOON_S)
        with pytest.raises(TimeoutError):
            send(gate.port, request("GET", "/v1/hello", host=gate.host), timeout=1)
        held.let_go.set()


def test_more_connections_than_there_is_room_for_keep_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has kept the server waiting longest makes room for whoever comes."""
    monkeypatch.setattr("bowerbird_bridge.server.MOST_CONNECTIONS", 20)
    with Gate(plain) as gate, contextlib.ExitStack() as held:
        for _ in range(60):
            held.enter_context(connection(gate.port))
        assert max(_times(gate.port, gate.host, 20)) < SOON_S


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        ("IDLE_S", b""),
        ("HEAD_S", b"GET / HTTP/1.1\r\nHost: "),
        (
            "WHOLE_S",
            b"POST /v1/search HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
        ),
    ],
)
def test_a_request_has_to_come_in_time(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, limit: str, sent: bytes
) -> None:
    """Check 22: who says nothing, half a head or half a body is cut off, also when a byte drips now and then."""
    monkeypatch.setattr(connections, limit, 0.5)
    sent = sent.replace(b"%s", gate.host.encode())
    with connection(gate.port) as line:
        line.sendall(sent)
        if limit == "HEAD_S":
            for _ in range(3):
                time.sleep(0.1)
                line.sendall(b"a")
        ended = wait_for_end(line, SOON_S)
    assert ended is not None
    assert ended < SOON_S / 2


def test_waitress_alone_waits(tmp_path: Path) -> None:
    """The control: as it comes, half a head is waited for, for minutes."""
    with _served("bare", tmp_path) as (port, _), connection(port) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert wait_for_end(line, 2.0) is None


def test_long_work_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks are for clients: however long we take ourselves, the answer comes."""
    for limit in ("IDLE_S", "HEAD_S", "WHOLE_S", "STALLED_S"):
        monkeypatch.setattr(connections, limit, 0.2)

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        time.sleep(1.5)
        return plain(environ, start_response)

    with Gate(slow) as gate:
        assert send(gate.port, request("GET", "/v1/status", host=gate.host)).status == 200


def test_who_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that nobody takes is given up, and its thread with it."""
    monkeypatch.setattr(connections, "STALLED_S", 0.5)
    ended = threading.Event()

    def endless(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield b"x" * MIB
        finally:
            ended.set()

    with Gate(endless) as gate, connection(gate.port) as line:
        line.sendall(request("GET", "/v1/status", host=gate.host))
        assert ended.wait(SOON_S)


def test_who_has_gone_is_noticed() -> None:
    """Check 70: an application can ask whether its client is still there, while it works."""
    noticed = threading.Event()

    def patient(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        gone = environ["waitress.client_disconnected"]
        deadline = time.monotonic() + SOON_S
        while not gone() and time.monotonic() < deadline:
            time.sleep(0.01)
        if gone():
            noticed.set()
        return plain(environ, start_response)

    with Gate(patient) as gate:
        with connection(gate.port) as line:
            line.sendall(request("GET", "/v1/status", host=gate.host))
            time.sleep(0.1)
        assert noticed.wait(SOON_S)


def _malformed(host: str) -> dict[str, bytes]:
    many = b"a" * 300_000
    return {
        "2 GiB announced": request("POST", "/v1/search", {**JSON, "Content-Length": "2147483648"}, host=host),
        "2 GiB picture announced": request(
            "POST", "/v1/query-images", {**PNG, "Content-Length": "2147483648"}, host=host
        ),
        "33 MiB body": request("POST", "/v1/query-images", PNG, bytes(33 * MIB), host=host),
        "33 MiB of JSON": request("POST", "/v1/search", JSON, bytes(33 * MIB), host=host),
        "65 KiB of JSON": request("POST", "/v1/search", JSON, b" " * (64 * 1024 + 1), host=host),
        "body of a GET": request("GET", "/v1/status", {}, b"{}", host=host),
        "asks to go on": request(
            "POST",
            "/v1/search",
            {**JSON, "Content-Length": "2147483648", "Expect": "100-continue"},
            host=host,
        ),
        "chunks": request(
            "POST", "/v1/search", {**JSON, "Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n", host=host
        ),
        "chunks and a length": request(
            "POST",
            "/v1/search",
            {**JSON, "Content-Length": "12", "Transfer-Encoding": "chunked"},
            b"2\r\n{}\r\n0\r\n\r\n",
            host=host,
        ),
        "chunks of an odd coding": request(
            "POST", "/v1/search", {**JSON, "Transfer-Encoding": "gzip, chunked"}, host=host
        ),
        "an odd coding": request("POST", "/v1/search", {**JSON, "Transfer-Encoding": "xchunked"}, host=host),
        "two lengths": request(
            "POST",
            "/v1/search",
            [*JSON.items(), ("Content-Length", "2"), ("Content-Length", "2")],
            b"{}",
            host=host,
        ),
        "two different lengths": request(
            "POST",
            "/v1/search",
            [*JSON.items(), ("Content-Length", "2"), ("Content-Length", "3")],
            b"{}",
            host=host,
        ),
        "negative length": request("POST", "/v1/search", {**JSON, "Content-Length": "-1"}, b"{}", host=host),
        "signed length": request("POST", "/v1/search", {**JSON, "Content-Length": "+2"}, b"{}", host=host),
        "hexadecimal length": request(
            "POST", "/v1/search", {**JSON, "Content-Length": "0x2"}, b"{}", host=host
        ),
        "length of many digits": request(
            "POST", "/v1/search", {**JSON, "Content-Length": "9" * 5000}, b"{}", host=host
        ),
        "300 KB header": request("GET", "/v1/status", {"X": many.decode()}, host=host),
        "300 KB target": request("GET", f"/{many.decode()}", host=host),
        "300 KB without a line": many,
        "10,000 headers": request("GET", "/v1/status", [("X", "a")] * 10_000, host=host),
        "bare line feeds": f"GET / HTTP/1.1\nHost: {host}\n\n".encode(),
        "one bare line feed": f"GET / HTTP/1.1\r\nX: a\nHost: {host}\r\n\r\n".encode(),
        "bare carriage return": f"GET / HTTP/1.1\r\nX: a\rb\r\nHost: {host}\r\n\r\n".encode(),
        "folded header": f"GET / HTTP/1.1\r\nHost: {host}\r\nX: a\r\n b\r\n\r\n".encode(),
        "folded Host": f"GET / HTTP/1.1\r\nHost:\r\n {host}\r\n\r\n".encode(),
        "space before the colon": f"GET / HTTP/1.1\r\nHost : {host}\r\n\r\n".encode(),
        "NUL in a header": request("GET", "/v1/status", {"X": "\0"}, host=host),
        "no version": b"GET /\r\n\r\n",
        "another version": request("GET", "/v1/status", host=host, version="HTTP/2.0"),
        "small method": request("get", "/v1/status", host=host),
        "CONNECT": request("CONNECT", "evil.com:443", host=host),
        "no target": f"GET  HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "nothing of the kind": b"\x00\xff\xfe\r\n\r\n",
    }


def test_malformed_requests_are_refused(gate: Gate) -> None:
    """Check 23: each is answered with 4xx, none reaches the application, and the server lives."""
    for name, data in _malformed(gate.host).items():
        answer = send(gate.port, data)
        assert 400 <= answer.status < 500, (name, answer.raw[:300])
        assert answer.header("Content-Type") == "application/problem+json", name
        assert b"100 Continue" not in answer.raw
    assert gate.seen == []
    assert send(gate.port, request("GET", "/v1/hello", host=gate.host)).status == 200


def test_waitress_alone_takes_some_of_them(tmp_path: Path) -> None:
    """The control of check 23: as it comes, chunks beside a length, folded headers and large bodies are taken."""
    with Gate(plain, guarded=False) as unguarded, _served("bare", tmp_path) as (port, _):
        host = f"127.0.0.1:{port}"
        bad = _malformed(host)
        for name in ("chunks and a length", "folded header", "33 MiB body", "chunks"):
            assert send(port, bad[name]).status == 200, name
        assert send(unguarded.port, bad["65 KiB of JSON"]).status == 200


def test_greedy_requests_cost_neither_memory_nor_disk(tmp_path: Path) -> None:
    """Check 23: under all of these the process grows by less than 64 MiB, and leaves no temporary file."""
    with _served("strict", tmp_path) as (port, process):
        host = f"127.0.0.1:{port}"
        assert send(port, request("GET", "/v1/hello", host=host)).status == 200
        before = process.memory_info().rss
        most = before
        for data in _malformed(host).values():
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
    with _served("bare", tmp_path) as (port, process), connection(port) as line:
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
            line.sendall(request("POST", "/v1/query-images", announced, host=gate.host) + b"x")
        time.sleep(0.2)
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        raise RuntimeError("/home/somebody/secret")

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
        gate._thread.join(SOON_S)
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
        gate._thread.join(SOON_S)
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


def test_nobody_can_share_the_port_of_a_hub() -> None:
    """Check 17: a later program cannot bind the port of a running hub, even when it asks to share it."""
    with Gate(plain) as gate, socket.socket() as rogue:
        rogue.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            rogue.bind(("127.0.0.1", gate.port))


def test_a_stopped_hub_starts_again_on_its_port() -> None:
    """A connection that was closed a moment ago does not keep the port."""
    with Gate(plain) as gate:
        assert send(gate.port, request("GET", "/v1/hello", host=gate.host)).status == 200
        port = gate.port
    sock, notes = listen([port])
    sock.close()
    assert notes == []
