"""Threads that work behind the searches of a person."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import Final

_PRIORITY: Final = 15


def give_way() -> None:
    """Let everything else go first. Linux has a priority for each thread; elsewhere one thread of one core is all."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PRIORITY)
