"""A person with a home of their own, who runs the real command, and whose hub is a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird
from bowerbird_bridge.discovery import hub_folder
from bowerbird_client import Credential, Place


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value that was printed."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Person:
    """Somebody with a home of their own, where the hub's files and a library lie."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this person's programs."""
        own = {"HOME": str(self.home), "LOCALAPPDATA": str(self.home / "local")}
        return {**os.environ, **own, "BOWERBIRD_HOME": str(self.home / "library")}

    @property
    def hubs(self) -> Path:
        """Where the files of this person's hubs lie."""
        return hub_folder({**self.environment, "SNAP_REAL_HOME": str(self.home)})

    @property
    def place(self) -> Place:
        """Where this person's plug-ins look for a hub."""
        return Place(folder=self.hubs, ports=())

    def run(self, *arguments: str, stdin: str = "") -> Answer:
        """Run `bowerbird` in this process."""
        done = CliRunner().invoke(
            bowerbird, arguments, input=stdin, env=self.environment, prog_name="bowerbird"
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

    def command(self, *options: str) -> list[str]:
        """Give the command that serves in a process of its own."""
        return [sys.executable, "-m", "bowerbird_bridge", "serve", "--no-keyring", "--json", *options]

    @contextmanager
    def serving(self, *options: str) -> Generator[tuple[subprocess.Popen[bytes], Any]]:
        """Run a hub on a free port, and give its process and what it says of itself."""
        with subprocess.Popen(
            self.command("--port", "0", *options),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, process.stderr and process.stderr.read()
                yield process, json.loads(line)
            finally:
                process.kill()

    def owner(self, library_id: str) -> Credential:
        """Read the owner's key from its file."""
        (kept,) = json.loads((self.home / "library" / "owner.key").read_text()).values()
        key = json.loads(kept)
        return Credential(key["client_id"], key["token"], library_id)
