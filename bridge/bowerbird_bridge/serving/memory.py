"""Large blocks of memory go back to the system when they are free, where the C library would keep them."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of malloc.h."""
_LARGE = 4 * 1024 * 1024


def give_back_large_blocks() -> None:
    """Have glibc take each block of four MiB and more from the system by itself, and give it back when it is freed.

    Left alone, it moves that limit up to 32 MiB as soon as one such block is freed, and takes the next ones from arenas of
    its many threads, which stay as large as they ever were. Other systems and C libraries are left as they are.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
