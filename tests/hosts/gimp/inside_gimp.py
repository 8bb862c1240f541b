"""A GIMP that runs, and code that is run inside it."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hosts.gimp.profiles import INSIDE
from hosts.harness.inside_host import INSIDE as INSIDE_ANY
from hosts.harness.inside_host import InsideHost
from hosts.harness.line import InsideError

__all__ = ["Called", "GimpConsole", "InsideError", "InsideGimp"]

_OURS = r"Traceback|error parsing your|plug-?in crashed|bowerbird.*(?:WARNING|CRITICAL|ERROR)"


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


class InsideGimp(InsideHost):
    """What a console and a desktop have in common. Inside are the names Gimp, Gegl, GLib, Gio, GObject, json and call."""

    host = "GIMP"
    at_start = re.compile(_OURS, re.IGNORECASE)
    later = re.compile(f"{_OURS}|CRITICAL", re.IGNORECASE)
    # GIMP 3.0 does not wait for the last words of a plug-in that ends, whichever one it is.
    passed_over = re.compile(r"gimp_flush\(\): error: Broken pipe")

    @property
    def environment(self) -> dict[str, str]:
        """All variables that GIMP has."""
        return {**super().environment, "GIMP3_DIRECTORY": str(self.profile)}

    def lay_out(self, folder: Path) -> None:
        """Lay the programs that run inside into a folder."""
        for program in (INSIDE / "serve.py", INSIDE_ANY / "pieces.py"):
            shutil.copyfile(program, folder / program.name)

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


class GimpConsole(InsideGimp):
    """A GIMP without a display."""

    def open(self) -> None:
        """Start it."""
        secret = secrets.token_hex(16)
        program = self.profile.parent / "serve.py"
        self.lay_out(program.parent)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            code = f"import runpy; runpy.run_path({str(program)!r})['serve']({port}, {secret!r})"
            batch = ["--quit", "--batch-interpreter=python-fu-eval", "-b", code]
            self.start(["gimp-console", "-idf", *batch], listener, secret)
