"""A hub on the loopback that speaks the real one's protocol, gives what tests publish, and fails as it is told to.

Small files come from the hub itself by way of a relative redirect, large ones from a second server, as from the real
hub's delivery network. Everything that is asked for stands in `log`.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from fakes.hub_answers import Answer, answer_from_network, answer_of_hub


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in: `side` is `hub` or `network`, the names of the headers are in lower case."""

    side: str
    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def range(self) -> str | None:
        """The part of the file that was asked for."""
        return self.headers.get("range")


@dataclass(slots=True)
class Faults:
    """What goes wrong, by path of the file; a list holds one entry for each request that it spoils."""

    errors: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    """Part of a target, status and headers: the first that fits is used up."""
    wrong_bytes: dict[str, int] = field(default_factory=dict)
    """How many times other bytes of the same number are given."""
    cut: dict[str, list[int]] = field(default_factory=dict)
    """The line breaks after so many bytes."""
    short: dict[str, int] = field(default_factory=dict)
    """The file is only so long on the server, which is sure of that."""
    longer: dict[str, bytes] = field(default_factory=dict)
    """What comes after the end."""
    stall: dict[str, list[int]] = field(default_factory=dict)
    """Nothing comes any more after so many bytes."""
    drip: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Bytes at a time, and seconds between."""
    redirect: dict[str, str] = field(default_factory=dict)
    """Where to go instead."""
    no_ranges: set[str] = field(default_factory=set[str])
    """Always the whole file, whatever part was asked for."""
    other_ranges: set[str] = field(default_factory=set[str])
    """A part, but another one than was asked for."""
    packed: set[str] = field(default_factory=set[str])
    """Compressed for the way, though nobody asked for that."""
    unreported: set[str] = field(default_factory=set[str])
    """In the list of files without size and digest."""
    silent: bool = False
    """Connections are accepted, and that is all."""


class FakeHub:
    """Two servers while the context lasts; `endpoint` is the hub's address, `network` that of the large files."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.gated: set[str] = set()
        self.private: set[str] = set()
        self.log: list[Asked] = []
        self.over = threading.Event()
        self.warning: str | None = None
        self._commits: dict[str, dict[str, dict[str, bytes]]] = {}
        self._servers = (_Server(self, "hub"), _Server(self, "network"))
        self.endpoint, self.network = (
            f"http://127.0.0.1:{server.server_address[1]}" for server in self._servers
        )

    def publish(self, repository: str, files: Mapping[str, bytes]) -> str:
        """Add a commit that holds exactly these files, and give its id."""
        commits = self._commits.setdefault(repository, {})
        commit = hashlib.sha1(f"{repository} {len(commits)}".encode(), usedforsecurity=False).hexdigest()
        commits[commit] = dict(files)
        return commit

    def tamper(self, repository: str, path: str, data: bytes) -> None:
        """Exchange a file at every commit, report and all."""
        for files in self._commits[repository].values():
            files[path] = data

    def forget(self, repository: str) -> None:
        """Leave only the last commit."""
        commit, files = self._commits[repository].popitem()
        self._commits[repository] = {commit: files}

    def find(self, repository: str, revision: str) -> tuple[str, dict[str, bytes]] | None:
        """Give a commit's id and files: of `main`, the last one."""
        commits = self._commits.get(repository, {})
        commit = next(reversed(commits), None) if revision == "main" else revision
        return (commit, commits[commit]) if commit in commits else None

    def knows(self, repository: str) -> bool:
        """Tell whether there is such a repository."""
        return repository in self._commits

    def asked(self, part: str, side: str | None = None) -> list[Asked]:
        """Give the requests whose targets hold a text."""
        return [each for each in self.log if part in each.target and side in {None, each.side}]

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        for server in self._servers:
            server.shutdown()
            server.end_lines()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: FakeHub, side: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        self.side = side
        self._lines: set[socket.socket] = set()

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        assert isinstance(request, socket.socket)
        self._lines.add(request)
        super().process_request(request, client_address)

    def end_lines(self) -> None:
        for line in self._lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed already
                continue

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away are part of the tests, and what else fails shows in the answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, and the second would wait

    @property
    def _hub(self) -> FakeHub:
        return self._here.hub

    @property
    def _here(self) -> _Server:
        assert isinstance(self.server, _Server)
        return self.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is http.server's
        """Stay off the terminal; `FakeHub.log` has it all."""

    def _answer(self) -> None:
        hub, side = self._hub, self._here.side
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
        hub.log.append(Asked(side, self.command, self.path, headers))
        if hub.faults.silent:
            hub.over.wait()
            self.close_connection = True
            return
        answer = self._failure() or (
            answer_of_hub(hub, self.command, self.path, body, headers)
            if side == "hub"
            else answer_from_network(hub, self.path, headers)
        )
        self._send(answer)

    do_GET = do_HEAD = do_POST = _answer  # noqa: N815  the names are http.server's

    def _failure(self) -> Answer | None:
        errors = self._hub.faults.errors
        for place, (part, status, headers) in enumerate(errors):
            if part in self.path:
                del errors[place]
                return Answer(status, headers)
        return None

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self._hub.warning is not None:
            self.send_header("X-HF-Warning", self._hub.warning)
        if "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self._send_body(answer)
        if answer.ends_line:
            self.close_connection = True

    def _send_body(self, answer: Answer) -> None:
        over = self._hub.over
        body = answer.body if answer.stop_at is None else answer.body[: answer.stop_at]
        step, seconds = answer.drip or (len(body) or 1, 0.0)
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            if seconds and over.wait(seconds):
                break
        if answer.stalls:
            over.wait()
