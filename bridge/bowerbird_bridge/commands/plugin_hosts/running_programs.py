"""Whether a host program runs now."""

from __future__ import annotations

import os
import re

import psutil


def runs(name: re.Pattern[str]) -> bool:
    """Tell whether a program of this user runs whose whole name fits."""
    attributes = ["name", "uids"] if os.name == "posix" else ["name"]
    for process in psutil.process_iter(attributes):
        if not name.fullmatch(process.info["name"] or ""):
            continue
        uids = process.info.get("uids")
        if uids is None or uids.real == os.getuid():
            return True
    return False
