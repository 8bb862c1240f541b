"""How far it is, and how long it will still take: one line that is written over on a terminal, a few elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Final, TextIO

_EVERY_S: Final = 0.2
_EVERY_S_IN_A_FILE: Final = 15.0


class ProgressLine:
    """Tell the progress of one piece of work after the other."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._name = ""
        self._began = self._told = 0.0
        self._width = 0

    def step(self, name: str, done: int, total: int | None) -> None:
        """Tell that so much of a piece of work is done. Another name begins another piece."""
        now = time.monotonic()
        if name != self._name:
            self.end()
            self._name, self._began, self._told = name, now, now
        finished = total is not None and done >= total
        if now - self._told < (_EVERY_S if self._live else _EVERY_S_IN_A_FILE) and not (
            finished and self._live
        ):
            return
        self._told = now
        self._write(
            f"{name}: {done:,}{f' of {total:,}' if total else ''}{time_left(now - self._began, done, total)}"
        )

    def end(self) -> None:
        """Leave the last line as it is."""
        if self._live and self._width:
            self._stream.write("\n")
            self._stream.flush()
        self._width = 0

    def _write(self, line: str) -> None:
        if self._live:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()


def time_left(seconds: float, done: int, total: int | None) -> str:
    """Say how long the rest takes at the rate so far; nothing as long as that is a guess."""
    if not total or done <= 0 or seconds < 1.0 or done >= total:
        return ""
    left = seconds / done * (total - done)
    minutes, rest = divmod(round(left), 60)
    return f", {minutes} min {rest:02d} s left" if minutes else f", {rest} s left"
