"""Runs inside a host, by its own Python: takes pieces of code from a test over a socket, and answers with their values.

A piece is run as at a prompt: names that it binds stay for the next one, and the value of its last line, where that is an
expression, goes back as JSON. Each request and each answer is one line.
"""

from __future__ import annotations

import ast
import json
import select
import socket
import traceback
from collections.abc import Callable
from typing import Any


class Channel:
    """The connection to the test. The host decides when it looks for a request."""

    def __init__(self, port: int, secret: str, names: dict[str, Any], plain: Callable[[Any], Any]) -> None:
        """Connect; `plain` makes what JSON can hold of a value."""
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._stream = self._connection.makefile("rwb")
        self._names = names
        self._plain = plain
        self._stream.write(secret.encode() + b"\n")
        self._stream.flush()

    def serve(self) -> None:
        """Do what the test says until it closes."""
        while self.step():
            pass

    def waits(self) -> bool:
        """Tell whether there is something to be read."""
        return bool(select.select([self._connection], [], [], 0)[0])

    def step(self) -> bool:
        """Wait for a request and answer it; false where the test has closed."""
        line = self._stream.readline()
        if not line:
            self._stream.close()
            self._connection.close()
            return False
        request = json.loads(line)
        self._names.update(request["values"])
        try:
            answer = {"value": self._plain(run(request["code"], self._names))}
        except BaseException:  # noqa: BLE001  the test is told, whatever it was
            answer = {"error": traceback.format_exc()}
        self._stream.write(json.dumps(answer).encode() + b"\n")
        self._stream.flush()
        return True


def run(code: str, names: dict[str, Any]) -> Any:
    """Run a piece of code, and give the value of its last line."""
    tree = ast.parse(code, "<test>")
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, "<test>", "exec"), names)  # noqa: S102  that is what it is for
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), names)  # noqa: S307  likewise
