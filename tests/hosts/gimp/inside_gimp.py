"""A GIMP that runs, and code that is run inside it."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fakes.served import Person
from hosts.gimp.leash import held_with_all_below
from hosts.gimp.profiles import INSIDE
from hosts.gimp.systems import GimpSystem

START_S = 180.0
ANSWER_S = 90.0
QUIT_S = 15.0

_OURS = re.compile(
    r"Traceback|error parsing your|plug-?in crashed|bowerbird.*(?:WARNING|CRITICAL|ERROR)", re.IGNORECASE
)
_ANY = re.compile(f"{_OURS.pattern}|CRITICAL", re.IGNORECASE)
"""GIMP's own complaints while it starts are its own; later ones may come of what the plug-in asks it to do."""

_ENDING = re.compile(r"gimp_flush\(\): error: Broken pipe")
"""GIMP 3.0 does not wait for the last words of a plug-in that ends, whichever one it is."""


class InsideError(AssertionError):
    """Code inside GIMP raised something; the text is its traceback."""


@dataclass(frozen=True)
class Called:
    """How a procedure ended: `status` is `success`, `execution-error`, `calling-error` or `cancel`."""

    status: str
    error: str
    """What GIMP shows to the person."""
    values: list[Any]
    """What it returned; images, layers and the like are their ids."""

    @property
    def good(self) -> list[Any]:
        """The values of one that succeeded."""
        assert self.status == "success", f"{self.status}: {self.error}"
        return self.values


class Line:
    """A connection to a program of ours in GIMP's system: a line of JSON goes there, a line comes back."""

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


class InsideGimp:
    """What a console and a desktop have in common: the process, what it complains of, and code run inside it."""

    def __init__(self, system: GimpSystem, person: Person, profile: Path, folder: Path) -> None:
        """Say which GIMP, whose, with which profile, and the folder that it and the tests share."""
        self.system = system
        self.person = person
        self.profile = profile
        self.folder = folder
        self.temporary = profile.parent / f"{profile.name}-tmp"
        """The temporary folder of GIMP and its plug-ins."""
        self.log = profile.parent / f"{profile.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._heard = 0
        self._at_start: list[str] = []

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process, once it was started."""
        assert self._process is not None, "GIMP was not started"
        return self._process

    @property
    def environment(self) -> dict[str, str]:
        """All variables that GIMP has."""
        return {
            "HOME": str(self.person.home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary),
            "GIMP3_DIRECTORY": str(self.profile),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, command: Sequence[str], listener: socket.socket, secret: str, *others: str) -> list[Line]:
        """Start a command, and wait for the connections of `serve.py` inside GIMP and of the others, which are given."""
        self.temporary.mkdir(mode=0o700, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                held_with_all_below(*self.system.command(self.folder, self.environment, *command)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        awaited: dict[str, Line | None] = dict.fromkeys((secret, *others))
        listener.settimeout(0.5)
        until = time.monotonic() + START_S
        while None in awaited.values():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"GIMP did not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            with contextlib.suppress(TimeoutError):
                line = Line(listener.accept()[0])
                said = line.hear()
                assert said in awaited, "a stranger connected"
                awaited[said] = line
        self._line = awaited.pop(secret)
        self._at_start = self._complaints(_OURS)
        return [line for line in awaited.values() if line is not None]

    def run(self, code: str, **values: object) -> Any:
        """Run code inside GIMP, at its main thread's leisure, and give the value of its last line, as JSON holds it.

        `values` are names in it, and names that it binds stay for the next piece. Gimp, Gegl, GLib, Gio, GObject, json
        and call(procedure, image=id, drawables=[ids], **arguments) are there. Raises InsideError with the traceback.
        """
        assert self._line is not None, "GIMP was not started"
        try:
            return self._line.ask({"code": textwrap.dedent(code), "values": values})
        except EOFError as error:
            raise InsideError(f"GIMP is gone:\n{self.log.read_text(errors='replace')[-3000:]}") from error

    def call(
        self, procedure: str, image: int | None = None, drawables: Sequence[int] = (), **arguments: object
    ) -> Called:
        """Run a procedure through the PDB as a script does; `mode="INTERACTIVE"` says that a person did."""
        answer = self.run(
            "call(_procedure, _image, _drawables, **_arguments)",
            _procedure=procedure,
            _image=image,
            _drawables=list(drawables),
            _arguments=arguments,
        )
        return Called(answer["status"], answer["error"], answer["values"])

    def complaints(self) -> list[str]:
        """Give what was complained of since this was asked last: tracebacks, and warnings of or about the plug-in."""
        return self._at_start + self._complaints(_ANY)

    def _complaints(self, pattern: re.Pattern[str]) -> list[str]:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        news, self._heard = text[self._heard :], len(text)
        lines = news.splitlines()
        return [
            "\n".join(lines[number : number + (30 if "Traceback" in line else 1)])
            for number, line in enumerate(lines)
            if pattern.search(line) and not _ENDING.search(line)
        ]

    def forgive(self) -> None:
        """Say that what was complained of so far is what the test wanted."""
        self._at_start = []
        self._complaints(_ANY)

    def close(self) -> None:
        """End it, whatever it does."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            try:
                self._process.wait(QUIT_S)
            except subprocess.TimeoutExpired:
                self._process.terminate()
                self._process.wait(QUIT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class GimpConsole(InsideGimp):
    """A GIMP without a display."""

    def open(self) -> None:
        """Start it."""
        secret = secrets.token_hex(16)
        program = self.profile.parent / "serve.py"
        shutil.copyfile(INSIDE / "serve.py", program)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            code = f"import runpy; runpy.run_path({str(program)!r})['serve']({port}, {secret!r})"
            batch = ["--quit", "--batch-interpreter=python-fu-eval", "-b", code]
            self.start(["gimp-console", "-idf", *batch], listener, secret)
