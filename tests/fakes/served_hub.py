"""`bowerbird serve` in a process of its own, with a home of its own, as a person runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fakes.raw_http import Answer, request, send

STOP_S = 10.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: bytes
    err: bytes


def environment(user_home: Path, library: Path) -> dict[str, str]:
    """Give the environment of a person whose home and library these are."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "SNAP", "BOWERBIRD"))
    }
    return {**kept, "HOME": str(user_home), "BOWERBIRD_HOME": str(library)}


def serve_command(*more: str) -> list[str]:
    """Give the command that serves on any free port, and asks no keyring."""
    return [
        sys.executable,
        "-m",
        "bowerbird_bridge",
        "serve",
        "--no-keyring",
        "--json",
        *(more or ("--port", "0")),
    ]


class ServedHub:
    """A hub that runs while the context lasts, and is stopped as systems stop programs."""

    def __init__(self, user_home: Path, library: Path) -> None:
        self.user_home = user_home
        self.library = library
        self._process = subprocess.Popen(
            serve_command(),
            env=environment(user_home, library),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.pid = self._process.pid
        self.port = 0
        self.library_id = ""
        self.ended: Ended | None = None

    @property
    def host(self) -> str:
        """What its Host line says."""
        return f"127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Answer:
        """Send JSON."""
        headers = {"Bowerbird-Library": self.library_id}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = b"" if body is None else json.dumps(body).encode()
        if data:
            headers["Content-Type"] = "application/json"
        return send(self.port, request(method, path, headers, data, host=self.host))

    def pair(self, *scopes: str, name: str = "GIMP") -> str:
        """Pair a program as a person does, and give its token."""
        owner = self.owners_token()
        ticket = self._json(self.ask("POST", "/v1/pairings", {"name": name, "scopes": list(scopes)}))
        self.ask("POST", f"/v1/pairings/{ticket['id']}/approve", {"code": ticket["code"]}, token=owner)
        claim = self.ask("POST", f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]})
        return str(self._json(claim)["token"])

    def owners_token(self) -> str:
        """Read the owner's key where the command line finds it."""
        (file,) = self.library.rglob("owner.key")
        (kept,) = json.loads(file.read_text()).values()
        return str(json.loads(kept)["token"])

    def stop(self) -> Ended:
        """Stop it by SIGTERM."""
        self._process.send_signal(signal.SIGTERM)
        out, err = self._process.communicate(timeout=STOP_S)
        self.ended = Ended(self._process.returncode, out, err)
        return self.ended

    def kill(self) -> Ended:
        """End it as a crash does."""
        self._process.kill()
        out, err = self._process.communicate(timeout=STOP_S)
        self.ended = Ended(self._process.returncode, out, err)
        return self.ended

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            out, err = self._process.communicate(timeout=STOP_S)
            raise AssertionError((out + err).decode(errors="replace"))
        about = json.loads(line)
        self.port, self.library_id = about["port"], about["library_id"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.ended is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
                raise

    @staticmethod
    def _json(answer: Answer) -> Any:
        return json.loads(answer.body)
