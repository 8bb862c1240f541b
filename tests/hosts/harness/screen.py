"""A screen of the tests' own, with a window manager, and a person's hands: a pointer and a keyboard."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from PIL import Image

from hosts.harness.leash import held

TOOLS = ("Xvfb", "openbox", "xdotool", "import", "xprop")
SIZE = (1440, 900)
PAUSE_S = 0.06
"""A window manager loses clicks whose parts come in one moment."""


class Screen:
    """A display that nobody sees. All presses go through the X server, as a person's do."""

    def __init__(self, folder: Path) -> None:
        """Say where its settings may lie."""
        for tool in TOOLS:
            if shutil.which(tool) is None:
                pytest.skip(f"there is no {tool} on the PATH: `make gimp` gets it where it can")
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Self:
        read, write = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        server = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
        self._start(server, write)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        assert self.name != ":", "there is no display"
        self._start(["openbox", "--sm-disable"])
        return self

    def _start(self, command: list[str], *descriptors: int) -> None:
        self._processes.append(
            subprocess.Popen(
                held(*command),
                env={**os.environ, "DISPLAY": self.name, "HOME": str(self._folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=descriptors,
            )
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)

    def do(self, *arguments: str) -> str:
        """Run xdotool."""
        return self.run("xdotool", *arguments)

    def run(self, *command: str) -> str:
        """Run a program on this screen, and give what it says."""
        done = subprocess.run(
            command,
            env={**os.environ, "DISPLAY": self.name},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout

    def move(self, x: int, y: int) -> None:
        """Move the pointer there."""
        self.do("mousemove", str(x), str(y))
        time.sleep(PAUSE_S)

    def click(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Click there."""
        self.move(x - 1, y - 1)
        self.move(x, y)
        for _ in range(times):
            self.do("mousedown", str(button))
            time.sleep(PAUSE_S)
            self.do("mouseup", str(button))
            time.sleep(PAUSE_S)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at one place, and let go at another."""
        self.move(*start)
        self.do("mousedown", "1")
        time.sleep(PAUSE_S)
        for step in range(1, 6):
            x, y = (round(a + (b - a) * step / 5) for a, b in zip(start, end, strict=True))
            self.move(x, y)
        self.do("mouseup", "1")
        time.sleep(PAUSE_S)

    def press(self, *keys: str) -> None:
        """Press keys, such as `ctrl+z` or `Return`, one after the other."""
        for key in keys:
            self.do("key", "--clearmodifiers", key)
            time.sleep(PAUSE_S)

    def type(self, text: str) -> None:
        """Type as a person does, key by key."""
        self.do("type", "--delay", "30", text)
        time.sleep(PAUSE_S)

    def picture(self, box: tuple[int, int, int, int] | None = None) -> Image.Image:
        """Take a picture of the screen, or of a rectangle of it (left, top, width, height)."""
        crop = [] if box is None else ["-crop", f"{box[2]}x{box[3]}+{box[0]}+{box[1]}"]
        taken = subprocess.run(
            ["import", "-window", "root", *crop, "png:-"],
            env={**os.environ, "DISPLAY": self.name},
            capture_output=True,
            check=True,
            timeout=30,
        )
        with Image.open(io.BytesIO(taken.stdout)) as opened:
            return opened.convert("RGB")
