"""A Blender that runs, and code that is run inside it."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import time
from pathlib import Path
from typing import Any

from hosts.blender.systems import module_python
from hosts.harness.inside_host import INSIDE as INSIDE_ANY
from hosts.harness.inside_host import InsideHost

INSIDE = Path(__file__).parent / "inside"
WAIT_S = 20.0

_OURS = r"Traceback|Exception ignored|bowerbird.*(?:WARN|ERROR|Error)|(?:WARN|ERROR|Error).*bowerbird"


class InsideBlender(InsideHost):
    """What a console and a desktop have in common. Which names code finds inside is said in `inside/serve.py`."""

    host = "Blender"
    at_start = re.compile(_OURS)
    later = re.compile(rf"{_OURS}|Not freed memory|Segmentation")
    passed_over = re.compile(r"^$")

    @property
    def environment(self) -> dict[str, str]:
        """All variables that Blender has."""
        return {**super().environment, "BLENDER_USER_RESOURCES": str(self.profile)}

    @property
    def release(self) -> tuple[int, int]:
        """The version without the patch: (4, 2)."""
        major, minor, _patch = self.system.version.split(".")
        return int(major), int(minor)

    def lay_out(self) -> Path:
        """Lay the programs that run inside beside the profile, and give the one to start."""
        folder = self.profile.parent / f"{self.profile.name}-inside"
        folder.mkdir(exist_ok=True)
        for program in (INSIDE / "serve.py", INSIDE_ANY / "pieces.py"):
            shutil.copyfile(program, folder / program.name)
        return folder / "serve.py"

    def install(self, archive: Path) -> None:
        """Install an extension from its zip and switch it on, as a person does."""
        there = self.folder / f"{secrets.token_hex(4)}-{archive.name}"
        shutil.copyfile(archive, there)
        told = self.run(
            """
            bpy.ops.extensions.package_install_files(filepath=archive, repo="user_default", enable_on_install=True)
            """,
            archive=str(there),
        )
        there.unlink()
        assert told == ["FINISHED"], f"{told}: {self.last_words()}"

    def fresh(self) -> None:
        """Open a new file without anything in it; preferences and extensions stay."""
        self.run("fresh()")

    def until(self, expression: str, seconds: float = WAIT_S, **values: object) -> Any:
        """Let Blender's time go by until an expression inside is true, and give its value.

        `values` are names in it. Raises AssertionError, with what it was, when the time is up.
        """
        end = time.monotonic() + seconds
        while True:
            found = self.run(f"turn(0.01)\n{expression}", **values)
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(
                    f"not within {seconds:g} s: {expression}: {found!r}\n{self.last_words()}"
                )
            time.sleep(0.02)


class BlenderConsole(InsideBlender):
    """A Blender without a display: the module of Python, or the program in the background."""

    def open(self) -> None:
        """Start it."""
        secret = secrets.token_hex(16)
        program = str(self.lay_out())
        with socket.create_server(("127.0.0.1", 0)) as listener:
            words = ("serve", str(listener.getsockname()[1]), secret)
            if self.system.sees_this_machine:
                command = [str(module_python(self.system.name)), program, *words]
            else:
                command = [
                    "blender",
                    "--background",
                    "--python-exit-code",
                    "9",
                    "--python",
                    program,
                    "--",
                    *words,
                ]
            self.start(command, listener, secret)

    def turn(self, seconds: float = 0) -> None:
        """Let Blender's time go by: what waits in `bpy.app.timers` runs, which nothing else does in a console."""
        self.run("turn(seconds)", seconds=seconds)
