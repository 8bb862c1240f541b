"""Connections: waitress made strict about what it reads, quick to give up, and silent about what it is.

A request is judged as soon as its head is there, before a byte of its body is read. What cannot be read, or two
readers would read in two ways (bare line feeds, folded headers, a length beside chunks), is refused with a problem like
any other.
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import MutableMapping
from types import MappingProxyType

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from bowerbird_bridge.problems import Problem
from bowerbird_bridge.serving.guard import MOST_JSON, Guard, secured
from bowerbird_bridge.serving.lanes import Lane, lane_of

IDLE_S = 60.0
HEAD_S = 30.0
WHOLE_S = 60.0
STALLED_S = 60.0
"""How long a connection may be silent, take for its head and for its whole request, and leave an answer unread."""
LINGER_S = 3.0
"""A client that still sends what was refused gets to read why, and is not cut off."""

MOST_HEAD = 16 * 1024
MOST_HELD = 256 * 1024 * 1024
"""Bytes of large bodies in memory, all connections together."""

_SWEEP_EVERY_S = 0.25
_FOLDED = re.compile(rb"\r\n[ \t]")
_BARE_LF = re.compile(rb"(?<!\r)\n")
_PROBLEMS = MappingProxyType(
    {
        400: Problem("bad_request", "This is not a well-formed HTTP/1.1 request."),
        413: Problem("too_large", "The body of the request is too large."),
        431: Problem("headers_too_large", f"The head of a request has at most {MOST_HEAD // 1024} KiB."),
        501: Problem("length_required", "Send the body in one piece, with a Content-Length."),
    }
)
_OUR_FAULT = Problem("error", "Something went wrong in the hub. Its log says more; try again.")
_HANDS_FULL = Problem(
    "busy", "Too many pictures are being sent at once. Try again in a moment.", retry_after=1
)


class Dispatcher(ThreadedTaskDispatcher):
    """Without waitress' line in the log for each request that waits for a thread."""

    def add_task(self, task: HTTPChannel) -> None:
        """Hand a request to the next free thread."""
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()


class _RefusedError(Error):
    def __init__(self, problem: Problem) -> None:
        super().__init__("")
        self.code = problem.status
        self.problem = problem


class _Parser(HTTPRequestParser):
    """Reads one request, asks `gate` as soon as the head is there, and takes nothing that two readers read in two ways."""

    command = path = request_uri = ""

    def __init__(self, adj: Adjustments, server: ConnectionServer) -> None:
        super().__init__(adj)
        self._server = server

    def received(self, data: bytes) -> int:
        in_head = self.body_rcv is None
        try:
            consumed = super().received(data)
        except Exception:  # noqa: BLE001  such as a length of more digits than Python reads
            self._refuse(_PROBLEMS[400])
            return len(data)
        if in_head and not self.completed and not self.headers_finished:
            # From what is new on, though what comes before it counts: a head may come in any pieces.
            if _BARE_LF.search(self.header_plus, max(0, len(self.header_plus) - len(data))):
                self._refuse(_PROBLEMS[400])
        elif in_head and self.headers_finished and self.error is None and self.command:
            problem = self._server.gate(self)
            if problem is not None:
                self._refuse(problem)
        if self.completed:
            # Else waitress asks a client to go on sending what it has already refused.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        if _FOLDED.search(header_plus):
            raise ParsingError("folded header")
        super().parse_header(header_plus)
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            self.error = _RefusedError(_PROBLEMS[501])
            self.completed = True

    def environ(self) -> dict[str, object]:
        """Give what is to be judged, as the application will see it."""
        environ: dict[str, object] = {f"HTTP_{name}": value for name, value in self.headers.items()}
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if f"HTTP_{name}" in environ:
                environ[name] = environ.pop(f"HTTP_{name}")
        return environ | {
            "REQUEST_METHOD": self.command,
            "REQUEST_URI": self.request_uri,
            "PATH_INFO": f"/{self.path.lstrip('/')}" if self.path.startswith("/") else self.path,
            "SERVER_PROTOCOL": f"HTTP/{self.version}",
        }

    def _refuse(self, problem: Problem) -> None:
        self.error = _RefusedError(problem)
        self.completed = True
        self.expect_continue = False


