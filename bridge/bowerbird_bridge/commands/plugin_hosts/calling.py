"""Calling a host program: with a time limit, without a window or a terminal, and never leaving it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_LAST_BREATH_S = 5.0
_CHUNK = 65_536
_MOST_BYTES = 4 * 1024 * 1024
"""Of what a program says; Blender's answers are some KiB."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a program printed, and how it ended; `code` is None where it did not end in time."""

    code: int | None
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """The line that most likely says why it went wrong: the last one that an error is told in."""
        lines = [line.strip() for line in (*self.out.splitlines(), *self.err.splitlines()) if line.strip()]
        telling = [line for line in lines if "error" in line.lower()]
        return (telling or lines or ["it said nothing"])[-1]


def call(
    command: Sequence[str],
    seconds: float,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Called:
    """Run a program to its end, or end it, with all that it started. Raises OSError where it cannot be started.

    It gets this program's environment and working folder, unless others are given.
    """
    process = subprocess.Popen(  # noqa: S603  words of our own and programs of the person's own, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        cwd=folder,
        start_new_session=sys.platform != "win32",
    )
    heard = [_Heard(pipe) for pipe in (process.stdout, process.stderr) if pipe is not None]
    try:
        in_time = _ended(process, heard, seconds)
    except BaseException:
        _end(process)
        _ended(process, heard, _LAST_BREATH_S)
        raise
    if not in_time:
        _end(process)
        _ended(process, heard, _LAST_BREATH_S)
    out, err = (each.text for each in heard)
    return Called(process.returncode if in_time else None, out, err)


class _Heard:
    """What a program says, of which so much is kept: one that never stops must not fill the memory."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = bytearray()
        # A daemon: something that got away may hold the pipe open.
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        return bytes(self._kept).decode("utf-8", "replace")

    def is_done(self, seconds: float) -> bool:
        """Wait for the end."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _listen(self) -> None:
        with self._pipe as pipe:
            while chunk := os.read(pipe.fileno(), _CHUNK):
                self._kept += chunk[: _MOST_BYTES - len(self._kept)]


def _ended(process: subprocess.Popen[bytes], heard: Sequence[_Heard], seconds: float) -> bool:
    """Wait until it has ended and nothing speaks for it any more; tell whether that came in time."""
    until = time.monotonic() + seconds
    done = [each.is_done(until - time.monotonic()) for each in heard]
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return all(done)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        # The program may be a script, or Flatpak's, whose child is the one that hangs.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
