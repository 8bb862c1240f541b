"""A host program that runs, what it complains of, and code that is run inside it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from fakes.served import Person
from hosts.harness.leash import held_with_all_below
from hosts.harness.line import InsideError, Line
from hosts.harness.systems import System

INSIDE = Path(__file__).parent / "inside"
START_S = 180.0
QUIT_S = 15.0


class InsideHost:
    """What all hosts have in common, without a display and with one."""

    host: ClassVar[str]
    at_start: ClassVar[re.Pattern[str]]
    """What is a complaint while it starts: the host's own warnings then are its own."""
    later: ClassVar[re.Pattern[str]]
    """What is a complaint later: it may come of what the plug-in asks the host to do."""
    passed_over: ClassVar[re.Pattern[str]]
    """What is no complaint all the same."""

    def __init__(self, system: System, person: Person, profile: Path, folder: Path) -> None:
        """Say which program, whose, with which profile, and the folder that it and the tests share."""
        self.system = system
        self.person = person
        self.profile = profile
        self.folder = folder
        self.temporary = profile.parent / f"{profile.name}-tmp"
        """The temporary folder of the host and of what runs in it."""
        self.log = profile.parent / f"{profile.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._heard = 0
        self._at_start: list[str] = []

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process, once it was started."""
        assert self._process is not None, f"{self.host} was not started"
        return self._process

    @property
    def environment(self) -> dict[str, str]:
        """All variables that the host has."""
        return {
            "HOME": str(self.person.home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, command: Sequence[str], listener: socket.socket, secret: str, *others: str) -> list[Line]:
        """Start a command, and wait for the connections of `serve.py` inside and of the others, which are given."""
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
                raise AssertionError(f"{self.host} did not start:\n{self.last_words()}")
            with contextlib.suppress(TimeoutError):
                line = Line(listener.accept()[0])
                said = line.hear()
                assert said in awaited, "a stranger connected"
                awaited[said] = line
        self._line = awaited.pop(secret)
        self._at_start = self._complaints(self.at_start)
        return [line for line in awaited.values() if line is not None]

    def run(self, code: str, **values: object) -> Any:
        """Run code inside, at its main thread's leisure, and give the value of its last line, as JSON holds it.

        `values` are names in it, and names that it binds stay for the next piece; which are there from the start is said
        in `serve.py`. Raises InsideError with the traceback.
        """
        assert self._line is not None, f"{self.host} was not started"
        try:
            return self._line.ask({"code": textwrap.dedent(code), "values": values})
        except EOFError as error:
            raise InsideError(f"{self.host} is gone:\n{self.last_words()}") from error

    def last_words(self) -> str:
        """Give the end of what it printed."""
        return self.log.read_text(errors="replace")[-3000:]

    def complaints(self) -> list[str]:
        """Give what was complained of since this was asked last: tracebacks, and warnings of or about the plug-in."""
        return self._at_start + self._complaints(self.later)

    def _complaints(self, pattern: re.Pattern[str]) -> list[str]:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        news, self._heard = text[self._heard :], len(text)
        lines = news.splitlines()
        return [
            "\n".join(lines[number : number + (30 if "Traceback" in line else 1)])
            for number, line in enumerate(lines)
            if pattern.search(line) and not self.passed_over.search(line)
        ]

    def forgive(self) -> None:
        """Say that what was complained of so far is what the test wanted."""
        self._at_start = []
        self._complaints(self.later)

    def kill(self) -> None:
        """End the program itself, which can do nothing more then; what holds it on its leash ends when it has gone."""
        os.kill(self.run("import os\nos.getpid()"), signal.SIGKILL)
        self.process.wait(QUIT_S)

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
