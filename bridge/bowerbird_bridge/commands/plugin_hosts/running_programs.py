"""Whether a host program runs now."""

from __future__ import annotations

import os
import re
import sys

import psutil


def runs(name: re.Pattern[str]) -> bool:
    """Tell whether a program of this user runs whose whole name fits."""
    attributes = ["name"] if sys.platform == "win32" else ["name", "uids"]
    return any(
        _is_own(process)
        for process in psutil.process_iter(attributes)
        if name.fullmatch(process.info["name"] or "")
    )


def _is_own(process: psutil.Process) -> bool:
    if sys.platform == "win32":  # where no owner is told
        return True
    else:  # noqa: RET505  type checkers follow the platform through else alone
        uids = process.info["uids"]
        return uids is None or uids.real == os.getuid()
