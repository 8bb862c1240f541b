"""One connection to 127.0.0.1: no proxy, no redirect, a deadline for each exchange, and a limit on what comes back.

http.client's own reconnecting is off: a token may only go over the connection that was proved.
"""

from __future__ import annotations

import contextlib
import http.client
import math
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import BowerbirdClientError, CancelledError, GarbledError, NotRunningError, TimedOutError

HOST = "127.0.0.1"
CONNECT_SECONDS = 1.0
READ_SECONDS = 2.0
CHUNK = 64 * 1024

Sink = Callable[[bytes], object]


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers with their names in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _DeadlineSocket(socket.socket):
    """A socket whose reads all share one deadline: a time limit for each alone lets a dripping peer hold us for ever."""

    deadline = math.inf

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:  # noqa: ANN401  socket's own signature
        """Receive, and take no longer than is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("the deadline has passed")
        self.settimeout(min(left, _LONGEST_WAIT))
        return super().recv_into(buffer, nbytes, flags)


_LONGEST_WAIT = 3600.0


class Line:
    """One open connection to a port of this machine."""

    def __init__(self, port: int, *, connect_seconds: float = CONNECT_SECONDS) -> None:
        """Connect. Raises NotRunningError when nobody listens there, and TimedOutError."""
        self.port = port
        self._cut = False
        self._socket = _DeadlineSocket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.settimeout(connect_seconds)
        try:
            self._socket.connect((HOST, port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            self._socket.close()
            if isinstance(error, socket.timeout):
                raise TimedOutError("Bowerbird does not answer.") from error
            raise NotRunningError("Bowerbird is not running.") from error
        self._connection = http.client.HTTPConnection(HOST, port)
        self._connection.auto_open = 0
        self._connection.sock = self._socket

    def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        seconds: float,
        most: int,
        sink: Sink | None = None,
    ) -> Answer:
        """Send a request and read its answer, within `seconds` and `most` bytes of body.

        With a `sink`, the body of a 200 or 206 goes there piece by piece, and `Answer.body` is empty.
        """
        deadline = time.monotonic() + seconds
        try:
            self._socket.settimeout(seconds)
            self._socket.deadline = deadline
            # Who refuses a body may say so and hang up before all of it is sent: the answer is there to be read.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._connection.request(method, path, body=body, headers=dict(headers))
            answer = self._connection.getresponse()
            with contextlib.closing(answer):
                return self._read(answer, most, sink)
        except BowerbirdClientError:
            self.close()
            raise
        except socket.timeout as error:
            self.close()
            raise TimedOutError(f"Bowerbird did not answer within {seconds:.0f} seconds.") from error
        except (http.client.RemoteDisconnected, ConnectionError, http.client.NotConnected) as error:
            self.close()
            self._say_if_cut(error)
            raise NotRunningError("Bowerbird closed the connection.") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            self.close()
            self._say_if_cut(error)
            raise GarbledError("What answered is no Bowerbird hub, or its answer came broken.") from error
        except BaseException:
            # Broken into in the middle, as by Ctrl-C: the rest of that answer must not be taken for the next one.
            self.close()
            raise

    def _read(self, answer: http.client.HTTPResponse, most: int, sink: Sink | None) -> Answer:
        told = answer.length
        if told is not None and told > most:
            raise GarbledError(f"The answer is far too large: {told:,} bytes.")
        streamed = sink is not None and answer.status in {http.client.OK, http.client.PARTIAL_CONTENT}
        pieces: list[bytes] = []
        size = 0
        while piece := answer.read(min(CHUNK, most + 1 - size)):
            size += len(piece)
            if size > most:
                raise GarbledError(f"The answer is far too large: over {most:,} bytes.")
            if sink is not None and streamed:
                sink(piece)
            else:
                pieces.append(piece)
        if told is not None and answer.length:
            raise GarbledError("The answer broke off in the middle.")
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, b"".join(pieces))

    def usable(self) -> bool:
        """Tell whether another request can go over it: still open, and nothing unasked has come."""
        if self._connection.sock is None or self._cut:
            return False
        try:
            self._socket.setblocking(False)
            self._socket.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        return False

    def cut(self) -> None:
        """Break off whatever runs on it, from another thread."""
        self._cut = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it."""
        with contextlib.suppress(OSError):
            self._connection.close()
        self._socket.close()

    def _say_if_cut(self, error: Exception) -> None:
        if self._cut:
            raise CancelledError("It was given up.") from error
