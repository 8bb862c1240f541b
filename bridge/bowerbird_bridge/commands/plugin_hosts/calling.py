"""Calling a host program: with a time limit, without a window or a terminal, and never leaving it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

_LAST_BREATH_S = 5.0


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


def call(command: Sequence[str], seconds: float) -> Called:
    """Run a program to its end, or end it, with all that it started. Raises OSError where it cannot be started."""
    process = subprocess.Popen(  # noqa: S603  words of our own and programs of the person's own, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=os.name == "posix",
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        out, err = _rest(process)
        return Called(None, _text(out), _text(err))
    except BaseException:
        _end(process)
        _rest(process)
        raise
    return Called(process.returncode, _text(out), _text(err))


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        # The program may be a script, or Flatpak's, whose child is the one that hangs.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _rest(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Read what is left; something that got away may hold the pipes open."""
    try:
        return process.communicate(timeout=_LAST_BREATH_S)
    except subprocess.TimeoutExpired as error:
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()  # it was killed, so this takes no time
        return error.stdout or b"", error.stderr or b""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
