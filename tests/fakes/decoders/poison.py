"""The real decoder, but for files with a magic word, on which it fails in the ways in which decoders fail."""

from __future__ import annotations

import mmap
import os
import signal
import time
from pathlib import Path

from bowerbird_engine.imaging import decode as real
from bowerbird_engine.imaging.work import Picture, Work, WorkLimits

MAGIC = b"POISON:"


def decode(work: Work, limits: WorkLimits) -> Picture:
    """Decode, or do what the word after the magic one says."""
    data = work.data if work.data is not None else _read(work.path or b"")
    if MAGIC not in data:
        return real.decode(work, limits)
    word = data.partition(MAGIC)[2].split(b"\n")[0]
    _POISONS[bytes(word)]()
    raise ValueError("the poison did not work")


def _read(path: bytes) -> bytes:
    return Path(os.fsdecode(path)).read_bytes()


def _crash() -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _eat_memory() -> None:
    hoard = bytearray(4 << 30)
    hoard[::4096] = b"x" * len(hoard[::4096])


def _eat_memory_outside_python() -> None:
    # As a C library would that does not check what it was given.
    try:
        mmap.mmap(-1, 4 << 30)
    except OSError:
        os.abort()


def _leave() -> None:
    os._exit(0)


_POISONS = {
    b"crash": _crash,
    b"hang": _hang,
    b"spin": _spin,
    b"memory": _eat_memory,
    b"native-memory": _eat_memory_outside_python,
    b"leave": _leave,
}
