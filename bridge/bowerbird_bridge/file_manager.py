"""Showing a file in the desktop's file manager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

STARTED_S = 3.0
"""A file manager that still runs after this long has shown its window."""


def reveal_in_file_manager(path: Path) -> bool:
    """Open the file manager with this file selected where it can be; tell whether one was started."""
    return any(_started(command) for command in _commands(path))


def _started(command: list[str]) -> bool:
    try:
        # Detached and silent: the file manager outlives us and its complaints are not ours.
        process = subprocess.Popen(  # noqa: S603  a list of our own making, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        # Explorer reports 1 when all is well.
        return process.wait(STARTED_S) == 0 or sys.platform == "win32"
    except subprocess.TimeoutExpired:
        return True


if sys.platform == "win32":

    def _commands(path: Path) -> list[list[str]]:
        return [["explorer.exe", f"/select,{path}"]]

elif sys.platform == "darwin":

    def _commands(path: Path) -> list[list[str]]:
        return [["/usr/bin/open", "-R", str(path)]]

else:

    def _commands(path: Path) -> list[list[str]]:
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return []
        select = [
            "dbus-send",
            "--session",
            "--print-reply",
            "--reply-timeout=2000",
            "--type=method_call",
            "--dest=org.freedesktop.FileManager1",
            "/org/freedesktop/FileManager1",
            "org.freedesktop.FileManager1.ShowItems",
            # The commas of a URI would end the array's element.
            f"array:string:{path.as_uri().replace(',', '%2C')}",
            "string:",
        ]
        return [select, ["xdg-open", str(path.parent)]]
