"""Whose turn it is to be the window: of several processes that one GIMP starts at once, it is one's."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_S = 2.0
"""So long does a process take at most from having the turn to being reached."""
_ASK_EVERY_S = 0.03


class Turn:
    """The turn to be the window of one GIMP. Whoever has it keeps it for as long as the process lives."""

    def __init__(self, file: Path, gimp: int) -> None:
        """Say where all GIMPs of a profile keep that, and the number of this GIMP's process."""
        self._file = file
        self._gimp = gimp
        self._open: int | None = None

    def take(self) -> bool:
        """Take the turn, unless another process has it. Where nothing can be kept, nobody can be asked."""
        try:
            if self._open is None:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
                self._open = os.open(self._file, flags, 0o600)
        except OSError:
            return True
        return _try_lock(self._open, self._gimp)

    def close(self) -> None:
        """Give the turn back."""
        if self._open is not None:
            with contextlib.suppress(OSError):
                os.close(self._open)
            self._open = None


def has_come(turn: Turn, hand_over: Callable[[], bool], patience: float = PATIENCE_S) -> bool:
    """Wait until it is this process's turn; False as soon as another one has taken over what was asked."""
    ends = time.monotonic() + patience
    while not hand_over():
        if turn.take() or time.monotonic() > ends:
            return True
        time.sleep(_ASK_EVERY_S)
    return False


# One byte of the file for each GIMP, so that nothing is left that would have to be cleared.
if sys.platform == "win32":

    def _try_lock(descriptor: int, at: int) -> bool:
        import msvcrt  # noqa: PLC0415  needed there alone

        try:
            os.lseek(descriptor, at, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(descriptor: int, at: int) -> bool:
        import fcntl  # noqa: PLC0415  likewise

        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
        except OSError:
            return False
        return True
