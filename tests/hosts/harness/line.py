"""What goes between the tests and their own programs inside a host: a line of JSON there, a line back."""

from __future__ import annotations

import contextlib
import json
import socket
from typing import Any

ANSWER_S = 90.0


class InsideError(AssertionError):
    """Code inside a host raised something; the text is its traceback."""


class Line:
    """A connection to a program of ours in the host's system."""

    def __init__(self, connection: socket.socket) -> None:
        """Take a connection."""
        connection.settimeout(ANSWER_S)
        self._stream = connection.makefile("rwb")
        connection.close()

    def hear(self) -> str:
        """Wait for a line. Raises EOFError where nobody is there any more."""
        try:
            line = self._stream.readline()
        except ConnectionError as error:
            raise EOFError from error
        if not line:
            raise EOFError
        return line.decode().rstrip("\n")

    def say(self, request: object) -> None:
        """Send a request without waiting for the answer."""
        with contextlib.suppress(ConnectionError):
            self._stream.write(json.dumps(request).encode() + b"\n")
            self._stream.flush()

    def ask(self, request: object) -> Any:
        """Send a request, and give the value of the answer. Raises InsideError with the traceback from there."""
        self.say(request)
        return self.value()

    def value(self) -> Any:
        """Wait for the answer to what was said."""
        answer = json.loads(self.hear())
        if "error" in answer:
            raise InsideError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._stream.close()