class _ErrorTask(ErrorTask):
    def execute(self) -> None:
        error = self.request.error
        code = error.code if error else 500
        problem = error.problem if isinstance(error, _RefusedError) else _PROBLEMS.get(code, _OUR_FAULT)
        self.status = problem.status_line
        self.response_headers.extend(secured(problem.headers))
        self.set_close_on_finish()
        self.write(b"" if self.request.command == "HEAD" else problem.body)


class Channel(HTTPChannel):
    """One connection, with a clock."""

    error_task_class = _ErrorTask

    def __init__(
        self,
        server: ConnectionServer,
        sock: socket.socket,
        addr: tuple[str, int],
        adj: Adjustments,
        map: MutableMapping[int, wasyncore.dispatcher] | None = None,  # noqa: A002  the name is waitress'
    ) -> None:
        self._since = time.monotonic()
        self._refused = False
        self._lingers = False
        self.parser_class = lambda adj: _Parser(adj, server)
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def answering(self) -> bool:
        """Whether a request is being worked on, or its answer is not out yet."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    @property
    def streaming(self) -> bool:
        """Whether the answer under way is one that never ends by itself."""
        return any(lane_of(request.path) is Lane.STREAMS for request in tuple(self.requests))

    @property
    def waiting_since(self) -> float:
        """When the client last did what we are waiting for; never, while we work for it."""
        return float("inf") if self.answering else self._since

    def overdue(self, now: float) -> bool:
        """Tell whether this connection has had all the time that it gets."""
        request = self.request
        if self._lingers:
            most = LINGER_S
        elif self.total_outbufs_len:
            most = STALLED_S
        elif self.requests:
            return False
        elif request is None:
            most = IDLE_S
        else:
            most = WHOLE_S if request.headers_finished else HEAD_S
        return now - self._since > most

    def received(self, data: bytes) -> bool:
        """Take what has come in; nothing, after a request that was refused: it may be the rest of its body."""
        if self._lingers or any(request.error for request in tuple(self.requests)):
            return False
        before = self.request
        done = super().received(data)
        if self.request is not before:
            self._since = time.monotonic()
        return done

    def service(self) -> None:
        """Answer one request, in a thread."""
        self._refused = bool(self.requests[0].error)
        super().service()
        self._since = time.monotonic()

    def _flush_some(self, do_close: bool = True) -> bool:
        sent = super()._flush_some(do_close=do_close)
        if sent:
            self._since = time.monotonic()
        return sent

    def handle_close(self) -> None:
        """Close, after a refusal only once the client has read it."""
        # With bytes unread, closing would make the system take back the answer that says why they were not read.
        if self._refused and self.connected and not self._lingers and self.socket is not None:
            self._lingers = True
            self._since = time.monotonic()
            self.will_close = self.close_when_flushed = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()

    def handle_expt(self) -> None:
        """Close on out-of-band data: nobody sends it for good."""
        self.give_up()

    def give_up(self) -> None:
        """Close now, whatever is under way."""
        self._lingers = True
        self.handle_close()


class ConnectionServer(TcpWSGIServer):
    """The listening socket and all connections that came from it."""

    channel_class = Channel
    guard: Guard | None = None
    _swept = 0.0

    def set_reuse_addr(self) -> None:
        """Leave the socket as it is: on Windows this would open it to other programs."""

    def channels(self) -> list[Channel]:
        """Give the open connections."""
        return [channel for channel in self.active_channels.values() if isinstance(channel, Channel)]

    def readable(self) -> bool:
        """Tell whether there is room for another connection."""
        return self.accepting and len(self.active_channels) < self.adj.connection_limit

    def sweep(self) -> None:
        """Close what is overdue; and when there is no room left, whoever has kept us waiting longest."""
        now = time.monotonic()
        full = len(self.active_channels) >= self.adj.connection_limit
        if not full and now - self._swept < _SWEEP_EVERY_S:
            return
        self._swept = now
        channels = self.channels()
        for channel in channels:
            if channel.overdue(now):
                channel.give_up()
        if full:
            longest = min(channels, key=lambda channel: channel.waiting_since)
            if longest.waiting_since < float("inf"):
                longest.give_up()

    def gate(self, request: _Parser) -> Problem | None:
        """Decide on a request before its body is read."""
        problem = self.guard.refuse(request.environ()) if self.guard else None
        if problem is None and request.content_length > MOST_JSON and self._held() > MOST_HELD:
            return _HANDS_FULL
        return problem

    def _held(self) -> int:
        return sum(
            request.content_length
            for channel in self.channels()
            for request in (channel.request, *tuple(channel.requests))
            if request is not None
        )
