"""The last lines of the hub's log, and the last of those that tell of an error."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.hub_log import LOG_NAME

_READ_BYTES: Final = 400_000
_LAST: Final = 200
_ERRORS: Final = 40
_TELLING: Final = (" ERROR ", " CRITICAL ", "Traceback")


def last_lines(state_dir: Path) -> tuple[list[str], list[str]]:
    """Give the last lines of the log, and the last ones with an error in it and in the one before it, oldest first."""
    now = _tail(state_dir / LOG_NAME)
    before = _tail(state_dir / f"{LOG_NAME}.1")
    errors = [line for line in (*before, *now) if any(mark in line for mark in _TELLING)]
    return now[-_LAST:], errors[-_ERRORS:]


def _tail(path: Path) -> list[str]:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return []
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _READ_BYTES))
            lines = file.read(_READ_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return lines[1:] if size > _READ_BYTES else lines
