"""HTTP as bytes on a socket, for requests that no client library would send; answers are read as they are."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
PATIENCE_S = 20.0

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `status` is 0 when the connection ended without one; header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    raw: bytes

    def header(self, name: str) -> str | None:
        """Give a header, or None."""
        return next((value for each, value in self.headers if each == name.lower()), None)

    @property
    def cors(self) -> list[str]:
        """The names of the headers that would open the answer to other pages."""
        return [name for name, _ in self.headers if name.startswith("access-control-")]


def request(
    method: str,
    target: str,
    headers: Headers = (),
    body: bytes = b"",
    *,
    host: str | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """Write one request. `host` is the Host line's value; without it, none is written unless `headers` has one."""
    pairs = list(headers) if isinstance(headers, Sequence) else list(headers.items())
    if host is not None:
        pairs.insert(0, ("Host", host))
    if body and not any(name.lower() in {"content-length", "transfer-encoding"} for name, _ in pairs):
        pairs.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} {version}", *(f"{name}: {value}" for name, value in pairs), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@contextlib.contextmanager
def connection(port: int, *, timeout: float = PATIENCE_S) -> Generator[socket.socket]:
    """Connect to the server for the length of the block."""
    with socket.create_connection((HOST, port), timeout) as sock:
        yield sock


def send(port: int, data: bytes, *, timeout: float = PATIENCE_S, method: str | None = None) -> Answer:
    """Send these bytes on a connection of their own, and read one answer.

    A server that closes while we still send is read all the same. `method` is found in the bytes when not given.
    """
    with connection(port, timeout=timeout) as sock:
        with contextlib.suppress(ConnectionError):
            sock.sendall(data)
        return read_answer(sock, method=method or data[:8].partition(b" ")[0].decode("latin-1"))


def read_answer(sock: socket.socket, *, method: str = "GET") -> Answer:
    """Read one answer: as long as it says, or until the end of the connection. `100 Continue` is passed over."""
    data = bytearray()
    while b"\r\n\r\n" not in data or data.startswith(b"HTTP/1.1 100 "):
        if data.startswith(b"HTTP/1.1 100 ") and b"\r\n\r\n" in data:
            del data[: data.index(b"\r\n\r\n") + 4]
            continue
        if not (more := _receive(sock)):
            return _parsed(bytes(data), b"")
        data += more
    end = data.index(b"\r\n\r\n")
    head, body = bytes(data[:end]), data[end + 4 :]
    answer = _parsed(head, b"")
    if method == "HEAD" or answer.status in {204, 304}:
        return _parsed(head, bytes(body))
    length = answer.header("content-length")
    chunked = answer.header("transfer-encoding") == "chunked"
    while not _complete(body, length, chunked=chunked) and (more := _receive(sock)):
        body += more
    return _parsed(head, _joined(bytes(body)) if chunked else bytes(body))


def wait_for_end(sock: socket.socket, seconds: float) -> float | None:
    """Wait until the other side closes, and tell after how many seconds; None when it does not."""
    started = time.monotonic()
    sock.settimeout(seconds)
    try:
        while sock.recv(65536):
            if time.monotonic() - started > seconds:
                return None
    except ConnectionError:
        pass
    except TimeoutError:
        return None
    return time.monotonic() - started


def status_of(port: int, data: bytes) -> int:
    """Send these bytes, and give the status as soon as it is there: of answers that do not end."""
    with connection(port) as sock:
        sock.sendall(data)
        head = b""
        while b"\r\n" not in head and (more := _receive(sock)):
            head += more
    return _parsed(head.partition(b"\r\n")[0], b"").status


def _receive(sock: socket.socket) -> bytes:
    try:
        return sock.recv(65536)
    except ConnectionError:
        return b""


def _complete(body: bytearray, length: str | None, *, chunked: bool) -> bool:
    if chunked:
        return body.endswith(b"0\r\n\r\n")
    return length is not None and len(body) >= int(length)


def _joined(body: bytes) -> bytes:
    joined = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size or b"0", 16)
        joined, body = joined + body[:count], body[count + 2 :]
    return joined


def _parsed(head: bytes, body: bytes) -> Answer:
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    pairs = tuple((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Answer(status, pairs, body, head + b"\r\n\r\n" + body)
