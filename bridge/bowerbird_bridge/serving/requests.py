"""One request: read strictly, judged as soon as its head is there, before a byte of its body is read.

What cannot be read, or two readers would read in two ways (bare line feeds, folded headers, a length beside chunks), is
refused with a problem like any other.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Protocol

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error

from bowerbird_bridge.problems import Problem
from bowerbird_bridge.serving.guard import secured
from bowerbird_bridge.serving.lanes import CALLER

MOST_HEAD = 16 * 1024

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
_TOO_FAR_AHEAD = Problem(
    "bad_request", "A connection may be one request ahead of its answers. Wait for them, or open another."
)
_OUR_FAULT = Problem("error", "Something went wrong in the hub. Its log says more; try again.")


class Gatekeeper(Protocol):
    """Who decides on requests before their bodies are read."""

    def gate(self, request: Request) -> Problem | None:
        """Give the problem with which a request is refused."""
        ...


class Line(Protocol):
    """The connection that a request comes on."""

    @property
    def full(self) -> bool:
        """Whether it has sent as many requests ahead as it may."""
        ...


class RefusedError(Error):
    """Carry the problem with which a request is refused to where it is answered."""

    def __init__(self, problem: Problem) -> None:
        super().__init__("")
        self.code = problem.status
        self.problem = problem


class Request(HTTPRequestParser):
    """Reads one request, asks `gate` as soon as the head is there, and takes nothing that two readers read in two ways."""

    command = path = request_uri = ""
    caller: str | None = None
    """The client whose token it shows."""
    asked_for_caller = False
    """Whether somebody looked."""

    def __init__(self, adj: Adjustments, gatekeeper: Gatekeeper, line: Line) -> None:
        super().__init__(adj)
        self._gatekeeper = gatekeeper
        self._line = line

    def received(self, data: bytes) -> int:
        """Take what belongs to this request, and give how much that was."""
        in_head = self.body_rcv is None
        if in_head and not self.header_plus and self._line.full:
            self._refuse(_TOO_FAR_AHEAD)
            return len(data)
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
            problem = self._gatekeeper.gate(self)
            if problem is not None:
                self._refuse(problem)
        if self.completed:
            # Else waitress asks a client to go on sending what it has already refused.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Take the head apart."""
        if _FOLDED.search(header_plus):
            raise ParsingError("folded header")
        super().parse_header(header_plus)
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            self.error = RefusedError(_PROBLEMS[501])
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
        self.error = RefusedError(problem)
        self.completed = True
        self.expect_continue = False


class Answering(WSGITask):
    """Has the application answer a request, and tells it who asks."""

    def get_environment(self) -> dict[str, object]:
        """Give what the application is told of the request."""
        environ = super().get_environment()
        if isinstance(self.request, Request) and self.request.asked_for_caller:
            environ[CALLER] = self.request.caller
        return environ


class Refusing(ErrorTask):
    """Answers a request with the problem that it is refused with."""

    def execute(self) -> None:
        """Write the answer, the last one on its connection."""
        error = self.request.error
        code = error.code if error else 500
        problem = error.problem if isinstance(error, RefusedError) else _PROBLEMS.get(code, _OUR_FAULT)
        self.status = problem.status_line
        self.response_headers.extend(secured(problem.headers))
        self.set_close_on_finish()
        self.write(b"" if self.request.command == "HEAD" else problem.body)
